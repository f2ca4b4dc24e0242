/**
 * What one module takes from others and gives to them, as far as texts say: imports are names that its files mention,
 * themselves or through the macros and inlines of the headers they include, and that somebody exports.
 */
import { flagsOfSource, type KbuildModule } from "../kbuild/modules.ts";
import {
  createIncludeSearches,
  type FactsSource,
  type IncludeSearch,
  includedFiles,
} from "./include-search.ts";
import type { SourceExport } from "./source-exports.ts";
import type { SoftDependency, TextFacts } from "./text-facts.ts";

/** Offsets count in the file's own text. */
export interface SymbolPlace {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

export interface ModuleExport {
  readonly name: string;
  readonly isGplOnly: boolean;
  readonly namespace: string | undefined;
  readonly place: SymbolPlace;
}

/**
 * `mention`: the module's own sources spell it. `header`: a macro or inline of a header does, in a branch that the
 * compiler may drop.
 */
export type ImportCertainty = "mention" | "header";

export interface ModuleImport {
  readonly name: string;
  readonly certainty: ImportCertainty;
  /** The word of the module's source that leads to it, where it stands first. */
  readonly place: SymbolPlace;
}

export interface ModuleSymbols {
  readonly exports: readonly ModuleExport[];
  readonly imports: readonly ModuleImport[];
  readonly softDependencies: readonly (Omit<SoftDependency, "start" | "end"> & {
    readonly place: SymbolPlace;
  })[];
  /** False where a source of the module is missing or is not C. */
  readonly isWhole: boolean;
}

export interface SymbolReader {
  /** Reads the C sources of a module and what they include. */
  read(module: KbuildModule): ModuleSymbols;
}

export interface SymbolReaderOptions {
  readonly source: FactsSource;
  readonly kernelFolders: readonly string[];
  /** Does anybody export it? */
  readonly isExported: (name: string) => boolean;
}

export const createSymbolReader = ({
  source,
  kernelFolders,
  isExported,
}: SymbolReaderOptions): SymbolReader => {
  const searchFor = createIncludeSearches(kernelFolders);
  const headers: HeaderIndex = { read: new Set(), definitions: new Map(), declarations: new Map() };
  return {
    read(module) {
      const namespace = defaultNamespace(module);
      const units = sourcesOf(module).map((path) => ({ path, facts: source.facts(path) }));
      const read = units.flatMap(({ path, facts }) =>
        facts === undefined
          ? []
          : [unitOf(path, facts, searchFor(flagsOfSource(module, path)), { source, headers })],
      );
      return {
        exports: read.flatMap((unit) =>
          unit.files.flatMap(([path, { exports }]) => exports.map((one) => exportOf(path, one, namespace))),
        ),
        imports: importsOf(read, isExported),
        softDependencies: read.flatMap(({ path, facts }) =>
          facts.softDependencies.map(({ kind, module: name, start, end }) => ({
            kind,
            module: name,
            place: { path, start, end },
          })),
        ),
        isWhole: module.isComplete && read.length === module.objects.length,
      };
    },
  };
};

/** The C sources of a module, without duplicates. */
export const sourcesOf = (module: KbuildModule): readonly string[] => [
  ...new Set(
    module.objects.flatMap(({ source, language }) =>
      language === "c" && source !== undefined ? [source] : [],
    ),
  ),
];

/** What the macros and inlines of every header met so far mention, by name: most have one definition. */
interface HeaderIndex {
  readonly read: Set<string>;
  readonly definitions: Map<string, { readonly path: string; readonly words: readonly string[] }[]>;
  /** Function prototypes, by name: in which headers. */
  readonly declarations: Map<string, string[]>;
}

/** A C file with everything it includes. */
interface Unit {
  readonly path: string;
  readonly facts: TextFacts;
  /** The file itself and the C files that it includes: their code is the module's. */
  readonly files: readonly (readonly [path: string, facts: TextFacts])[];
  readonly wordsOf: WordsOf;
  /** A function that somebody declares and nobody in sight defines. */
  readonly isDeclared: (name: string) => boolean;
}

/** What a name mentions where it is a macro or an inline in sight; undefined where it is none. */
type WordsOf = (name: string) => readonly string[] | undefined;

interface Sight {
  readonly source: FactsSource;
  readonly headers: HeaderIndex;
}

const unitOf = (path: string, facts: TextFacts, search: IncludeSearch, { source, headers }: Sight): Unit => {
  const files: [string, TextFacts][] = [[path, facts]];
  const inSight = includedFiles(path, search, source);
  for (const included of inSight) {
    const read = source.facts(included);
    if (read === undefined) continue;
    if (included.endsWith(".h")) addHeader(headers, included, read);
    else files.push([included, read]);
  }
  const own = files.map(([, { expansions }]) => expansions);
  const wordsOf: WordsOf = (name) => {
    const inHeaders = headers.definitions.get(name)?.filter((one) => inSight.has(one.path)) ?? [];
    const found = [...own.flatMap((one) => one.get(name) ?? []), ...inHeaders.flatMap(({ words }) => words)];
    const isDefined = found.length > 0 || inHeaders.length > 0 || own.some((one) => one.has(name));
    return isDefined ? found : undefined;
  };
  const isDeclared = (name: string): boolean =>
    files.some(([, { declares }]) => declares.has(name)) ||
    (headers.declarations.get(name) ?? []).some((header) => inSight.has(header));
  return { path, facts, files, wordsOf, isDeclared };
};

const addHeader = (
  { read, definitions, declarations }: HeaderIndex,
  path: string,
  { expansions, declares }: TextFacts,
): void => {
  if (read.has(path)) return;
  read.add(path);
  for (const name of declares) {
    const known = declarations.get(name);
    if (known === undefined) declarations.set(name, [path]);
    else known.push(path);
  }
  for (const [name, words] of expansions) {
    const known = definitions.get(name);
    if (known === undefined) definitions.set(name, [{ path, words }]);
    else known.push({ path, words });
  }
};

const exportOf = (
  path: string,
  { name, isGplOnly, namespace, start, end }: SourceExport,
  otherwise: string | undefined,
): ModuleExport => ({ name, isGplOnly, namespace: namespace ?? otherwise, place: { path, start, end } });

/** `ccflags-y += -DDEFAULT_SYMBOL_NAMESPACE=NAME`. */
const defaultNamespace = ({ defines }: KbuildModule): string | undefined => {
  const prefix = "DEFAULT_SYMBOL_NAMESPACE=";
  return defines
    .find((define) => define.startsWith(prefix))
    ?.slice(prefix.length)
    .replaceAll(/["'\\]/g, "");
};

const importsOf = (
  units: readonly Unit[],
  isExported: (name: string) => boolean,
): readonly ModuleImport[] => {
  const defined = new Set(units.flatMap(({ files }) => files.flatMap(([, facts]) => [...facts.defines])));
  const imports = new Map<string, ModuleImport>();
  for (const unit of units) {
    for (const [path, facts] of unit.files) {
      const seen = new Set<string>();
      for (const [word, start] of mentionsOf(facts, unit)) {
        const place = { path, start, end: start + word.length };
        for (const { name, certainty } of reached(word, unit, isExported, seen)) {
          if (defined.has(name)) continue;
          if (imports.has(name) && (certainty === "header" || imports.get(name)?.certainty === "mention"))
            continue;
          imports.set(name, { name, certainty, place });
        }
      }
    }
  }
  return [...imports.values()];
};

/** Without those that are only looked up by name: `dvb_attach(foo_attach, ...)` makes no reference to foo_attach. */
function* mentionsOf({ mentions }: TextFacts, { wordsOf }: Unit): Iterable<readonly [string, number]> {
  yield* mentions.plain;
  for (const [name, { at, callee }] of mentions.handed)
    if (!mentions.plain.has(name) && wordsOf(callee)?.some((word) => lookups.has(word)) !== true)
      yield [name, at];
}

/** include/linux/module.h. */
const lookups: ReadonlySet<string> = new Set(["symbol_get", "symbol_request"]);

interface Reached {
  readonly name: string;
  readonly certainty: ImportCertainty;
}

/** What a word comes to: itself where somebody exports or declares it, else what its macro or inline mentions. */
const reached = (
  word: string,
  { wordsOf, isDeclared }: Unit,
  isExported: (name: string) => boolean,
  seen: Set<string>,
): readonly Reached[] => {
  const found: Reached[] = [];
  const queue = [word];
  for (const [index, name] of queue.entries()) {
    const isSeen = seen.has(name);
    if (index > 0 && isSeen) continue;
    seen.add(name);
    const words = wordsOf(name);
    const isNeeded = words === undefined ? index === 0 && isDeclared(name) : false;
    if (isNeeded || (isExported(name) && (words === undefined || words.includes(name))))
      found.push({ name, certainty: index === 0 ? "mention" : "header" });
    // Seen before, what it leads to is known.
    if (isSeen) continue;
    for (const made of madeNames(name)) if (isExported(made)) found.push({ name: made, certainty: "header" });
    for (const next of words ?? []) if (!seen.has(next)) queue.push(next);
  }
  return found;
};

/** Names that headers make by pasting, or give another spelling for the compiler. */
const madeNames = (name: string): readonly string[] => {
  // include/linux/tracepoint.h
  const event = /^trace_(\w+?)(?:_enabled|_rcuidle)?$/.exec(name)?.[1];
  if (event !== undefined)
    return ["__tracepoint_", "__traceiter_", "__SCK__tp_func_", "__SCT__tp_func_"].map(
      (prefix) => prefix + event,
    );
  // include/linux/fortify-string.h
  const plain = /^__(?:real|builtin)_(\w+)$/.exec(name)?.[1];
  return plain === undefined ? [] : [plain];
};
