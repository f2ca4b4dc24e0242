/**
 * Who else in a project defines a symbol that a module lacks: in another module, or in a source that Kbuild links into
 * none. Asked for the few names that are missing, so nothing is read before.
 */

import type { KbuildModule } from "../kbuild/modules.ts";
import type { Piece } from "../syntax/pieces.ts";
import { skim } from "../syntax/scan.ts";
import type { ForeignDefinition, Neighbours } from "./exported.ts";

export interface ForeignSource {
  readonly path: string;
  /** The module that links it; undefined for none. */
  readonly module: string | undefined;
}

/**
 * Every C file of a project: those that its modules link, and those that lie beside them.
 *
 * @param filesIn the paths of a folder's files
 */
export function projectSources(
  modules: readonly KbuildModule[],
  filesIn: (folder: string) => readonly string[],
): readonly ForeignSource[] {
  const found = new Map<string, ForeignSource>();
  for (const { name, objects } of modules)
    for (const { source, language } of objects)
      if (source !== undefined && language === "c" && !found.has(source))
        found.set(source, { path: source, module: name });
  // modpost writes x.mod.c.
  for (const folder of new Set(modules.map(({ directory }) => directory)))
    for (const path of filesIn(folder))
      if (/(?<!\.mod)\.c$/.test(path) && !found.has(path)) found.set(path, { path, module: undefined });
  return [...found.values()];
}

/** Takes the C files of the project that the module does not link; gives their definitions by name, when asked. */
export function foreignDefinitions(
  sources: readonly ForeignSource[],
  readText: (path: string) => string | undefined,
): NonNullable<Neighbours["definitions"]> {
  const known = new Map<string, readonly ForeignDefinition[]>();
  return {
    get(name) {
      const all =
        known.get(name) ?? sources.flatMap((source) => definitionsIn(source, readText(source.path), name));
      known.set(name, all);
      return all.length === 0 ? undefined : all;
    },
  };
}

/** Where a source defines the name for others to see. */
export function definitionsIn(
  { path, module }: ForeignSource,
  text: string | undefined,
  name: string,
): readonly ForeignDefinition[] {
  if (!text?.includes(name)) return [];
  return skim(text).flatMap(({ piece, start }) => {
    const at = nameIn(piece, text.slice(start, start + piece.length), name);
    return at < 0 ? [] : [{ path, start: start + at, end: start + at + name.length, module }];
  });
}

/** Where the piece defines the name for others to see; -1 where it does not. */
function nameIn(piece: Piece, text: string, name: string): number {
  if (piece.kind === "function") {
    const head = text.slice(piece.lead, piece.body.start);
    return piece.name.text === name && !/\b(?:static|inline)\b/.test(head) ? piece.name.span.start : -1;
  }
  if (piece.kind !== "declaration") return -1;
  const head = text.slice(0, text.includes("=") ? text.indexOf("=") : text.length);
  if (/\b(?:static|extern|typedef)\b|\(/.test(head)) return -1;
  const found = new RegExp(`[\\w*]\\s*\\b${name}\\s*(?:[;,[]|$)`).exec(head);
  return found ? found.index + found[0].indexOf(name) : -1;
}
