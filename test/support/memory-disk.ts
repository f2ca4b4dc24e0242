/** A Disk made of a map, for tests and for texts that never were files. */
import type { DirectoryEntry, Disk } from "../../server/src/core/text/disk.ts";
import { directoryOf } from "../../server/src/core/text/paths.ts";

/**
 * Takes texts by absolute path and gives a Disk that holds them and the folders they imply.
 * A value of `undefined` is a file that is there but cannot be read.
 */
export const memoryDisk = (files: Readonly<Record<string, string | undefined>>): Disk => {
  const texts = new Map(Object.entries(files));
  const folders = new Map<string, Map<string, DirectoryEntry["kind"]>>([["/", new Map()]]);
  for (const path of texts.keys()) enter(folders, path, "file");
  return {
    readText: (path) => texts.get(path),
    list: (path) => {
      const entries = folders.get(path);
      if (entries === undefined) return undefined;
      return [...entries].map(([name, kind]) => ({ name, kind })).toSorted(byName);
    },
    kindOf: (path) => (texts.has(path) ? "file" : folders.has(path) ? "directory" : undefined),
  };
};

const byName = (a: DirectoryEntry, b: DirectoryEntry): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;

const enter = (
  folders: Map<string, Map<string, DirectoryEntry["kind"]>>,
  path: string,
  kind: DirectoryEntry["kind"],
): void => {
  const folder = directoryOf(path);
  const entries = folders.get(folder) ?? new Map<string, DirectoryEntry["kind"]>();
  entries.set(path.slice(folder === "/" ? 1 : folder.length + 1), kind);
  if (folders.has(folder)) return;
  folders.set(folder, entries);
  if (folder !== "/" && folder !== ".") enter(folders, folder, "directory");
};
