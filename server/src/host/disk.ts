/**
 * The real disk below core, and the two layers a host puts on it: an editor's unsaved texts and a memory of what was
 * read. Nothing here throws: what cannot be read is undefined, and is logged once.
 */
import { type Dirent, readdirSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import type { DirectoryEntry, Disk } from "../core/text/disk.ts";
import { baseOf, directoryOf } from "../core/text/paths.ts";

export interface NodeDiskOptions {
  /** Larger files are not read: no C source of the kernel reaches a tenth of it. In bytes; 16 MiB unless told. */
  readonly maxBytes?: number;
  /** Told once per path why it is not read. A path with nothing behind it is no news. */
  readonly log?: (message: string) => void;
}

/** The files of this machine, read as UTF-8; a byte sequence that is none becomes U+FFFD. */
export const nodeDisk = (options: NodeDiskOptions = {}): Disk => {
  const told = new Set<string>();
  const disk: RealDisk = {
    maxBytes: options.maxBytes ?? 16 * 1024 * 1024,
    refuse: (path, reason) => {
      if (!told.has(path)) options.log?.(`${path}: ${reason}`);
      told.add(path);
    },
  };
  return {
    readText: (path) => readText(disk, path),
    list: (path) => listFolder(disk, path),
    kindOf: (path) => kindOfStats(statsOf(disk, path)),
  };
};

/**
 * `texts` above `base`: an editor's unsaved texts by absolute path. The map is read at each call, so that the caller
 * may change it.
 */
export const overlayDisk = (base: Disk, texts: ReadonlyMap<string, string>): Disk => ({
  readText: (path) => texts.get(path) ?? base.readText(path),
  kindOf: (path) => (texts.has(path) ? "file" : base.kindOf(path)),
  list: (path) => {
    const entries = base.list(path);
    const added = [...texts.keys()].filter((file) => directoryOf(file) === path).map((file) => baseOf(file));
    if (added.length === 0) return entries;
    const known = new Map((entries ?? []).map((entry) => [entry.name, entry]));
    for (const name of added) known.set(name, { name, kind: "file" });
    return [...known.values()].toSorted(byName);
  },
});

/** A Disk that remembers answers until it is told that they may have changed. */
export interface CachedDisk extends Disk {
  /** The file or folder at `path`, all below it, and the list of its folder are asked for again. */
  invalidate(path: string): void;
  /** Everything is asked for again. */
  clear(): void;
}

/** Remembers every answer of `base`, absence included. */
export const cachedDisk = (base: Disk): CachedDisk => {
  const texts = new Map<string, string | undefined>();
  const lists = new Map<string, readonly DirectoryEntry[] | undefined>();
  const kinds = new Map<string, DirectoryEntry["kind"] | undefined>();
  const maps = [texts, lists, kinds] as const;
  return {
    readText: (path) => remembered(texts, path, (file) => base.readText(file)),
    list: (path) => remembered(lists, path, (folder) => base.list(folder)),
    kindOf: (path) => remembered(kinds, path, (file) => base.kindOf(file)),
    invalidate: (path) => {
      lists.delete(directoryOf(path));
      for (const map of maps) {
        map.delete(path);
        for (const key of map.keys()) if (key.startsWith(`${path}/`)) map.delete(key);
      }
    },
    clear: () => {
      for (const map of maps) map.clear();
    },
  };
};

interface RealDisk {
  readonly maxBytes: number;
  refuse(path: string, reason: string): void;
}

/** Binary files have a NUL among their first bytes; git looks as far. */
const binaryProbe = 8000;

const readText = (disk: RealDisk, path: string): string | undefined => {
  // Asked first: opening a FIFO would wait for its writer.
  const stats = statsOf(disk, path);
  if (stats === undefined) return undefined;
  if (!stats.isFile()) {
    if (!stats.isDirectory()) disk.refuse(path, "not read: not a regular file");
    return undefined;
  }
  if (stats.size > disk.maxBytes) {
    disk.refuse(path, `not read: ${stats.size} bytes, more than the ${disk.maxBytes} that are read`);
    return undefined;
  }
  // Read as text at once: a buffer for each file would cost as much as the reading.
  const text = attempt(disk, path, () => readFileSync(path, "utf8"));
  if (text?.slice(0, binaryProbe).includes("\0") === true) {
    disk.refuse(path, "not read: a binary file");
    return undefined;
  }
  return text;
};

const listFolder = (disk: RealDisk, path: string): readonly DirectoryEntry[] | undefined =>
  attempt(disk, path, () => readdirSync(path, { withFileTypes: true }))
    ?.map((entry) => ({ name: entry.name, kind: kindOfEntry(disk, path, entry) }))
    .toSorted(byName);

const kindOfEntry = (disk: RealDisk, folder: string, entry: Dirent): DirectoryEntry["kind"] => {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  if (!entry.isSymbolicLink()) return "other";
  const path = `${folder}/${entry.name}`;
  const kind = kindOfStats(statsOf(disk, path)) ?? "other";
  return kind === "directory" && leadsUp(disk, folder, path) ? "other" : kind;
};

/** A link to a folder that it stands in: who follows it goes in circles, and two of them multiply. */
const leadsUp = (disk: RealDisk, folder: string, link: string): boolean => {
  const target = attempt(disk, link, () => realpathSync(link));
  const from = attempt(disk, folder, () => realpathSync(folder));
  return (
    target !== undefined && from !== undefined && `${from}/`.startsWith(target === "/" ? "/" : `${target}/`)
  );
};

const statsOf = (disk: RealDisk, path: string): Stats | undefined =>
  attempt(disk, path, () => statSync(path, { throwIfNoEntry: false }));

const kindOfStats = (stats: Stats | undefined): DirectoryEntry["kind"] | undefined => {
  if (stats === undefined) return undefined;
  if (stats.isFile()) return "file";
  return stats.isDirectory() ? "directory" : "other";
};

/** Runs one file system call. Absence is an ordinary answer; everything else is logged. */
const attempt = <T>(disk: RealDisk, path: string, ask: () => T): T | undefined => {
  try {
    return ask();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const isAbsence = code === "ENOENT" || code === "ENOTDIR";
    if (!isAbsence)
      disk.refuse(path, `cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
};

const remembered = <T>(
  memory: Map<string, T | undefined>,
  path: string,
  ask: (path: string) => T | undefined,
): T | undefined => {
  if (memory.has(path)) return memory.get(path);
  const answer = ask(path);
  memory.set(path, answer);
  return answer;
};

const byName = (a: DirectoryEntry, b: DirectoryEntry): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
