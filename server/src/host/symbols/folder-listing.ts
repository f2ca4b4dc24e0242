/** The sources below a folder, with what tells two states of a file apart. */
import { readdirSync, statSync } from "node:fs";
import { isFileError } from "./file-reading.ts";

export interface ListedFolder {
  readonly path: string;
  readonly names: readonly string[];
  readonly sizes: readonly number[];
  /** In milliseconds. */
  readonly times: readonly number[];
}

/** Folders that hold no sources of a module. */
const passedOver = new Set([".git", "node_modules", ".cache", "Documentation"]);

export function listed(
  top: string,
  levels: number,
): { readonly folders: readonly ListedFolder[]; readonly below: readonly string[] } {
  const folders: ListedFolder[] = [];
  const below: string[] = [];
  const list = (path: string, level: number): void => {
    const folder = { path, names: [] as string[], sizes: [] as number[], times: [] as number[] };
    for (const entry of childrenOf(path)) {
      const full = `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        if (passedOver.has(entry.name)) continue;
        if (level < levels) list(full, level + 1);
        else below.push(full);
      } else if (isSource(entry.name) && entry.isFile()) {
        const stats = statSync(full, { throwIfNoEntry: false });
        if (stats === undefined) continue;
        folder.names.push(entry.name);
        folder.sizes.push(stats.size);
        folder.times.push(stats.mtimeMs);
      }
    }
    if (folder.names.length > 0) folders.push(folder);
  };
  list(top, 0);
  return { folders, below };
}

/** A folder that cannot be listed has no sources for us. */
const childrenOf = (path: string) => {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (isFileError(error)) return [];
    throw error;
  }
};

const isSource = (name: string): boolean => /\.[chS]$/.test(name) && !name.endsWith(".mod.c");
