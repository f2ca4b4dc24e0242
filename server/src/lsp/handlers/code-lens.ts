/**
 * textDocument/codeLens: "exported · GPL only · used by 3 modules" above what a file exports, and "Build and Reload"
 * above entry points. The uses are counted when a lens comes into sight; those that come together are looked for
 * together.
 */
import { type CodeLens, CodeLensRefreshRequest, type Location } from "vscode-languageserver";
import { conditionsOf } from "../../core/features/exported-symbol.ts";
import type { IndexedExport } from "../../core/symbols/export-index.ts";
import type { WordUse } from "../../host/symbols/word-jobs.ts";
import { buildAndReloadCommand, showReferencesCommand } from "../../protocol/messages.ts";
import { pathOf, toRange } from "../convert.ts";
import { entryLensesOf } from "../entry-lenses.ts";
import type { Feature } from "../feature.ts";
import { guardRequest, guardTask } from "../guard.ts";
import { locationOfUse } from "../locations.ts";
import type { Session } from "../session.ts";
import { isRecord } from "../settings.ts";
import { moduleNameOf } from "../symbol-places.ts";

export const codeLens = (commands: readonly string[]): Feature => ({
  capability: (client) =>
    client.textDocument?.codeLens ? { codeLensProvider: { resolveProvider: true } } : {},
  register(connection, session, client) {
    if (!client.textDocument?.codeLens) return;
    const usesOf = together(session);
    const canShow = commands.includes(showReferencesCommand);
    const canBuild = commands.includes(buildAndReloadCommand);
    connection.onCodeLens(
      guardRequest(session.log, "code lens", async ({ textDocument }, token): Promise<CodeLens[]> => {
        const path = pathOf(textDocument.uri);
        await session.ready(path, token);
        if (!session.environment.settings().codeLens) return [];
        return [...lensesOf(session, path), ...(canBuild ? await entryLensesOf(session, path) : [])];
      }),
    );
    connection.onCodeLensResolve(
      guardRequest(session.log, "code lens resolve", async (lens) => {
        const data: unknown = lens.data;
        if (!isRecord(data) || typeof data["path"] !== "string" || typeof data["name"] !== "string")
          return lens;
        return resolved(session, lens, { path: data["path"], name: data["name"], canShow, usesOf });
      }),
    );
    if (client.workspace?.codeLens?.refreshSupport !== true) return;
    session.symbols.onChange(
      guardTask(session.log, "code lens refresh", () => connection.sendRequest(CodeLensRefreshRequest.type)),
    );
  },
});

function lensesOf(session: Session, path: string): CodeLens[] {
  const document = session.documents.at(path);
  const file = document && session.modelOf(path);
  if (!document || !file) return [];
  const seen = new Set<string>();
  return session.symbols.exportsIn(path).flatMap((one) => {
    if (seen.has(one.name)) return [];
    seen.add(one.name);
    const defined = [...file.functions, ...file.variables].find(({ name }) => name === one.name);
    const place = defined?.nameSpan ?? one;
    return [{ range: toRange(document.text, place), data: { path, name: one.name } }];
  });
}

interface ResolveOptions {
  readonly path: string;
  readonly name: string;
  readonly canShow: boolean;
  readonly usesOf: (name: string) => Promise<readonly WordUse[]>;
}

async function resolved(session: Session, lens: CodeLens, options: ResolveOptions): Promise<CodeLens> {
  const { path, name, canShow, usesOf } = options;
  await session.symbols.ready();
  const exported = session.symbols.exportsIn(path).find((one) => one.name === name);
  const own = await moduleNameOf(session, path);
  const uses = (await usesOf(name)).filter((use) => use.path.endsWith(".c"));
  const modules = new Map<string, string>();
  for (const use of new Set(uses.map((one) => one.path))) modules.set(use, await moduleNameOf(session, use));
  const users = new Set([...modules.values()].filter((module) => module !== own));
  const foreign = uses.filter((use) => modules.get(use.path) !== own);
  const title = titleOf(exported, users.size);
  const locations: Location[] = foreign.map((use) => locationOfUse(session, use));
  const uri = session.documents.at(path)?.text.uri;
  const isShown = canShow && locations.length > 0 && uri !== undefined;
  const command = isShown
    ? { title, command: showReferencesCommand, arguments: [uri, lens.range.start, locations] }
    : { title, command: "" };
  return { ...lens, command };
}

function titleOf(exported: IndexedExport | undefined, users: number): string {
  const used =
    users === 0 ? "not used in the workspace" : `used by ${users} ${users === 1 ? "module" : "modules"}`;
  const conditions = exported ? conditionsOf(exported) : "";
  return ["exported", ...(conditions === "" ? [] : [conditions]), used].join(" · ");
}

/** Names that are asked for within one turn are searched for in one reading of the sources. */
function together(session: Session): (name: string) => Promise<readonly WordUse[]> {
  let waiting: { readonly names: Set<string>; readonly uses: Promise<readonly WordUse[]> } | undefined;
  return async (name) => {
    const batch = waiting ?? open();
    waiting = batch;
    batch.names.add(name);
    return (await batch.uses).filter(({ word }) => word === name);
  };
  function open() {
    const names = new Set<string>();
    const uses = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      waiting = undefined;
      return session.symbols.uses([...names]);
    });
    return { names, uses };
  }
}
