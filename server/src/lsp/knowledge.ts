/**
 * What the session knows of files: texts, folders and models, kept in memory. Core asks its questions synchronously;
 * an unanswered one is noted, fetched without blocking, and core is asked again. So nothing here ever waits for a disk,
 * and no turn of the event loop models more than one file.
 */

import type { KbuildModule } from "../core/kbuild/modules.ts";
import type { FileModel } from "../core/model/file.ts";
import type { ForeignDefinition, SymbolTable } from "../core/symbols/exported.ts";
import { definitionsIn, type ForeignSource } from "../core/symbols/foreign-definitions.ts";
import { type FileExports, fileExports } from "../core/symbols/neighbours.ts";
import { readSymvers } from "../core/symbols/symvers.ts";
import type { DirectoryEntry, Disk } from "../core/text/disk.ts";
import { directoryOf } from "../core/text/paths.ts";
import type { AsyncDisk } from "../host/async-disk.ts";
import type { HeaderOutline } from "../host/load-module.ts";
import { type Log, stackOf } from "./guard.ts";
import type { Language } from "./host.ts";

/** The files open in the editor: they win over the disk. */
export interface OpenTexts {
  textOf(path: string): string | undefined;
  /** undefined where the file is not open; `false` where it is and has no model (too large, binary). */
  modelOf(path: string): FileModel | false | undefined;
}

/** What a question may ask. Each answer is from memory; one that is missing is `undefined` this time. */
export interface Known {
  readonly disk: Disk;
  model(path: string): FileModel | undefined;
  /** What a file includes and its size, without a model: enough to leave the largest headers alone. */
  outline(path: string): HeaderOutline | undefined;
  /** What a source of the module exports; not whole this time where its text is not there yet. */
  readonly exports: (path: string, module: KbuildModule) => FileExports;
  /** What a Module.symvers says: the same object while its text is the same. */
  readonly symbols: (path: string) => SymbolTable | undefined;
  /** Where a source defines the name for others to see; none this time where its text is not there yet. */
  readonly definitions: (source: ForeignSource, name: string) => readonly ForeignDefinition[];
}

export interface Knowledge {
  /** Asks until every answer was there. The question must not have effects: all its results but the last are dropped. */
  learn<T>(question: (known: Known) => T): Promise<T>;
  /** The model in memory, open or not. */
  modelOf(path: string): FileModel | undefined;
  /** The text in memory of a file that is not open. */
  textOf(path: string): string | undefined;
  /** A file was changed, created or removed: it and the list of its folder are asked for again. */
  forget(path: string): void;
  /** Drops models and texts of files that none of the paths names; the small answers stay. */
  keepModels(paths: ReadonlySet<string>): void;
}

/** More rounds than any chain of includes has; a question that never ends is a bug. */
const mostRounds = 1000;
/** Reads at once: enough to hide the latency of a network disk, few enough for the descriptor limit. */
const mostReads = 32;

