/**
 * Where gcc finds what a source includes: beside the including file, in the folders that the module puts first, in the
 * kernel's own, in those of ccflags-y. Folders are listed once; absence is remembered as well.
 */
import { readdirSync } from "node:fs";
import { directoryOf, isAbsolute, joinPath } from "../../core/text/paths.ts";

export type IncludeForm = "system" | "quoted";

export interface IncludeSearch {
  /** The file that `#include` means; undefined where there is none. `from` is the file that includes. */
  resolve(path: string, form: IncludeForm, isNext: boolean, from: string): string | undefined;
}

/** Which files there are, as listed before. */
export interface Folders {
  isFile(path: string): boolean;
  /** Lists anew what may have changed. */
  forget(folder: string): void;
}

export const createFolders = (): Folders => {
  const listed = new Map<string, ReadonlySet<string> | undefined>();
  const namesIn = (folder: string): ReadonlySet<string> | undefined => {
    if (!listed.has(folder)) listed.set(folder, list(folder));
    return listed.get(folder);
  };
  return {
    isFile(path) {
      const cut = path.lastIndexOf("/");
      return namesIn(path.slice(0, cut))?.has(path.slice(cut + 1)) ?? false;
    },
    forget: (folder) => void listed.delete(folder),
  };
};

/** A folder in the place of a header would be found and then not be read: nobody does that. */
const list = (folder: string): ReadonlySet<string> | undefined => {
  try {
    return new Set(readdirSync(folder));
  } catch (error) {
    // Most folders of most searches do not exist; one that must not be read is as good as missing to gcc, too.
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  }
};

/** The folders of `#include <...>` in their order: before the kernel's, the kernel's, behind them. */
export interface SearchOrder {
  readonly first: readonly string[];
  readonly kernel: SettledFolders;
  readonly own: readonly string[];
}

/** Folders in which files neither come nor go: where a header is found stays true. */
export interface SettledFolders {
  readonly directories: readonly string[];
  find(path: string): string | undefined;
}

export const settledFolders = (folders: Folders, directories: readonly string[]): SettledFolders => {
  const found = new Map<string, string | undefined>();
  return {
    directories,
    find(path) {
      if (!found.has(path)) found.set(path, among(folders, directories, path));
      return found.get(path);
    },
  };
};

/** Takes the files that there are and where they are looked for. */
export const createIncludeSearch = (
  folders: Pick<Folders, "isFile">,
  { first, kernel, own }: SearchOrder,
): IncludeSearch => {
  const directories = [...first, ...kernel.directories, ...own];
  return {
    resolve(path, form, isNext, from) {
      if (isAbsolute(path)) return folders.isFile(path) ? joinPath(path, ".") : undefined;
      if (isNext) return among(folders, directories.slice(indexBehind(directories, from)), path);
      if (form === "quoted") {
        const beside = joinPath(directoryOf(from), path);
        if (folders.isFile(beside)) return beside;
      }
      return among(folders, first, path) ?? kernel.find(path) ?? among(folders, own, path);
    },
  };
};

const among = (
  folders: Pick<Folders, "isFile">,
  directories: readonly string[],
  path: string,
): string | undefined => {
  for (const directory of directories) {
    const candidate = joinPath(directory, path);
    if (folders.isFile(candidate)) return candidate;
  }
  return undefined;
};

/** The index behind the folder that a header was found in: the longest of those that hold it. */
const indexBehind = (directories: readonly string[], from: string): number => {
  let best = -1;
  for (const [at, directory] of directories.entries()) {
    const isLonger = best < 0 || directory.length > (directories[best]?.length ?? 0);
    if (isLonger && from.startsWith(`${directory}/`)) best = at;
  }
  return best + 1;
};
