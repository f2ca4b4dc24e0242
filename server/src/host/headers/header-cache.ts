/**
 * What headers say, kept on disk between runs. A folder of immutable segments: each is written beside and renamed, so
 * that any number of processes may read and write at once and none sees half of one. What is damaged is dropped and
 * made again; what was not used for long goes when the folder grows too large.
 */
import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";

/** What tells a file from one that changed, without reading it. */
export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
}

export interface HeaderCache {
  /** What was kept for the file as it was when it had that stamp. */
  byStamp(path: string, stamp: FileStamp): string | undefined;
  /** What was kept for a text of that hash, of whichever file. */
  byHash(hash: string): string | undefined;
  /** Keeps a line for a file; on disk from the next `flush` on. */
  put(path: string, stamp: FileStamp, hash: string, line: string): void;
  /** Writes what is new. Never throws: a cache that cannot be written is none. */
  flush(): void;
  close(): void;
}

export interface HeaderCacheOptions {
  /** Absolute; made where it is missing. */
  readonly folder: string;
  /** One for each kernel and format: it names the segments. */
  readonly key: string;
  readonly log: (message: string) => void;
  /** Of the whole folder; 192 MiB unless told. */
  readonly mostBytes?: number;
}

/** 128 bits of SHA-1, in hexadecimal. */
export const hashOf = (text: string): string => createHash("sha1").update(text).digest("hex").slice(0, 32);

const defaultMostBytes = 192 * 1024 * 1024;
/** More segments than this are put together into one. */
const mostSegments = 8;
const magic = "kmod-headers 1";

export const createHeaderCache = (options: HeaderCacheOptions): HeaderCache => {
  let opened = open(options);
  const added = new Map<string, Added>();
  const addedByHash = new Map<string, Added>();
  const read = (place: Place | undefined): string | undefined => {
    const line = place && readEntry(place);
    if (place === undefined || line !== undefined) return line;
    options.log(`${place.segment.path}: damaged, dropped`);
    drop(place.segment.path);
    close(opened);
    opened = open(options);
    return undefined;
  };
  return {
    byStamp(path, stamp) {
      const fresh = added.get(path);
      if (fresh && isSame(fresh, stamp)) return fresh.line;
      const place = opened.byPath.get(path);
      return place && isSame(place.entry, stamp) ? read(place) : undefined;
    },
    byHash: (hash) => addedByHash.get(hash)?.line ?? read(opened.byHash.get(hash)),
    put(path, { size, mtimeMs }, hash, line) {
      const entry = { path, size, mtimeMs, hash, line };
      added.set(path, entry);
      addedByHash.set(hash, entry);
    },
    flush() {
      if (added.size === 0) return;
      const { segments, byPath } = opened;
      const isMany = segments.length >= mostSegments;
      // The lines that are new win over what was kept for the same path.
      const old = isMany ? [...byPath.values()].filter(({ entry }) => !added.has(entry.path)) : [];
      const lines = old.flatMap((place): readonly Added[] => {
        const line = readEntry(place);
        return line === undefined ? [] : [{ ...place.entry, line }];
      });
      const isWritten = write(options, [...lines, ...added.values()]);
      // What cannot be written is not tried again and again.
      added.clear();
      addedByHash.clear();
      if (!isWritten) return;
      close(opened);
      if (isMany) for (const { path } of segments) drop(path);
      prune(options);
      opened = open(options);
    },
    close() {
      close(opened);
      opened = { segments: [], byPath: new Map(), byHash: new Map() };
    },
  };
};

interface Opened {
  readonly segments: readonly Segment[];
  readonly byPath: ReadonlyMap<string, Place>;
  readonly byHash: ReadonlyMap<string, Place>;
}

const open = (options: HeaderCacheOptions): Opened => {
  const segments = openSegments(options);
  const byPath = new Map<string, Place>();
  const byHash = new Map<string, Place>();
  for (const segment of segments) {
    for (const entry of segment.entries) {
      const place = { segment, entry };
      byPath.set(entry.path, place);
      byHash.set(entry.hash, place);
    }
  }
  return { segments, byPath, byHash };
};

const close = ({ segments }: Opened): void => {
  for (const { handle } of segments) attempt(() => closeSync(handle));
};

interface Kept extends FileStamp {
  readonly path: string;
  readonly hash: string;
}

interface Added extends Kept {
  readonly line: string;
}

interface Entry extends Kept {
  readonly offset: number;
  readonly length: number;
  readonly crc: number;
}

interface Segment {
  readonly path: string;
  readonly handle: number;
  readonly entries: readonly Entry[];
}

interface Place {
  readonly segment: Segment;
  readonly entry: Entry;
}

const isSame = (a: FileStamp, b: FileStamp): boolean => a.size === b.size && a.mtimeMs === b.mtimeMs;

