/**
 * Exported symbols as the server knows them: those of the workspace's sources with the editor's texts in place of the
 * disk's, those of the kernel in use, and where its headers declare them. Read on threads; questions are answered from
 * memory.
 */

import { createExportIndex, type IndexedExport } from "../core/symbols/export-index.ts";
import { basicExportMacros, type ExportMacros } from "../core/symbols/export-macros.ts";
import type { ExportedSymbol } from "../core/symbols/exported.ts";
import { isWithin } from "../core/text/paths.ts";
import type { DeclaredSymbol } from "../host/symbols/declared-symbols.ts";
import type { FolderExports, SymbolReader } from "../host/symbols/symbol-reader.ts";
import { entriesOf, type SourceEntry, usesOf, type WordUse } from "../host/symbols/word-jobs.ts";
import type { Documents, OpenDocument } from "./documents.ts";
import type { Environment } from "./environment.ts";
import { type Log, stackOf } from "./guard.ts";
import { createOverlay } from "./open-exports.ts";

export interface Symbols {
  /** Reads what is not read yet: the workspace, and the kernel in use. */
  refresh(): void;
  /** Files of the workspace changed on the disk. */
  changed(paths: readonly string[]): void;
  /** Resolves once everything was read a first time. Never rejects. */
  ready(): Promise<void>;
  /** Places of the sources that export a name; of the same folder of sources first come those that came first. */
  exportsOf(name: string): readonly IndexedExport[];
  exportsIn(path: string): readonly IndexedExport[];
  /** Every export of the workspace's sources, the kernel's own tree left out where it is elsewhere. */
  workspaceExports(): Iterable<IndexedExport>;
  /** What the main kernel's Module.symvers says of a name. */
  inKernel(name: string): readonly ExportedSymbol[];
  declared(name: string): DeclaredSymbol | undefined;
  /** The names of exported functions, sorted. */
  callable(): readonly string[];
  headers(): Headers;
  /** All sources of the workspace. */
  sources(): readonly string[];
  /** Where sources of the workspace spell the words in code. */
  uses(words: readonly string[]): Promise<readonly WordUse[]>;
  /** What module_init() and its kin name in sources of the workspace. */
  entries(): Promise<readonly SourceEntry[]>;
  /** Called whenever more is known than before. */
  onChange(listen: () => void): void;
  /** Nobody is told or read for any more. */
  dispose(): void;
}

export interface Headers {
  /** Folders of `#include <...>`. */
  readonly folders: readonly string[];
  readonly includes: ReadonlyMap<string, readonly string[]>;
}

export interface SymbolsOptions {
  /** undefined: only the editor's texts and the kernel's table are known. */
  readonly reader: SymbolReader | undefined;
  readonly log: Log;
  readonly folders: readonly string[];
  readonly documents: Documents;
  readonly environment: Environment;
  /** Is a path that of a regular file? */
  readonly isFile: (path: string) => Promise<boolean>;
}

const filesAtOnce = 250;

interface FolderState {
  readonly folder: string;
  readonly read: FolderExports;
}

