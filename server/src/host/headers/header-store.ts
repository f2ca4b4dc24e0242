/**
 * The items and texts of headers, from memory, from the cache on disk, or read and looked through now. A kernel's
 * headers are taken for settled until told otherwise; a project's own are looked at anew for each unit.
 */
import { readFileSync, statSync } from "node:fs";
import type { HeaderItems } from "../../core/preprocess/header.ts";
import { readHeader } from "../../core/preprocess/header-reader.ts";
import { type FileStamp, type HeaderCache, hashOf } from "./header-cache.ts";
import { decodeItems, encodeItems } from "./items-codec.ts";

export interface HeaderStore {
  /** undefined where the file cannot be read. */
  items(path: string): HeaderItems | undefined;
  text(path: string): string | undefined;
  /** As `items`, without keeping them in memory: for who goes through thousands. */
  passingItems(path: string): HeaderItems | undefined;
  /** Does the editor hold it, unsaved? */
  isOpen(path: string): boolean;
  /** A unit begins: what an editor holds unsaved wins over the disk, and files that are not settled are asked again. */
  begin(openTexts: ReadonlyMap<string, string>): void;
  /** Settled files may have changed as well. */
  unsettle(): void;
  flush(): void;
}

export interface HeaderStoreOptions {
  /** undefined: nothing is kept on disk. */
  readonly cache: HeaderCache | undefined;
  /** A header of the kernel: it changes with the package, and goes into the cache. */
  readonly isSettled: (path: string) => boolean;
  /** Items in memory, all together. */
  readonly mostItems: number;
}

export const createHeaderStore = (options: HeaderStoreOptions): HeaderStore => {
  const { cache, isSettled, mostItems } = options;
  const held = new Map<string, Held>();
  const opened = new Map<string, Held & { readonly text: string }>();
  const texts = createTexts();
  let count = 0;
  let unit = 0;
  let settledSince = 0;
  const forgetOldest = (): void => {
    for (const [path, { items }] of held) {
      if (count <= mostItems) return;
      held.delete(path);
      count -= items?.items.length ?? 0;
    }
  };
  const isFresh = (known: Held, path: string): boolean =>
    isSettled(path) ? known.lookedAt >= settledSince : known.lookedAt === unit;
  const load = (path: string): Held => {
    const known = held.get(path);
    const stamp = stampOf(path);
    if (known && isSameStamp(known.stamp, stamp)) return { ...known, lookedAt: unit };
    texts.forget(path);
    const items = stamp && itemsOf(path, stamp, isSettled(path) ? cache : undefined);
    return { items, stamp, lookedAt: unit };
  };
  return {
    items(path) {
      const open = opened.get(path);
      if (open) return open.items;
      const known = held.get(path);
      const now = known && isFresh(known, path) ? known : load(path);
      if (now === known) return now.items;
      count += (now.items?.items.length ?? 0) - (known?.items?.items.length ?? 0);
      held.delete(path);
      held.set(path, now);
      forgetOldest();
      return now.items;
    },
    text: (path) => opened.get(path)?.text ?? texts.of(path),
    passingItems(path) {
      const known = held.get(path);
      if (known && isFresh(known, path)) return known.items;
      const stamp = stampOf(path);
      return stamp && itemsOf(path, stamp, isSettled(path) ? cache : undefined);
    },
    isOpen: (path) => opened.has(path),
    begin(openTexts) {
      unit += 1;
      for (const path of opened.keys()) if (!openTexts.has(path)) opened.delete(path);
      for (const [path, text] of openTexts) {
        if (opened.get(path)?.text === text) continue;
        opened.set(path, { text, items: readHeader(text), stamp: undefined, lookedAt: unit });
      }
      texts.keep(isSettled);
    },
    unsettle() {
      settledSince = unit + 1;
      texts.keep(() => false);
    },
    flush: () => cache?.flush(),
  };
};

interface Held {
  readonly items: HeaderItems | undefined;
  readonly stamp: FileStamp | undefined;
  /** The unit for which the disk was asked. */
  readonly lookedAt: number;
}

const isSameStamp = (a: FileStamp | undefined, b: FileStamp | undefined): boolean =>
  a?.size === b?.size && a?.mtimeMs === b?.mtimeMs;

const itemsOf = (path: string, stamp: FileStamp, cache: HeaderCache | undefined): HeaderItems | undefined => {
  const kept = cache?.byStamp(path, stamp);
  const ready = kept === undefined ? undefined : decodeItems(kept);
  if (ready) return ready;
  const text = textOf(path);
  if (text === undefined || cache === undefined) return text === undefined ? undefined : readHeader(text);
  const hash = hashOf(text);
  const line = cache.byHash(hash);
  const items = (line === undefined ? undefined : decodeItems(line)) ?? readHeader(text);
  cache.put(path, stamp, hash, line ?? encodeItems(items));
  return items;
};

/** Larger is no header that anybody wrote. */
const mostBytes = 16 * 1024 * 1024;

const stampOf = (path: string): FileStamp | undefined =>
  attempt(() => {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isFile() === true && stats.size <= mostBytes
      ? { size: stats.size, mtimeMs: stats.mtimeMs }
      : undefined;
  });

const textOf = (path: string): string | undefined => attempt(() => readFileSync(path, "utf8"));

/** What cannot be read is missing: the unit's doubts name it. */
const attempt = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  }
};

interface Texts {
  of(path: string): string | undefined;
  forget(path: string): void;
  keep(isKept: (path: string) => boolean): void;
}

/** UTF-16 units of texts in memory: those of the headers whose inlines are looked into. */
const mostText = 8 * 1024 * 1024;

const createTexts = (): Texts => {
  const texts = new Map<string, string | undefined>();
  let length = 0;
  const forget = (path: string): void => {
    length -= texts.get(path)?.length ?? 0;
    texts.delete(path);
  };
  return {
    of(path) {
      if (texts.has(path)) return texts.get(path);
      const text = textOf(path);
      texts.set(path, text);
      length += text?.length ?? 0;
      for (const oldest of texts.keys()) {
        if (length <= mostText) break;
        if (oldest !== path) forget(oldest);
      }
      return text;
    },
    forget,
    keep(isKept) {
      for (const path of texts.keys()) if (!isKept(path)) forget(path);
    },
  };
};
