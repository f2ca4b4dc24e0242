/**
 * What modpost would know besides the kernel's own table when it looks at a module of a project: the exports of the
 * other modules of the same build, from their sources, and those of the KBUILD_EXTRA_SYMBOLS files. A Module.symvers
 * that an earlier build left in the project's folder is not asked: modpost writes it anew (seen on 6.1 and 6.12).
 */
import { flagsOfSource, type KbuildModule, type KbuildProject } from "../kbuild/modules.ts";
import { directoryOf, joinPath } from "../text/paths.ts";
import { basicExportMacros, exportMark, wrappersIn } from "./export-macros.ts";
import type { ExportedSymbol, Neighbours, SymbolTable } from "./exported.ts";
import { noNeighbours } from "./exported.ts";
import { type ForeignSource, projectSources } from "./foreign-definitions.ts";
import { sourceExports } from "./source-exports.ts";

/** What one source exports. */
export interface FileExports {
  readonly symbols: readonly Pick<ExportedSymbol, "name" | "isGplOnly" | "namespace" | "place">[];
  /** False where it could not be read, or an export in it was not understood. */
  readonly isWhole: boolean;
}

export interface ProjectExports {
  readonly modules: ReadonlyMap<string, ModuleExports>;
  /** Of the KBUILD_EXTRA_SYMBOLS files. */
  readonly extra: readonly SymbolTable[];
  /** The project's C files. */
  readonly sources: readonly ForeignSource[];
  /** False where there may be other modules or files of symbols than these. */
  readonly isWhole: boolean;
}

interface ModuleExports {
  readonly symbols: readonly ExportedSymbol[];
  readonly isWhole: boolean;
}

export interface ProjectReader {
  /** What a source of the module exports. */
  exportsOf(path: string, module: KbuildModule): FileExports;
  /** What a Module.symvers says; undefined where there is none. The same object while its text is the same. */
  symbolsIn(path: string): SymbolTable | undefined;
  /** The paths of the files in a folder. */
  filesIn(folder: string): readonly string[];
}

/** Takes a project that Kbuild builds outside the kernel's tree; gives what its modules have for each other. */
export const projectExports = (project: KbuildProject, reader: ProjectReader): ProjectExports => {
  const modules = new Map<string, ModuleExports>();
  // A module on its own has no others to learn of: its sources need not be read for this.
  for (const module of project.modules.length > 1 ? project.modules : []) {
    // Objects for vmlinux, which an external build does not link: modpost never sees them.
    if (module.build === "builtin") continue;
    const key = moduleKey(module);
    const known = modules.get(key);
    const read = exportsOfModule(module, key, reader);
    modules.set(
      key,
      known === undefined
        ? read
        : { symbols: [...known.symbols, ...read.symbols], isWhole: known.isWhole && read.isWhole },
    );
  }
  const tables = project.extraSymbols.map((path) => reader.symbolsIn(path));
  return {
    modules,
    extra: tables.flatMap((table) => table ?? []),
    sources: projectSources(project.modules, (folder) => reader.filesIn(folder)),
    isWhole: project.isComplete && project.extraSymbolsKnown && tables.every((table) => table !== undefined),
  };
};

/**
 * What the project has for one of its modules. The same project and module give the same object.
 *
 * @param definitionsIn what C files of the project define, by name
 */
export const createNeighbours = (
  definitionsIn: (exports: ProjectExports, others: readonly ForeignSource[]) => Definitions,
): ((exports: ProjectExports, module: KbuildModule) => Neighbours) => {
  const made = new WeakMap<ProjectExports, Map<string, Neighbours>>();
  return (exports, module) => {
    const known = made.get(exports) ?? new Map<string, Neighbours>();
    made.set(exports, known);
    const key = moduleKey(module);
    const ready = known.get(key);
    if (ready) return ready;
    const own = new Set(module.objects.map(({ source }) => source));
    const others = exports.sources.filter(({ path }) => !own.has(path));
    const fresh = { ...neighboursOf(exports, key), definitions: definitionsIn(exports, others) };
    known.set(key, fresh);
    return fresh;
  };
};