/** Oldest first, so that what is newer wins. */
const openSegments = ({ folder, key, log }: HeaderCacheOptions): readonly Segment[] => {
  const names = attempt(() => readdirSync(folder)) ?? [];
  return names
    .filter((name) => name.startsWith(`${key}-`) && name.endsWith(".pack"))
    .map((name) => join(folder, name))
    .map((path) => ({ path, at: attempt(() => statSync(path))?.mtimeMs ?? 0 }))
    .toSorted((a, b) => a.at - b.at)
    .flatMap(({ path }) => {
      const handle = attempt(() => openSync(path, "r"));
      if (handle === undefined) return [];
      const entries = readIndex(handle);
      if (entries !== undefined) {
        // The time of the last use, for `prune`.
        attempt(() => utimesSync(path, new Date(), new Date()));
        return [{ path, handle, entries }];
      }
      log(`${path}: damaged, dropped`);
      closeSync(handle);
      drop(path);
      return [];
    });
};

/** `magic length crc\n`, the index as JSON, then the lines. */
const readIndex = (handle: number): readonly Entry[] | undefined => {
  const head = readPart(handle, 0, headLength)?.toString("latin1");
  const found = /^kmod-headers 1 (\d+) (\d+) *\n$/.exec(head ?? "");
  const length = Number(found?.[1]);
  const bytes = found === null ? undefined : readPart(handle, headLength, length);
  if (bytes === undefined || crc32(bytes) !== Number(found?.[2])) return undefined;
  const rows: unknown = JSON.parse(bytes.toString("utf8"));
  const size = attempt(() => fstatSync(handle).size) ?? 0;
  if (!Array.isArray(rows) || !rows.every(isRow)) return undefined;
  let offset = headLength + length;
  const entries = rows.map(([path, fileSize, mtimeMs, hash, lineLength, crc]): Entry => {
    const entry = { path, size: fileSize, mtimeMs, hash, offset, length: lineLength, crc };
    offset += lineLength;
    return entry;
  });
  return offset === size ? entries : undefined;
};

type Row = readonly [string, number, number, string, number, number];

const isRow = (row: unknown): row is Row =>
  Array.isArray(row) &&
  row.length === 6 &&
  typeof row[0] === "string" &&
  typeof row[3] === "string" &&
  [1, 2, 4, 5].every((at) => typeof row[at] === "number");

const headLength = 48;

const readEntry = ({ segment, entry }: Place): string | undefined => {
  const bytes = readPart(segment.handle, entry.offset, entry.length);
  return bytes !== undefined && crc32(bytes) === entry.crc ? bytes.toString("utf8") : undefined;
};

const readPart = (handle: number, offset: number, length: number): Buffer | undefined => {
  if (!(length >= 0) || length > 0x4000_0000) return undefined;
  const bytes = Buffer.allocUnsafe(length);
  const count = attempt(() => readSync(handle, bytes, 0, length, offset));
  return count === length ? bytes : undefined;
};

const write = ({ folder, key, log }: HeaderCacheOptions, all: readonly Added[]): boolean => {
  const lines = all.map(({ line }) => Buffer.from(line));
  const rows = all.map(({ path, size, mtimeMs, hash }, at): Row => {
    const line = lines[at] ?? Buffer.alloc(0);
    return [path, size, mtimeMs, hash, line.length, crc32(line)];
  });
  const index = Buffer.from(JSON.stringify(rows));
  const head = `${magic} ${index.length} ${crc32(index)}`.padEnd(headLength - 1);
  const name = `${key}-${Date.now().toString(36)}-${randomBytes(6).toString("hex")}`;
  const temporary = join(folder, `${name}.tmp`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(temporary, Buffer.concat([Buffer.from(`${head}\n`), index, ...lines]), { mode: 0o600 });
    renameSync(temporary, join(folder, `${name}.pack`));
    return true;
  } catch (error) {
    log(`the headers are not kept in ${folder}: ${error instanceof Error ? error.message : String(error)}`);
    drop(temporary);
    return false;
  }
};

/** Removes the files longest unused until the folder is small enough, and what a process that died left behind. */
const prune = ({ folder, mostBytes = defaultMostBytes }: HeaderCacheOptions): void => {
  const files = (attempt(() => readdirSync(folder)) ?? [])
    .filter((name) => /\.(?:pack|names|tmp)$/.test(name))
    .flatMap((name) => {
      const path = join(folder, name);
      const stats = attempt(() => statSync(path));
      return stats === undefined ? [] : [{ path, size: stats.size, at: stats.mtimeMs }];
    })
    .toSorted((a, b) => b.at - a.at);
  let total = 0;
  for (const { path, size, at } of files) {
    total += size;
    const isLeft = path.endsWith(".tmp") && Date.now() - at > hour;
    if (total > mostBytes || isLeft) drop(path);
  }
};

const hour = 3_600_000;

const drop = (path: string): void => {
  attempt(() => rmSync(path, { force: true }));
};

/** A cache is a help: what the file system refuses is as if it were not there. */
const attempt = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  }
};
