/**
 * Where the public headers of a kernel declare what it exports, and which header includes which: what hover, definition
 * and completion say of a symbol before anything uses it. Reads some thousand headers: run on a thread.
 */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { sourceDirectoryOf } from "../../core/kernel/kernel-facts.ts";
import type { HeaderItem } from "../../core/preprocess/header.ts";
import { readHeader } from "../../core/preprocess/header-reader.ts";
import { includeSearch } from "../../core/preprocess/include-folders.ts";
import { directoryOf, joinPath } from "../../core/text/paths.ts";
import { cachedDisk, nodeDisk } from "../disk.ts";
import { fingerprintOf, publicHeaders } from "../headers/name-index.ts";
import { loadText, saveText } from "./kept-text.ts";

export interface DeclaredSymbol {
  readonly name: string;
  /** As `#include <...>` names the header. */
  readonly include: string;
  readonly path: string;
  readonly isFunction: boolean;
}

export interface DeclaredSymbols {
  /** Folders of `#include <...>`, in the order of the search. */
  readonly folders: readonly string[];
  readonly symbols: readonly DeclaredSymbol[];
  /** By `#include` name, the headers that a header includes, those of other folders by that name too. */
  readonly includes: ReadonlyMap<string, readonly string[]>;
}

export interface DeclaredJob {
  readonly kind: "declared";
  /** Build folder or source tree. */
  readonly directory: string;
  readonly config: ReadonlyMap<string, string> | undefined;
  readonly names: readonly string[];
  readonly cacheFolder: string | undefined;
}

/** Empty for a folder that is no kernel. */
export function readDeclared({ directory, config, names, cacheFolder }: DeclaredJob): DeclaredSymbols {
  const disk = cachedDisk(nodeDisk());
  const source = sourceDirectoryOf(disk, directory);
  const folders = includeSearch(disk, { build: directory, source, config })?.folders ?? [];
  const headers = publicHeaders(folders);
  const stamp = createHash("sha256")
    .update(`${fingerprintOf(headers)}\n${names.join("\n")}`)
    .digest("hex");
  const kept =
    cacheFolder === undefined ? undefined : loadText(cacheFolder, `declared-${keyOf(directory)}`, stamp);
  const known = kept === undefined ? undefined : parsed(kept);
  const found = known ?? collect(headers, new Set(names));
  if (known === undefined && cacheFolder !== undefined)
    saveText(cacheFolder, `declared-${keyOf(directory)}`, stamp, JSON.stringify(found));
  return { folders, symbols: found.symbols, includes: new Map(found.includes) };
}

interface Collected {
  readonly symbols: readonly DeclaredSymbol[];
  readonly includes: readonly (readonly [string, readonly string[]])[];
}

function parsed(text: string): Collected | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return isCollected(read) ? read : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const isCollected = (read: unknown): read is Collected =>
  typeof read === "object" &&
  read !== null &&
  "symbols" in read &&
  Array.isArray(read.symbols) &&
  "includes" in read &&
  Array.isArray(read.includes);

const keyOf = (directory: string): string =>
  createHash("sha256").update(directory).digest("hex").slice(0, 20);

function collect(headers: ReturnType<typeof publicHeaders>, names: ReadonlySet<string>): Collected {
  const best = new Map<string, DeclaredSymbol>();
  const all = new Set(headers.map(({ include }) => include));
  const includes: (readonly [string, readonly string[]])[] = [];
  for (const { path, include } of headers) {
    const items = itemsOf(path);
    const included: string[] = [];
    for (const item of items) {
      if (item.kind === "include" && item.form !== "macro")
        included.push(all.has(item.path) ? item.path : joinPath(directoryOf(include), item.path));
      if (item.kind !== "declaration" || !names.has(item.name)) continue;
      if (item.what !== "function" && item.what !== "variable") continue;
      const before = best.get(item.name);
      if (before === undefined || rank(include) < rank(before.include))
        best.set(item.name, { name: item.name, include, path, isFunction: item.what === "function" });
    }
    if (included.length > 0) includes.push([include, included]);
  }
  return { symbols: [...best.values()], includes };
}

/** What a driver would include comes first. */
const rank = (include: string): number =>
  (include.startsWith("asm-generic/") ? 600 : include.startsWith("asm/") ? 300 : 0) +
  (/(?:_api|_types|_internal|-internal)\b/.test(include) ? 100 : 0) +
  include.split("/").length * 30 +
  include.length;

/** A header that is gone meanwhile declares nothing. */
function itemsOf(path: string): readonly HeaderItem[] {
  try {
    return readHeader(readFileSync(path, "utf8")).items;
  } catch (error) {
    if (error instanceof Error && "syscall" in error) return [];
    throw error;
  }
}