/** The same exports as before, as far as a module can see: then what was made of them may stay. */
export const sameExports = (a: ProjectExports, b: ProjectExports): boolean =>
  a.isWhole === b.isWhole &&
  JSON.stringify([...a.modules]) === JSON.stringify([...b.modules]) &&
  JSON.stringify(a.sources) === JSON.stringify(b.sources) &&
  a.extra.length === b.extra.length &&
  a.extra.every((table, at) => table === b.extra[at]);

type Definitions = NonNullable<Neighbours["definitions"]>;

/** As Module.symvers of an external build names the module. */
const moduleKey = ({ directory, name }: KbuildModule): string => `${directory}/${name}`;

const neighboursOf = ({ modules, extra, isWhole }: ProjectExports, own: string): Neighbours => {
  const symbols = new Map<string, ExportedSymbol[]>();
  const add = (symbol: ExportedSymbol): void => {
    if (symbol.module === own) return;
    const known = symbols.get(symbol.name);
    if (known) known.push(symbol);
    else symbols.set(symbol.name, [symbol]);
  };
  let areOthersWhole = true;
  for (const [key, module] of modules) {
    if (key !== own && !module.isWhole) areOthersWhole = false;
    module.symbols.forEach(add);
  }
  for (const table of extra) for (const list of table.values()) list.forEach(add);
  const whole = isWhole && areOthersWhole;
  return symbols.size === 0 && !whole ? noNeighbours : { symbols, isWhole: whole };
};

const exportsOfModule = (module: KbuildModule, key: string, reader: ProjectReader): ModuleExports => {
  const symbols: ExportedSymbol[] = [];
  let { isComplete: isWhole } = module;
  for (const { source, language } of module.objects) {
    if (source === undefined || (language !== "c" && language !== "assembly")) {
      isWhole = false;
      continue;
    }
    const read = reader.exportsOf(source, module);
    if (!read.isWhole) isWhole = false;
    const optional = module.build === "module" ? {} : { isOptional: true as const };
    for (const symbol of read.symbols) symbols.push({ ...symbol, module: key, crc: undefined, ...optional });
  }
  return { symbols, isWhole };
};

/**
 * Reads one source. Wrappers are looked for in the file and in the headers it includes by quotes.
 *
 * @param readText the text of a header, undefined where there is none
 */
export const fileExports = (
  path: string,
  text: string | undefined,
  module: KbuildModule,
  readText: (path: string) => string | undefined,
): FileExports => {
  if (text === undefined) return { symbols: [], isWhole: false };
  if (!text.includes(exportMark) && !/#[ \t]*include[ \t]+"[^"]+\.c"/.test(text)) return nothing;
  const flags = flagsOfSource(module, path);
  const included = (name: string): string | undefined => {
    for (const folder of [directoryOf(path), ...flags.firstDirectories, ...flags.includeDirectories]) {
      const found = readText(joinPath(folder, name));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const names = Array.from(
    text.matchAll(/^[ \t]*#[ \t]*include[ \t]*"([^"\n]+)"/gm),
    (match) => match[1] ?? "",
  );
  const headers = names.flatMap((name) => included(name) ?? []).filter((one) => one.includes(exportMark));
  const macros = wrappersIn(headers, basicExportMacros());
  const namespace = flags.defines.find((define) => define.startsWith("DEFAULT_SYMBOL_NAMESPACE="));
  const found = sourceExports(path, text, macros, {
    defaultNamespace: namespace && /=["'\\]*(\w+)/.exec(namespace)?.[1],
    included: (name, isSystem) => (isSystem ? undefined : included(name)),
  });
  const isUnderstood = (macro: string): boolean =>
    macros.macros.has(macro) || new RegExp(`#[ \\t]*define[ \\t]+${macro}\\b`).test(text);
  const calls = Array.from(text.matchAll(/^[ \t]*(\w*EXPORT\w*)[ \t]*\(/gm), (match) => match[1] ?? "");
  return {
    symbols: found.map(({ name, isGplOnly, namespace: of, start, end }) => ({
      name,
      isGplOnly,
      namespace: of,
      place: { path, start, end },
    })),
    isWhole: calls.every(isUnderstood),
  };
};

const nothing: FileExports = { symbols: [], isWhole: true };
