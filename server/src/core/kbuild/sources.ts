/** From an object to the source that Kbuild's implicit rules would compile it from. */
import type { Disk } from "../text/disk.ts";
import { baseOf, directoryOf, joinPath } from "../text/paths.ts";
import type { KbuildObject } from "./modules.ts";

export interface FoundSource {
  readonly path: string | undefined;
  readonly language: KbuildObject["language"];
}

/** Asks a Disk for one list per folder rather than once per candidate. */
export interface SourceFinder {
  /** Takes the folder of the Kbuild file and an object as listed. */
  find(directory: string, object: string): FoundSource;
  has(path: string): boolean;
}

export const sourceFinder = (disk: Disk): SourceFinder => {
  const folders = new Map<string, ReadonlySet<string>>();
  const names = (folder: string): ReadonlySet<string> => {
    const known = folders.get(folder) ?? new Set((disk.list(folder) ?? []).map((entry) => entry.name));
    folders.set(folder, known);
    return known;
  };
  const has = (path: string): boolean => names(directoryOf(path)).has(baseOf(path));
  return {
    has,
    find: (directory, object) => {
      const stem = joinPath(directory, object.replace(/\.o$/, ""));
      const there = names(directoryOf(stem));
      const base = baseOf(stem);
      for (const [suffix, language] of suffixes) {
        if (there.has(base + suffix)) return { path: stem + suffix, language };
      }
      for (const [end, sources] of generated) {
        if (!stem.endsWith(end)) continue;
        const path = sources.map((source) => stem.slice(0, -end.length) + source).find(has);
        if (path !== undefined) return { path, language: "other" };
      }
      return { path: undefined, language: "c" };
    },
  };
};

/** Names an object may be made from, in make's order (scripts/Makefile.build; `%_shipped` in scripts/Makefile.lib). */
const suffixes: readonly (readonly [string, KbuildObject["language"]])[] = [
  [".c", "c"],
  [".rs", "rust"],
  [".S", "assembly"],
  [".c_shipped", "other"],
  [".S_shipped", "other"],
  [".o_shipped", "other"],
];

/** `x.asn1.o` is made from `x.asn1` by way of `x.asn1.c`, and so on. */
const generated: readonly (readonly [string, readonly string[]])[] = [
  [".asn1", [".asn1"]],
  [".lex", [".l"]],
  [".tab", [".y"]],
  [".dtb", [".dts"]],
  [".dtbo", [".dtso", ".dts"]],
];
