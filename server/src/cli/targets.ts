/** The PATH arguments: what each one names, or why it cannot be checked. */
import { accessSync, constants, lstatSync, type Stats, statSync } from "node:fs";
import { basename, resolve, sep } from "node:path";
import { UsageError } from "./usage.ts";

export type Target =
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "source"; readonly path: string }
  | { readonly kind: "kbuild"; readonly path: string };

/**
 * @param written as on the command line
 * @returns absolute paths without duplicates, in the order written
 * @throws UsageError for a path that is missing, unreadable or neither folder nor C nor Kbuild
 */
export const readTargets = (written: readonly string[], workingDirectory: string): readonly Target[] => {
  const targets = new Map<string, Target>();
  for (const word of written) {
    const target = readTarget(word, resolve(workingDirectory, word));
    targets.set(target.path, target);
  }
  return [...targets.values()];
};

/** Which paths findings are wanted of: plain data, for workers. */
export interface Scope {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

export const isInScope = (scope: Scope, path: string): boolean =>
  scope.files.includes(path) ||
  scope.folders.some((folder) => path.startsWith(folder === sep ? folder : `${folder}${sep}`));

export const isKbuildName = (name: string): boolean =>
  /^(?:Kbuild|Makefile|GNUmakefile|makefile)$/.test(name) ||
  /^(?:Kbuild|Makefile)\.|\.(?:mk|kbuild)$/.test(name);

const readTarget = (word: string, path: string): Target => {
  const stats = statsOf(word, path);
  try {
    accessSync(path, stats.isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK);
  } catch (error) {
    throw new UsageError(`cannot read ${word}: permission denied`, { cause: error });
  }
  if (stats.isDirectory()) return { kind: "folder", path };
  if (!stats.isFile()) throw new UsageError(`cannot read ${word}: neither a file nor a folder`);
  if (/\.[ch]$/.test(path)) return { kind: "source", path };
  if (isKbuildName(basename(path))) return { kind: "kbuild", path };
  throw new UsageError(`cannot check ${word}: neither C (.c, .h) nor a Kbuild file or Makefile`);
};

const statsOf = (word: string, path: string): Stats => {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats !== undefined) return stats;
    const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    throw new UsageError(
      `cannot read ${word}: ${isLink ? "a symbolic link to nothing" : "no such file or folder"}`,
    );
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`cannot read ${word}: ${reason}`, { cause: error });
  }
};
