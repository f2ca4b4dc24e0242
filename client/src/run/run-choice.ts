/** Which modules of a project a run is about. Pure. */
import { fileURLToPath } from "node:url";
import type { BuildModule, BuildProject } from "../../../server/src/protocol/messages.ts";

/**
 * The modules that are meant: the named one; those that a source is part of, or that a .ko file is; all of the project
 * where the file is none of these (a header, a Kbuild file), or where there is no file.
 *
 * @param file path on this machine
 */
export function modulesMeant(
  { modules }: Pick<BuildProject, "modules">,
  { file, module }: { readonly file: string | undefined; readonly module: string | undefined },
): readonly BuildModule[] {
  if (module !== undefined) return modules.filter(({ name }) => name === module);
  if (file === undefined) return modules;
  const own = modules.filter(({ ko, sources }) => [ko, ...sources].some((uri) => pathOf(uri) === file));
  return own.length > 0 ? own : modules;
}

const pathOf = (uri: string): string => (uri.startsWith("file:") ? fileURLToPath(uri) : "");