export function createKnowledge(disk: AsyncDisk, language: Language, open: OpenTexts, log: Log): Knowledge {
  const texts = new Map<string, string | undefined>();
  const lists = new Map<string, readonly DirectoryEntry[] | undefined>();
  const kinds = new Map<string, DirectoryEntry["kind"] | undefined>();
  const models = new Map<string, { readonly text: string; readonly model: FileModel | undefined }>();
  const outlines = new Map<string, { readonly text: string; readonly outline: HeaderOutline }>();
  const exported = new Map<string, FileExports>();
  const tables = new Map<string, { readonly text: string; readonly table: SymbolTable }>();
  const defined = new Map<string, Map<string, readonly ForeignDefinition[]>>();
  let forgotten = 0;

  const ask = (wants: Wants): Known => {
    const readText = (path: string) => open.textOf(path) ?? answer(texts, path, wants.texts);
    return {
      disk: {
        readText,
        list: (path) => answer(lists, path, wants.lists),
        kindOf: (path) => {
          if (open.textOf(path) !== undefined) return "file";
          const entries = kinds.has(path) ? undefined : lists.get(directoryOf(path));
          if (entries) return entries.find((entry) => `${directoryOf(path)}/${entry.name}` === path)?.kind;
          return answer(kinds, path, wants.kinds);
        },
      },
      model(path) {
        const opened = open.modelOf(path);
        if (opened !== undefined) return opened || undefined;
        const text = readText(path);
        if (text === undefined) return undefined;
        const known = models.get(path);
        if (known?.text === text) return known.model;
        wants.models.set(path, text);
        return undefined;
      },
      outline(path) {
        const text = readText(path);
        if (text === undefined) return undefined;
        const known = outlines.get(path);
        if (known?.text === text) return known.outline;
        const outline = outlineOf(text);
        outlines.set(path, { text, outline });
        return outline;
      },
      exports(path, module) {
        const isOpen = open.textOf(path) !== undefined;
        const known = isOpen ? undefined : exported.get(path);
        if (known) return known;
        const before = wants.texts.size;
        const found = fileExports(path, readText(path), module, readText);
        // Only what was found with every text at hand is kept; the text of a file that has no model is not.
        if (wants.texts.size > before || isOpen || !texts.has(path)) return found;
        exported.set(path, found);
        if (!models.has(path)) texts.delete(path);
        return found;
      },
      definitions(source, name) {
        const { path } = source;
        const isOpen = open.textOf(path) !== undefined;
        const known = isOpen ? undefined : defined.get(path)?.get(name);
        if (known) return known.map((one) => ({ ...one, module: source.module }));
        const found = definitionsIn(source, readText(path), name);
        if (isOpen || !texts.has(path)) return found;
        defined.set(path, (defined.get(path) ?? new Map()).set(name, found));
        // A place in it will be told.
        if (found.length === 0 && !models.has(path)) texts.delete(path);
        return found;
      },
      symbols(path) {
        const text = readText(path);
        if (text === undefined) return undefined;
        const known = tables.get(path);
        if (known?.text === text) return known.table;
        const table = readSymvers(text);
        tables.set(path, { text, table });
        return table;
      },
    };
  };

  const modelled = (path: string, text: string): FileModel | undefined => {
    try {
      return language.model(path, text);
    } catch (error) {
      log.error(`${path} could not be read as C: ${stackOf(error)}`);
      return undefined;
    }
  };
  const fetch = async (wants: Wants): Promise<void> => {
    const at = forgotten;
    const store = async <T>(
      memory: Map<string, T>,
      paths: Iterable<string>,
      read: (path: string) => Promise<T>,
    ) =>
      inParallel([...paths], async (path) => {
        const value = await read(path);
        if (at === forgotten) memory.set(path, value);
      });
    await store(texts, wants.texts, (path) => disk.readText(path));
    await store(lists, wants.lists, (path) => disk.list(path));
    await store(kinds, wants.kinds, (path) => disk.kindOf(path));
    for (const [path, text] of wants.models) {
      await nextTurn();
      models.set(path, { text, model: modelled(path, text) });
    }
  };

  return {
    async learn(question) {
      for (let round = 0; round < mostRounds; round++) {
        const wants: Wants = { texts: new Set(), lists: new Set(), kinds: new Set(), models: new Map() };
        const result = question(ask(wants));
        if (wants.texts.size + wants.lists.size + wants.kinds.size + wants.models.size === 0) return result;
        await fetch(wants);
      }
      throw new Error(`a question was not answered in ${mostRounds} rounds`);
    },
    modelOf: (path) => open.modelOf(path) || models.get(path)?.model,
    textOf: (path) => texts.get(path),
    forget(path) {
      forgotten++;
      for (const memory of [texts, lists, kinds, models, outlines, exported, defined]) {
        memory.delete(path);
        for (const key of memory.keys()) if (key.startsWith(`${path}/`)) memory.delete(key);
      }
      // A folder that is new itself is missing in what is known of those above it; nobody is told of folders.
      for (let folder = directoryOf(path); ; folder = directoryOf(folder)) {
        lists.delete(folder);
        kinds.delete(folder);
        if (folder === directoryOf(folder)) break;
      }
    },
    keepModels(paths) {
      for (const path of models.keys()) {
        if (paths.has(path)) continue;
        models.delete(path);
        outlines.delete(path);
        texts.delete(path);
      }
    },
  };
}

interface Wants {
  readonly texts: Set<string>;
  readonly lists: Set<string>;
  readonly kinds: Set<string>;
  readonly models: Map<string, string>;
}

const answer = <T>(memory: ReadonlyMap<string, T>, path: string, wants: Set<string>): T | undefined => {
  if (!memory.has(path)) wants.add(path);
  return memory.get(path);
};

const outlineOf = (text: string): HeaderOutline => ({
  length: text.length,
  includes: Array.from(text.matchAll(/^[ \t]*#[ \t]*include[ \t]*(["<])([^">\n]+)[">]/gm), (match) => ({
    path: match[2] ?? "",
    isSystem: match[1] === "<",
  })),
});

const inParallel = async (paths: readonly string[], work: (path: string) => Promise<void>): Promise<void> => {
  for (let at = 0; at < paths.length; at += mostReads)
    await Promise.all(paths.slice(at, at + mostReads).map(work));
};

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
