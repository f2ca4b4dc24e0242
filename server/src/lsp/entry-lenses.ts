/** The lenses above a file's entry points that build its module and load it anew. */
import type { CodeLens } from "vscode-languageserver";
import { functionsByName } from "../core/model/entry-functions.ts";
import { entryPointsOf } from "../core/model/entry-points.ts";
import { loadedName } from "../core/symbols/dependencies.ts";
import { buildAndReloadCommand } from "../protocol/messages.ts";
import { toRange } from "./convert.ts";
import type { Session } from "./session.ts";

/** More modules share a source only where the choice belongs to a menu. */
const mostModules = 3;

/** None in a file that is linked into no module. */
export async function entryLensesOf(session: Session, path: string): Promise<readonly CodeLens[]> {
  const document = session.documents.at(path);
  const file = session.modelOf(path);
  const kernel = session.environment.facts();
  if (!document || !file || !kernel) return [];
  const places = [
    ...entryPointsOf(file, kernel)
      .filter(({ macro }) => macro.definesInit && !macro.isBuiltinOnly)
      .map(({ call }) => call.nameSpan),
    ...functionsByName(file, "init").map(({ nameSpan }) => nameSpan),
  ];
  if (places.length === 0) return [];
  const built = (await session.modulesOf(path)).filter(({ build }) => build !== "builtin");
  const names = [...new Set(built.map(({ name }) => loadedName(name)))].slice(0, mostModules);
  return places.flatMap((place) =>
    names.map((module) => ({
      range: toRange(document.text, place),
      command: {
        title: `$(debug-restart) Build and Reload${names.length > 1 ? ` ${module}` : ""}`,
        command: buildAndReloadCommand,
        arguments: [{ file: path, module }],
      },
    })),
  );
}
