/**
 * Keeps an export index on the disk: for each source of a tree its size and time, and what it exports. A file that is
 * missing, of another version or damaged is as good as none.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import type { ListedFolder } from "./folder-listing.ts";
import type { ReadFile } from "./index-jobs.ts";

export interface CachedTree {
  readonly files: readonly ReadFile[];
  /** How many sources there were. */
  readonly paths: number;
  /** By file name, the stamp of each source in a folder. */
  stampsOf(folder: string): ReadonlyMap<string, string> | undefined;
}

/** Tells two states of a file apart. */
export const stampOf = (size: number | undefined, time: number | undefined): string => `${size}:${time}`;

export async function loadTree(cacheFolder: string, folder: string): Promise<CachedTree | undefined> {
  let text: string;
  try {
    text = await readFile(pathOf(cacheFolder, folder), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  }
  const stored = parsed(text);
  if (stored?.version !== version || stored.folder !== folder) return undefined;
  const folders = new Map(stored.folders.map((one) => [one.path, one]));
  return {
    files: stored.files,
    paths: stored.folders.reduce((sum, { names }) => sum + names.length, 0),
    stampsOf(path) {
      const listed = folders.get(path);
      return (
        listed && new Map(listed.names.map((name, at) => [name, stampOf(listed.sizes[at], listed.times[at])]))
      );
    },
  };
}

/** A cache that cannot be written costs time at the next start, nothing else: resolves to false. */
export async function saveTree(
  cacheFolder: string,
  folder: string,
  tree: { readonly folders: readonly ListedFolder[]; readonly files: readonly ReadFile[] },
): Promise<boolean> {
  const path = pathOf(cacheFolder, folder);
  // Another start may read it meanwhile.
  const written = `${path}.${randomUUID()}`;
  const stored: StoredTree = { version, folder, ...tree };
  try {
    await mkdir(cacheFolder, { recursive: true });
    await writeFile(written, JSON.stringify(stored));
    await rename(written, path);
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    // Nothing may be there to be removed, not even a folder.
    await Promise.allSettled([rm(written, { force: true })]);
    return false;
  }
}

/** To be raised when what is read of a file changes. */
const version = 1;

interface StoredTree {
  readonly version: number;
  readonly folder: string;
  readonly folders: readonly ListedFolder[];
  readonly files: readonly ReadFile[];
}

const pathOf = (cacheFolder: string, folder: string): string =>
  `${cacheFolder}/exports-${createHash("sha256").update(folder).digest("hex").slice(0, 20)}.json`;

function parsed(text: string): StoredTree | undefined {
  try {
    const stored: unknown = JSON.parse(text);
    return isTree(stored) ? stored : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Only what another program could have written there is looked at: the version tells the rest. */
const isTree = (stored: unknown): stored is StoredTree =>
  typeof stored === "object" &&
  stored !== null &&
  "folders" in stored &&
  Array.isArray(stored.folders) &&
  "files" in stored &&
  Array.isArray(stored.files);
