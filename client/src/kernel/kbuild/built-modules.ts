/** Which .ko files a build has written: what is there before it and after it. */
import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";

/** The .ko files below a folder, each with what changes when it is written. */
export type KoFiles = ReadonlyMap<string, string>;

/** Levels of folders: no module's Kbuild files go deeper. */
const deepest = 12;

/** A folder that is not there, or cannot be read, has none. */
export async function koFiles(folder: string): Promise<KoFiles> {
  const found = new Map<string, string>();
  await collect(folder, deepest, found);
  return found;
}

/** Those that are new or were written since, by name. */
export const writtenSince = (before: KoFiles, after: KoFiles): readonly string[] =>
  [...after]
    .filter(([file, state]) => before.get(file) !== state)
    .map(([file]) => file)
    .toSorted();

async function collect(folder: string, levels: number, found: Map<string, string>): Promise<void> {
  if (levels === 0) return;
  for (const entry of await entriesOf(folder)) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!skipped.has(entry.name)) await collect(file, levels - 1, found);
    } else if (entry.isFile() && entry.name.endsWith(".ko")) {
      const state = await stat(file, { bigint: true }).catch(() => undefined);
      // It may go between the two looks.
      if (state !== undefined) found.set(file, `${state.ino} ${state.size} ${state.mtimeNs}`);
    }
  }
}

const skipped: ReadonlySet<string> = new Set([".git", "node_modules", ".tmp_versions"]);

const entriesOf = (folder: string): Promise<readonly Dirent[]> =>
  readdir(folder, { withFileTypes: true }).catch(() => []);
