/**
 * What the threads of the export index do: list folders, read headers for the macros that export, read sources for
 * what they export, look for words.
 */
import {
  basicExportMacros,
  type ExportMacros,
  exportDefinitionsIn,
  exportMacrosFrom,
  type TextMacro,
} from "../../core/symbols/export-macros.ts";
import {
  type SourceExport,
  type SourceSurroundings,
  sourceExports,
} from "../../core/symbols/source-exports.ts";
import { aliasesIn, namespaceOfKbuild } from "../../core/symbols/source-surroundings.ts";
import { directoryOf, joinPath } from "../../core/text/paths.ts";
import { createReader, type Read } from "./file-reading.ts";
import { type ListedFolder, listed } from "./folder-listing.ts";
import {
  type EntriesJob,
  entriesIn,
  type SourceEntry,
  type UsesJob,
  usesIn,
  type WordUse,
} from "./word-jobs.ts";

export type IndexJob =
  /** Lists a folder and those below it; those `levels` below are only named. */
  | { readonly kind: "list"; readonly folder: string; readonly levels: number }
  | { readonly kind: "headers"; readonly paths: readonly string[] }
  | {
      readonly kind: "sources";
      readonly paths: readonly string[];
      readonly definitions: readonly TextMacro[];
      readonly roots: readonly string[];
    }
  | UsesJob
  | EntriesJob;

export interface ReadFile {
  readonly path: string;
  readonly exports: readonly SourceExport[];
  /** Of headers: the macros it defines that may export. */
  readonly definitions: readonly TextMacro[];
}

export type IndexAnswer =
  | { readonly kind: "list"; readonly folders: readonly ListedFolder[]; readonly below: readonly string[] }
  /** Only files with something to say. */
  | { readonly kind: "files"; readonly files: readonly ReadFile[] }
  | { readonly kind: "uses"; readonly uses: readonly WordUse[] }
  | { readonly kind: "entries"; readonly entries: readonly SourceEntry[] };

export function createIndexJobs(): { run(job: IndexJob): IndexAnswer } {
  const read = createReader();
  let known: { readonly of: readonly TextMacro[]; readonly macros: ExportMacros } | undefined;
  return {
    run(job) {
      switch (job.kind) {
        case "list":
          return { kind: "list", ...listed(job.folder, job.levels) };
        case "headers":
          return { kind: "files", files: job.paths.flatMap((path) => readHeaderFile(path, read)) };
        case "sources": {
          if (known?.of.length !== job.definitions.length)
            known = { of: job.definitions, macros: exportMacrosFrom(job.definitions, basicExportMacros()) };
          return { kind: "files", files: readSources(job.paths, job.roots, known.macros, read) };
        }
        case "uses":
          return { kind: "uses", uses: usesIn(job, read) };
        case "entries":
          return { kind: "entries", entries: entriesIn(job, read) };
      }
    },
  };
}

/** A longer header is a list of registers: it renames nothing that is exported. In UTF-16 units. */
const longestRenaming = 128 * 1024;

const renamingText = (text: string | undefined): string =>
  text === undefined || text.length > longestRenaming ? "" : text;

/** Registers of graphics drivers have names that end in _EXPORT, a hundred thousand of them. */
const speaksOfExports = /EXPORT_SYMBOL|\b_*EXPORT_/;

function readHeaderFile(path: string, read: Read): readonly ReadFile[] {
  const macros = basicExportMacros();
  const text = read(path, macros.marks);
  if (text === undefined || !speaksOfExports.test(text)) return [];
  const definitions = exportDefinitionsIn(text, macros.marks);
  const exports = sourceExports(path, text, macros);
  return definitions.length + exports.length > 0 ? [{ path, exports, definitions }] : [];
}

function readSources(
  paths: readonly string[],
  roots: readonly string[],
  macros: ExportMacros,
  read: Read,
): readonly ReadFile[] {
  // What a C file includes and what its folder's Kbuild file says, as long as this job lasts.
  const texts = new Map<string, string | undefined>();
  const textOf = (path: string): string | undefined => {
    if (!texts.has(path)) texts.set(path, read(path, undefined));
    return texts.get(path);
  };
  const aliases = new Map<string, ReadonlyMap<string, string>>();
  return paths.flatMap((path) => {
    const text = read(path, macros.marks, true);
    if (text === undefined) return [];
    const folder = directoryOf(path);
    const surroundings: SourceSurroundings = {
      defaultNamespace: namespaceOfKbuild(textOf(`${folder}/Makefile`) ?? textOf(`${folder}/Kbuild`) ?? ""),
      included: (name, isSystem) => {
        const places = [...(isSystem ? [] : [folder]), ...roots];
        for (const place of places) {
          const found = textOf(joinPath(place, name));
          if (found !== undefined) return found;
        }
        return undefined;
      },
      aliases: (name) => {
        const header = joinPath(folder, name);
        const ready = aliases.get(header) ?? aliasesIn(renamingText(read(header, undefined)));
        aliases.set(header, ready);
        return ready;
      },
    };
    const exports = sourceExports(path, text, macros, surroundings);
    return exports.length > 0 ? [{ path, exports, definitions: [] }] : [];
  });
}