export function createSymbols(options: SymbolsOptions): Symbols {
  const { reader, log, documents, environment } = options;
  const index = createExportIndex();
  const folders = new Map<string, FolderState | undefined>();
  const listeners: (() => void)[] = [];
  const stale = new Set<string>();
  const declared = new Map<string, DeclaredSymbol>();
  const overlay = createOverlay(documents, () => macrosOf(folders.values()));
  let headers: Headers = { folders: [], includes: new Map() };
  let declaredFor: unknown;
  let names: readonly string[] | undefined;
  let work: Promise<void> = Promise.resolve();
  let isDisposed = false;

  /** Of the files on the disk, until one of them changes. */
  let entries: Promise<readonly SourceEntry[]> | undefined;

  function* workspaceExports(): Iterable<IndexedExport> {
    yield* overlay.all();
    for (const path of index.paths()) {
      const isOwn = options.folders.some((folder) => isWithin(folder, path));
      if (isOwn && !overlay.has(path)) yield* index.in(path);
    }
  }
  const callable = (): readonly string[] => {
    names ??= callableNames(declared.values(), workspaceExports());
    return names;
  };
  const tell = (): void => {
    entries = undefined;
    names = undefined;
    // Sorted before the author asks.
    setImmediate(callable);
    if (!isDisposed) for (const listen of listeners) listen();
  };
  const readFolder = async (folder: string): Promise<void> => {
    if (reader === undefined || (folders.has(folder) && !stale.has(folder))) return;
    stale.delete(folder);
    if (!folders.has(folder)) folders.set(folder, undefined);
    const read = await reader.exportsBelow(folder);
    for (const { path } of folders.get(folder)?.read.files ?? []) index.set(path, []);
    folders.set(folder, { folder, read });
    let count = 0;
    for (const { path, exports } of read.files) {
      index.set(path, exports);
      // A whole kernel has thousands: the editor's messages are answered in between.
      if (++count % filesAtOnce === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    tell();
  };
  const readKernel = async (): Promise<void> => {
    const facts = environment.facts();
    if (reader === undefined || facts?.directory === undefined || declaredFor === facts) return;
    declaredFor = facts;
    const { directory, config, symbols } = facts;
    const isTree = await options.isFile(`${directory}/kernel/fork.c`);
    if (isTree && !options.folders.some((folder) => isWithin(folder, directory))) await readFolder(directory);
    const known = symbols ? [...symbols.keys()] : [...index.names()];
    const found = await reader.declared({ directory, config }, known);
    headers = found;
    declared.clear();
    for (const symbol of found.symbols) declared.set(symbol.name, symbol);
    tell();
  };
  const readAll = async (): Promise<void> => {
    for (const folder of options.folders) await readFolder(folder);
    await readKernel();
  };
  const refresh = (): void => {
    if (isDisposed) return;
    work = work
      .then(readAll)
      .catch((error: unknown) => log.error(`symbols could not be read: ${stackOf(error)}`));
  };
  return {
    refresh,
    changed(paths) {
      const touched = [...folders.keys()].filter((folder) => paths.some((path) => isWithin(folder, path)));
      for (const folder of touched) stale.add(folder);
      if (touched.length > 0) refresh();
    },
    ready: async () => work,
    exportsOf: (name) => [
      ...overlay.all().filter((one) => one.name === name),
      ...index.of(name).filter(({ path }) => !overlay.has(path)),
    ],
    exportsIn: (path) => (overlay.has(path) ? overlay.of(path) : index.in(path)),
    workspaceExports,
    inKernel: (name) => environment.facts()?.symbols?.get(name) ?? [],
    declared: (name) => declared.get(name),
    callable,
    headers: () => headers,
    sources: () => [...folders.values()].flatMap((state) => (state ? pathsOf(state, options.folders) : [])),
    async uses(words) {
      const open = openSources(documents);
      const isOpen = new Set(open.map(({ path }) => path));
      const wanted = new Set(words);
      const closed = this.sources().filter((path) => !isOpen.has(path));
      const found = reader === undefined || closed.length === 0 ? [] : await reader.uses(closed, words);
      return [...open.flatMap(({ path, text }) => usesOf(path, text.getText(), wanted)), ...found];
    },
    async entries() {
      const macros = [...(environment.facts()?.entryMacros.keys() ?? [])];
      const open = openSources(documents);
      const isOpen = new Set(open.map(({ path }) => path));
      const wanted = new Set(macros);
      const sources = this.sources();
      entries ??=
        reader === undefined || sources.length === 0 ? Promise.resolve([]) : reader.entries(sources, macros);
      return [
        ...open.flatMap(({ path, text }) => entriesOf(path, text.getText(), wanted)),
        ...(await entries).filter(({ path }) => !isOpen.has(path)),
      ];
    },
    onChange: (listen) => void listeners.push(listen),
    dispose() {
      isDisposed = true;
    },
  };
}

const openSources = (documents: Documents): readonly OpenDocument[] =>
  [...documents.all()].filter(({ kind, isReadable }) => kind === "c" && isReadable);

const pathsOf = ({ read }: FolderState, workspace: readonly string[]): readonly string[] =>
  read.folders
    .filter(({ path }) => workspace.some((folder) => isWithin(folder, path)))
    .flatMap(({ path, names }) => names.map((name) => `${path}/${name}`));

function macrosOf(states: Iterable<FolderState | undefined>): ExportMacros {
  for (const state of states) if (state) return state.read.macros;
  return basicExportMacros();
}

const callableNames = (
  declared: Iterable<DeclaredSymbol>,
  own: Iterable<IndexedExport>,
): readonly string[] => {
  const names = new Set<string>();
  for (const { name } of own) names.add(name);
  for (const { name, isFunction } of declared) {
    if (isFunction) names.add(name);
    else names.delete(name);
  }
  // Keys of static calls and tracepoints are called through macros.
  return [...names].filter((name) => /^(?!__SC[KT]__|__tracepoint_|__traceiter_)/.test(name)).toSorted();
};
