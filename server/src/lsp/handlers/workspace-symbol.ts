/** workspace/symbol: what the sources of the workspace export, and what module_init() and its kin name in them. */
import { type SymbolInformation, SymbolKind } from "vscode-languageserver";
import { conditionsOf } from "../../core/features/exported-symbol.ts";
import type { IndexedExport } from "../../core/symbols/export-index.ts";
import { baseOf } from "../../core/text/paths.ts";
import type { SourceEntry } from "../../host/symbols/word-jobs.ts";
import type { Feature } from "../feature.ts";
import { guardRequest } from "../guard.ts";
import { locationIn, locationOfUse } from "../locations.ts";
import type { Session } from "../session.ts";

/** A client shows no more; it asks again as the author types on. */
const mostSymbols = 200;

export const workspaceSymbol: Feature = {
  capability: () => ({ workspaceSymbolProvider: true }),
  register(connection, session) {
    connection.onWorkspaceSymbol(
      guardRequest(
        session.log,
        "workspace symbol",
        async ({ query }, token): Promise<SymbolInformation[]> => {
          await session.started(token);
          await session.symbols.ready();
          const exported = best(session.symbols.workspaceExports(), query, ({ name }) => name);
          const entries = best(await session.symbols.entries(), query, ({ word }) => word);
          const placed = await Promise.all(exported.map((one) => exportSymbol(session, one)));
          return [
            ...placed.filter((one) => one !== undefined),
            ...entries.map((one) => entrySymbol(session, one)),
          ];
        },
      ),
    );
  },
};

/** Those whose names hold the letters of the query in order; first those that begin with it. */
function best<T>(items: Iterable<T>, query: string, nameOf: (item: T) => string): readonly T[] {
  const wanted = query.toLowerCase();
  const found: { readonly one: T; readonly name: string; readonly rank: number }[] = [];
  for (const one of items) {
    const name = nameOf(one).toLowerCase();
    const at = name.indexOf(wanted);
    if (at >= 0) found.push({ one, name, rank: at === 0 ? name.length - wanted.length : 1000 + at });
    else if (holdsInOrder(name, wanted)) found.push({ one, name, rank: 5000 + name.length });
  }
  return found
    .toSorted((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1))
    .slice(0, mostSymbols)
    .map(({ one }) => one);
}

function holdsInOrder(name: string, letters: string): boolean {
  let at = -1;
  for (const letter of letters) {
    at = name.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}

async function exportSymbol(session: Session, one: IndexedExport): Promise<SymbolInformation | undefined> {
  const location = await locationIn(session, one.path, one);
  if (!location) return undefined;
  const conditions = conditionsOf(one);
  const containerName = `exported${conditions === "" ? "" : ` · ${conditions}`} · ${baseOf(one.path)}`;
  return { name: one.name, kind: SymbolKind.Function, location, containerName };
}

const entrySymbol = (session: Session, entry: SourceEntry): SymbolInformation => ({
  name: entry.word,
  kind: SymbolKind.Module,
  location: locationOfUse(session, entry),
  containerName: `${entry.macro} · ${baseOf(entry.path)}`,
});
