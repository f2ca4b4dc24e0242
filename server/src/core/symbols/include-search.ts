/** Where the headers of a module's files are, and everything that a file includes, by the rules of cpp. */
import type { Flags } from "../kbuild/flags.ts";
import type { KernelFacts } from "../kernel/facts.ts";
import { sourceDirectoryOf } from "../kernel/kernel-facts.ts";
import { architectureFolder, searchedFolders } from "../preprocess/include-folders.ts";
import type { Disk } from "../text/disk.ts";
import { directoryOf, joinPath } from "../text/paths.ts";
import type { TextFacts } from "./text-facts.ts";

/** Answers from memory or from a disk; a host that must not wait says "not known" and asks again later. */
export interface FactsSource {
  facts(path: string): TextFacts | undefined;
  isFile(path: string): boolean;
}

/** The kernel's own include folders in the order of its Makefile (LINUXINCLUDE). */
export const kernelIncludeFolders = (disk: Disk, kernel: KernelFacts): readonly string[] => {
  const build = kernel.directory;
  if (build === undefined) return [];
  const source = sourceDirectoryOf(disk, build);
  // Where no option tells the architecture, most kernels are x86.
  return searchedFolders({ build, source }, architectureFolder(kernel.config) ?? "x86");
};

/** How files of the same flags find what they include; remembers where each file's includes lead. */
export interface IncludeSearch {
  /** In the order they are looked into: those put first, the kernel's, -I of Kbuild. */
  readonly folders: readonly string[];
  /** Headers that -include puts before the file. */
  readonly forced: readonly string[];
  readonly targets: Map<string, readonly string[]>;
}

type SearchFlags = Pick<Flags, "firstDirectories" | "includeDirectories" | "forcedIncludes">;

/** Makes searches that share what is the same for all files of the same flags. */
export const createIncludeSearches = (kernel: readonly string[]): ((flags: SearchFlags) => IncludeSearch) => {
  const plain: IncludeSearch = { folders: kernel, forced: [], targets: new Map() };
  let last = plain;
  return ({ firstDirectories, includeDirectories, forcedIncludes }) => {
    const folders = [...firstDirectories, ...kernel, ...includeDirectories];
    const targetsOfSame = [plain, last].find((one) => isSame(one.folders, folders))?.targets;
    // Modules of one Kbuild file follow each other, and mostly have the same folders.
    last = { folders, forced: forcedIncludes, targets: targetsOfSame ?? new Map() };
    return last;
  };
};

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((folder, index) => folder === b[index]);

/**
 * @param from the C file
 * @returns every file that it includes and that was found, however deep; never itself
 */
export const includedFiles = (
  from: string,
  search: IncludeSearch,
  source: FactsSource,
): ReadonlySet<string> => {
  const forced = search.forced.flatMap(
    (path) => resolveInclude(from, { path, isSystem: false }, search, source) ?? [],
  );
  const seen = new Set<string>([from, ...forced]);
  for (const path of seen) for (const target of targetsOf(path, search, source)) seen.add(target);
  seen.delete(from);
  return seen;
};

const targetsOf = (path: string, search: IncludeSearch, source: FactsSource): readonly string[] => {
  const known = search.targets.get(path);
  if (known !== undefined) return known;
  const facts = source.facts(path);
  const targets = (facts?.includes ?? []).flatMap(
    (include) => resolveInclude(path, include, search, source) ?? [],
  );
  search.targets.set(path, targets);
  return targets;
};

/** As cpp looks: what is quoted beside the file that includes it first. */
const resolveInclude = (
  from: string,
  { path, isSystem }: { readonly path: string; readonly isSystem: boolean },
  { folders }: IncludeSearch,
  source: FactsSource,
): string | undefined => {
  const beside = isSystem ? undefined : joinPath(directoryOf(from), path);
  if (beside !== undefined && source.isFile(beside)) return beside;
  for (const folder of folders) {
    const candidate = joinPath(folder, path);
    if (source.isFile(candidate)) return candidate;
  }
  return undefined;
};
