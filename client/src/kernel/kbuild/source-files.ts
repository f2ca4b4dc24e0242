/** The files of a module's folder that a build starts from: all but what builds leave and what version control keeps. */
import { readdir, realpath, stat } from "node:fs/promises";
import path from "node:path";

/** Levels of folders, and files: a folder with more is a home, not a module's. */
const deepest = 12;
const most = 20_000;

/** Folders that hold no source. */
const skippedFolders: ReadonlySet<string> = new Set([
  ".git",
  ".hg",
  ".svn",
  ".cache",
  ".vscode",
  "node_modules",
  ".tmp_versions",
]);

/** As Kbuild's own `clean` has them (Makefile, `clean:`); shipped objects (`x.o_shipped`) are sources. */
const product =
  /\.(?:[aios]|ko|mod|mod\.c|cmd|d|dwo|lst|su|gcno|symtypes|order|symvers|rsi|ll)$|\.ko\.|^\.tmp_|^modules\.order$|^Module\.symvers$|^\.module-common\.|^compile_commands\.json$/;

/** @param name of a file, without its folder */
export const isProduct = (name: string): boolean => product.test(name);

export interface SourceFiles {
  /** Relative paths, each folder before what is in it. */
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/**
 * Reads a folder; links to folders count as folders.
 * @param without absolute paths of folders to leave out
 * @returns undefined where there are too many
 */
export async function sourceFiles(
  folder: string,
  without: readonly string[] = [],
): Promise<SourceFiles | undefined> {
  const folders: string[] = [];
  const files: string[] = [];
  const seen = new Set<string>();
  const collect = async (relative: string, levels: number): Promise<void> => {
    const real = await realpath(path.join(folder, relative)).catch(() => undefined);
    // A link may lead back to where it is.
    if (real === undefined || seen.has(real) || levels === 0 || files.length > most) return;
    seen.add(real);
    if (relative !== "") folders.push(relative);
    const entries = await readdir(real, { withFileTypes: true }).catch(() => []);
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const file = path.join(relative, entry.name);
      const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && (await isFolderAt(folder, file)));
      if (isFolder) {
        if (skippedFolders.has(entry.name) || without.includes(path.join(folder, file))) continue;
        await collect(file, levels - 1);
      } else if ((entry.isFile() || entry.isSymbolicLink()) && !isProduct(entry.name)) files.push(file);
    }
  };
  await collect("", deepest);
  return files.length > most ? undefined : { folders, files };
}

const isFolderAt = (folder: string, file: string): Promise<boolean> =>
  stat(path.join(folder, file)).then(
    (found) => found.isDirectory(),
    () => false,
  );
