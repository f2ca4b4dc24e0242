/** One piece of reading symbols: some modules, in this thread or in a worker. */
import { readFileSync, statSync } from "node:fs";
import type { KbuildModule } from "../core/kbuild/modules.ts";
import type { KernelFacts } from "../core/kernel/facts.ts";
import { basicExportMacros, type ExportMacros } from "../core/symbols/export-macros.ts";
import { type FactsSource, kernelIncludeFolders } from "../core/symbols/include-search.ts";
import { createSymbolReader, type ModuleSymbols, sourcesOf } from "../core/symbols/module-symbols.ts";
import { sourceExports } from "../core/symbols/source-exports.ts";
import { readTextFacts, type TextFacts } from "../core/symbols/text-facts.ts";
import { nodeDisk } from "../host/disk.ts";

/** Plain data: what a worker is started with. */
export interface SymbolSetup {
  readonly kernel: KernelFacts | undefined;
  /** Every name that the kernel or a module exports. */
  readonly exported: readonly string[];
}

/** Plain data. */
export interface SymbolTask {
  readonly modules: readonly KbuildModule[];
}

/** Gives a reader of tasks that keeps what headers say; the symbols come in the order of the modules. */
export const createTaskReader = (setup: SymbolSetup): ((task: SymbolTask) => readonly ModuleSymbols[]) => {
  const { kernel } = setup;
  const exported = new Set(setup.exported);
  const source = createFactsSource(kernel);
  const disk = nodeDisk();
  const reader = createSymbolReader({
    source,
    kernelFolders: kernel === undefined ? [] : kernelIncludeFolders(disk, kernel),
    isExported: (name) => exported.has(name),
  });
  return ({ modules }) =>
    modules.map((module) => {
      const symbols = reader.read(module);
      source.forgetSources();
      return symbols;
    });
};

/** What somebody exports, as far as it can be told before any source is looked at closely. */
export const exportedNames = (
  modules: readonly KbuildModule[],
  kernel: KernelFacts | undefined,
): readonly string[] => {
  const macros = basicExportMacros();
  const names = new Set(kernel?.symbols?.keys());
  for (const path of new Set(modules.flatMap((module) => sourcesOf(module)))) {
    const text = readText(path);
    if (text !== undefined) for (const { name } of sourceExports(path, text, macros)) names.add(name);
  }
  return [...names];
};

interface ForgettingSource extends FactsSource {
  /** Headers serve many modules, sources one or two. */
  forgetSources(): void;
}

const createFactsSource = (kernel: KernelFacts | undefined): ForgettingSource => {
  const exportMacros: ExportMacros = basicExportMacros();
  const configuration = { config: kernel?.config, version: kernel?.version };
  const headers = new Map<string, TextFacts | undefined>();
  const sources = new Map<string, TextFacts | undefined>();
  const kinds = new Map<string, boolean>();
  return {
    facts(path) {
      const kept = path.endsWith(".h") ? headers : sources;
      if (kept.has(path)) return kept.get(path);
      const text = readText(path);
      const facts =
        text === undefined ? undefined : readTextFacts(path, text, { configuration, exportMacros });
      kept.set(path, facts);
      return facts;
    },
    isFile(path) {
      const known = kinds.get(path);
      if (known !== undefined) return known;
      const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
      kinds.set(path, isFile);
      return isFile;
    },
    forgetSources: () => sources.clear(),
  };
};

/** undefined for what cannot be read: the module is then said not to be whole. */
const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  }
};
