/**
 * Which header of a kernel declares a name, written as an `#include` names it: what a unit is missing when it calls
 * something that nothing it includes declares. One text, kept on disk; a name is found by halving it.
 */
import { createHash, randomBytes } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { HeaderItems } from "../../core/preprocess/header.ts";
import { baseOf } from "../../core/text/paths.ts";

export interface NameIndex {
  /** Headers that declare the name, the likeliest to include first; empty where none does. */
  headersOf(name: string): readonly string[];
}

/** A header and how an `#include` names it. */
export interface PublicHeader {
  readonly path: string;
  readonly include: string;
}

/**
 * Takes the folders of `#include <...>`; gives every header below them that a driver may include, each name once.
 * Device tree constants and generated lists declare nothing that can be called.
 */
export const publicHeaders = (folders: readonly string[]): readonly PublicHeader[] => {
  const found = new Map<string, string>();
  for (const folder of folders) {
    const pending = [""];
    for (const below of pending) {
      for (const entry of entriesOf(below === "" ? folder : `${folder}/${below}`)) {
        const include = below === "" ? entry.name : `${below}/${entry.name}`;
        if (entry.isDirectory()) {
          if (!skipped.has(include)) pending.push(include);
        } else if (include.endsWith(".h") && !found.has(include)) found.set(include, `${folder}/${include}`);
      }
    }
  }
  return Array.from(found, ([include, path]) => ({ path, include }));
};

const skipped: ReadonlySet<string> = new Set(["dt-bindings", "config", "uapi", "generated", "trace/events"]);

/** Changes when a header is added, removed or written anew. */
export const fingerprintOf = (headers: readonly PublicHeader[]): string => {
  const hash = createHash("sha1");
  for (const { path } of headers) {
    const stats = attempt(() => statSync(path));
    hash.update(`${path} ${stats?.size ?? -1} ${stats?.mtimeMs ?? -1}\n`);
  }
  return hash.digest("hex");
};

export interface NameIndexBuilder {
  add(header: PublicHeader, items: HeaderItems, text: () => string | undefined): void;
  /** The text of the index. */
  finish(): string;
}

export const createNameIndexBuilder = (headers: readonly PublicHeader[]): NameIndexBuilder => {
  const names = new Map<string, Set<string>>();
  const all = new Set(headers.map(({ include }) => include));
  const internal = new Set<string>();
  return {
    add({ include }, { items }, text) {
      const better = betterFor(include, all, text);
      if (better === undefined) internal.add(include);
      for (const item of items) {
        const name = nameOf(item);
        if (name === undefined) continue;
        const known = names.get(name) ?? new Set();
        known.add(better ?? include);
        names.set(name, known);
      }
    },
    finish: () =>
      [...names]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, includes]) => `${name}\t${best(includes, internal).join(" ")}\n`)
        .join(""),
  };
};

/** Reads what `finish` gave. */
export const readNameIndex = (text: string): NameIndex => ({
  headersOf(name) {
    let [low, high] = [0, text.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const start = text.lastIndexOf("\n", middle - 1) + 1;
      const tab = text.indexOf("\t", start);
      const end = text.indexOf("\n", start);
      if (tab < 0 || end < 0) return [];
      const found = text.slice(start, tab);
      if (found === name) return text.slice(tab + 1, end).split(" ");
      if (found < name) low = end + 1;
      else high = start;
    }
    return [];
  },
});

/** The index of a kernel as it was kept; undefined where there is none, or one of other headers. */
export const loadNameIndex = (folder: string, key: string, fingerprint: string): NameIndex | undefined => {
  const path = join(folder, `${key}.names`);
  const text = attempt(() => readFileSync(path, "utf8"));
  const cut = text?.indexOf("\n") ?? -1;
  if (text === undefined || cut < 0) return undefined;
  const body = text.slice(cut + 1);
  if (text.slice(0, cut) !== headOf(fingerprint, body)) return undefined;
  attempt(() => utimesSync(path, new Date(), new Date()));
  return readNameIndex(body);
};

/** Written beside and renamed. A folder that cannot be written to is no error: the next one makes it again. */
export const saveNameIndex = (folder: string, key: string, fingerprint: string, body: string): void => {
  const temporary = join(folder, `${key}-${randomBytes(6).toString("hex")}.tmp`);
  const isWritten = attempt(() => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(temporary, `${headOf(fingerprint, body)}\n${body}`, { mode: 0o600 });
    renameSync(temporary, join(folder, `${key}.names`));
    return true;
  });
  if (isWritten !== true) attempt(() => rmSync(temporary, { force: true }));
};

const headOf = (fingerprint: string, body: string): string =>
  `kmod-names 1 ${fingerprint} ${createHash("sha1").update(body).digest("hex")}`;

/** What can be called or handed on as a value. */
const nameOf = (item: HeaderItems["items"][number]): string | undefined => {
  if (item.kind === "define")
    return item.parameters !== undefined || /^[A-Za-z_]\w*$/.test(item.body) ? item.name : undefined;
  if (item.kind !== "declaration") return undefined;
  return item.what === "function" || item.what === "inline" || item.what === "variable"
    ? item.name
    : undefined;
};

/** The header that stands for one that is not to be included; undefined where none is known. */
const betterFor = (
  include: string,
  all: ReadonlySet<string>,
  text: () => string | undefined,
): string | undefined => {
  if (/^asm(?:-generic)?\//.test(include)) {
    const twin = `linux/${baseOf(include)}`;
    return all.has(twin) ? twin : include.startsWith("asm/") ? include : undefined;
  }
  if (!include.startsWith("linux/")) return include;
  const refusal = /^[ \t]*#[ \t]*error\b([^\n]*(?:\\\n[^\n]*)*)/m.exec(text() ?? "")?.[1] ?? "";
  if (!/direct|instead|include/i.test(refusal)) return include;
  const meant = refusal.match(/[a-z_]+\/[\w./-]+\.h/g)?.filter((path) => path !== include) ?? [];
  return meant.findLast((path) => all.has(path));
};

const mostHeaders = 6;

const best = (includes: ReadonlySet<string>, internal: ReadonlySet<string>): readonly string[] => {
  const rank = (include: string): number =>
    (internal.has(include) ? 1000 : 0) +
    (include.startsWith("asm") ? 300 : 0) +
    (/(?:_api|_types|_internal|-internal)\b/.test(include) ? 100 : 0) +
    include.split("/").length * 30 +
    include.length;
  return [...includes].toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).slice(0, mostHeaders);
};

const entriesOf = (folder: string) => attempt(() => readdirSync(folder, { withFileTypes: true })) ?? [];

/** What the file system refuses is as if it were not there. */
const attempt = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  }
};
