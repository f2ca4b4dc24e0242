/** The types of configuration options, read line by line from Kconfig files. */
import type { Disk } from "../text/disk.ts";
import { joinPath } from "../text/paths.ts";

export type OptionType = "tristate" | "bool" | "other";

/** The types that one Kconfig text gives its options, and the files that it sources. Linear. */
export const readKconfig = (
  text: string,
): { readonly types: ReadonlyMap<string, OptionType>; readonly sources: readonly string[] } => {
  const types = new Map<string, OptionType>();
  const sources: string[] = [];
  let option: string | undefined;
  for (const match of text.matchAll(statement)) {
    const [, name, keyword, path, type = ""] = match;
    if (name !== undefined) option = name;
    else if (path !== undefined)
      sources.push(keyword === "rsource" || keyword === "orsource" ? `./${path}` : path);
    else if (option !== undefined) addType(types, option, typeOf(type));
  }
  return { types, sources };
};

/** Every option of a tree, beginning at its root Kconfig; `$(SRCARCH)` stands for each of `arches`. */
export const readKconfigTree = (
  disk: Disk,
  root: string,
  arches: readonly string[],
): ReadonlyMap<string, OptionType> => {
  const types = new Map<string, OptionType>();
  const seen = new Set<string>([`${root}/Kconfig`]);
  for (const file of seen) {
    const text = disk.readText(file);
    if (text === undefined || seen.size > mostFiles) continue;
    const read = readKconfig(text);
    for (const [name, type] of read.types) addType(types, name, type);
    const folder = file.slice(0, file.lastIndexOf("/"));
    for (const source of read.sources) {
      for (const path of archPaths(source, arches))
        seen.add(joinPath(path.startsWith("./") ? folder : root, path));
    }
  }
  return types;
};

/** The options of the Kconfig files in a folder and those above it, at most to `ceiling`. */
export const readKconfigUpwards = (
  disk: Disk,
  folder: string,
  ceiling: string,
): ReadonlyMap<string, OptionType> => {
  const types = new Map<string, OptionType>();
  for (let at = folder; ; at = at.slice(0, at.lastIndexOf("/"))) {
    for (const [name, type] of readKconfigTree(disk, at, [])) addType(types, name, type);
    if (at === ceiling || !at.startsWith(ceiling) || at.lastIndexOf("/") <= 0) return types;
  }
};

const statement =
  /^[ \t]*(?:(?:menu)?config[ \t]+(\w+)|(o?r?source)[ \t]+"?([^"\s]+)"?|(tristate|def_tristate|bool|boolean|def_bool|int|hex|string)\b)/gm;

/** The kernel has about 1,600. */
const mostFiles = 5000;

const archPaths = (source: string, arches: readonly string[]): readonly string[] =>
  /\$\(?(?:SRCARCH|ARCH)\)?/.test(source)
    ? arches.map((arch) => source.replace(/\$\(?(?:SRCARCH|ARCH)\)?/g, arch))
    : source.includes("$")
      ? []
      : [source];

const typeOf = (keyword: string): OptionType => {
  if (keyword.endsWith("tristate")) return "tristate";
  return keyword.startsWith("bool") || keyword === "def_bool" ? "bool" : "other";
};

/** An option may be defined more than once: what can be a module somewhere can be one. */
const addType = (types: Map<string, OptionType>, name: string, type: OptionType): void => {
  if (type === "tristate" || !types.has(name)) types.set(name, type);
};
