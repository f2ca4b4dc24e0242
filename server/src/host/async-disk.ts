/**
 * The files of this machine for a host that must not block: the same answers as host/disk gives, later. Nothing here
 * rejects: what cannot be read is undefined, and is logged once.
 */
import type { Dirent, Stats } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import type { DirectoryEntry } from "../core/text/disk.ts";

export interface AsyncDisk {
  readText(path: string): Promise<string | undefined>;
  list(path: string): Promise<readonly DirectoryEntry[] | undefined>;
  kindOf(path: string): Promise<DirectoryEntry["kind"] | undefined>;
}

export interface AsyncDiskOptions {
  /** Larger files are not read. In bytes; 16 MiB unless told. */
  readonly maxBytes?: number;
  /** Told once per path why it is not read. A path with nothing behind it is no news. */
  readonly log?: (message: string) => void;
}

/** Binary files have a NUL among their first bytes; git looks as far. */
const binaryProbe = 8000;

export function nodeAsyncDisk({ maxBytes = 16 * 1024 * 1024, log }: AsyncDiskOptions = {}): AsyncDisk {
  const told = new Set<string>();
  const refuse = (path: string, reason: string): undefined => {
    if (!told.has(path)) log?.(`${path}: ${reason}`);
    told.add(path);
    return undefined;
  };
  const attempt = async <T>(path: string, work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "ENOENT" || code === "ENOTDIR") return undefined;
      return refuse(path, `cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const kindOf = async (path: string) => kindOfStats(await attempt(path, stat(path)));
  const kindOfEntry = async (folder: string, entry: Dirent): Promise<DirectoryEntry["kind"]> => {
    if (entry.isFile()) return "file";
    if (entry.isDirectory()) return "directory";
    return entry.isSymbolicLink() ? ((await kindOf(`${folder}/${entry.name}`)) ?? "other") : "other";
  };
  return {
    kindOf,
    async readText(path) {
      // Asked first: opening a FIFO would wait for its writer.
      const stats = await attempt(path, stat(path));
      if (stats === undefined || stats.isDirectory()) return undefined;
      if (!stats.isFile()) return refuse(path, "not read: not a regular file");
      if (stats.size > maxBytes) return refuse(path, `not read: ${stats.size} bytes, more than ${maxBytes}`);
      const bytes = await attempt(path, readFile(path));
      if (bytes?.subarray(0, binaryProbe).includes(0)) return refuse(path, "not read: a binary file");
      return bytes?.toString("utf8");
    },
    async list(path) {
      const entries = await attempt(path, readdir(path, { withFileTypes: true }));
      if (entries === undefined) return undefined;
      const kinds = await Promise.all(entries.map((entry) => kindOfEntry(path, entry)));
      return entries
        .map(({ name }, index) => ({ name, kind: kinds[index] ?? "other" }))
        .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    },
  };
}

const kindOfStats = (stats: Stats | undefined): DirectoryEntry["kind"] | undefined => {
  if (stats === undefined) return undefined;
  if (stats.isFile()) return "file";
  return stats.isDirectory() ? "directory" : "other";
};
