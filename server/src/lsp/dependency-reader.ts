/**
 * Reads a project's modules for the picture of what they need: Kbuild files, sources and headers, each in a turn of its
 * own so that typing is never held up. What the kernel's headers say is kept; all else is read anew each time.
 */
import type { CancellationToken } from "vscode-languageserver";
import { discoverRoots, discoverRootsOf } from "../core/kbuild/discover.ts";
import { type EvaluateOptions, evaluateProject, type OptionTypes } from "../core/kbuild/evaluate.ts";
import type { KbuildModule, KbuildProject, KbuildRoot } from "../core/kbuild/modules.ts";
import type { KernelFacts } from "../core/kernel/facts.ts";
import { loadedName, type SourceModule } from "../core/symbols/dependencies.ts";
import { basicExportMacros } from "../core/symbols/export-macros.ts";
import { type FactsSource, kernelIncludeFolders } from "../core/symbols/include-search.ts";
import {
  createSymbolReader,
  type ModuleSymbols,
  type SymbolPlace,
  sourcesOf,
} from "../core/symbols/module-symbols.ts";
import { readTextFacts, type TextFacts } from "../core/symbols/text-facts.ts";
import type { Disk } from "../core/text/disk.ts";
import { lineIndex, positionAt } from "../core/text/lines.ts";
import { directoryOf, isWithin } from "../core/text/paths.ts";
import type { AsyncDisk } from "../host/async-disk.ts";
import { throwIfCancelled } from "./guard.ts";

export interface DependencyReaderOptions {
  readonly disk: AsyncDisk;
  readonly optionTypes: (tree: string) => Promise<OptionTypes>;
  /** What the editor shows wins over the disk. */
  readonly openText: (path: string) => string | undefined;
}

export interface ReadProject {
  readonly folder: string;
  readonly modules: readonly SourceModule[];
  /** Set where there are more modules than can be shown: none is then read. */
  readonly tooMany: number | undefined;
  readonly placeOf: (place: SymbolPlace) => { readonly line: number; readonly character: number };
}

export interface DependencyReader {
  /** @param path a file or folder; undefined where no Kbuild file builds modules there */
  read(path: string, kernel: KernelFacts, token: CancellationToken): Promise<ReadProject | undefined>;
}

/** More boxes than these nobody can follow, and reading them takes minutes. */
const mostModules = 150;

export const createDependencyReader = (options: DependencyReaderOptions): DependencyReader => {
  /** Of headers of kernels: they do not change while an author works. */
  const kept = new Map<string, { readonly kernel: KernelFacts; readonly facts: TextFacts | undefined }>();
  return {
    async read(path, kernel, token) {
      const turns = createTurns(options, kernel, kept, token);
      const found = await findProject(path, kernel, options, turns);
      if (found === undefined) return undefined;
      const { project, folder } = found;
      const modules = project.modules.filter(
        (module) => module.build !== "builtin" && isWithin(folder, module.directory),
      );
      const texts = turns.texts;
      const placeOf = ({ path: file, start }: SymbolPlace) => {
        const { line, column } = positionAt(
          lineIndex(texts.get(file) ?? project.files.get(file) ?? ""),
          start,
        );
        return { line, character: column };
      };
      if (modules.length > mostModules) return { folder, modules: [], tooMany: modules.length, placeOf };
      const symbols = await readSymbols(modules, kernel, turns);
      return {
        folder,
        tooMany: undefined,
        placeOf,
        modules: modules.flatMap((module, index) => sourceModule(module, project, symbols[index]) ?? []),
      };
    },
  };
};

const sourceModule = (
  module: KbuildModule,
  { root }: KbuildProject,
  symbols: ModuleSymbols | undefined,
): SourceModule | undefined => {
  const below = module.directory.slice(root.directory.length).replace(/^\//, "");
  return (
    symbols && {
      id: below === "" ? module.name : `${below}/${module.name}`,
      name: loadedName(module.name),
      listed: { path: module.file, start: module.span.start, end: module.span.end },
      sources: sourcesOf(module),
      symbols,
    }
  );
};

const findProject = async (
  path: string,
  kernel: KernelFacts,
  { optionTypes }: DependencyReaderOptions,
  turns: Turns,
): Promise<{ readonly project: KbuildProject; readonly folder: string } | undefined> => {
  const isFolder = (await turns.ask(({ disk }) => disk.kindOf(path))) === "directory";
  const folder = isFolder ? path : directoryOf(path);
  const above = await turns.ask(({ disk }) => discoverRootsOf(disk, `${folder}/any.c`));
  const tree = above.find((root) => root.kind === "kernel-tree");
  const below =
    isFolder && tree === undefined ? await turns.ask(({ disk }) => discoverRoots(disk, path)) : [];
  for (const root of below.length > 0 ? below : above) {
    const types = root.kind === "kernel-tree" ? await optionTypes(root.directory) : undefined;
    const evaluated = await turns.ask(({ disk }) =>
      evaluateProject(disk, root, optionsFor(root, kernel, folder, types)),
    );
    const within = root.kind === "kernel-tree" ? folder : root.directory;
    if (evaluated.modules.length > 0) return { project: evaluated, folder: within };
  }
  return undefined;
};

const optionsFor = (
  root: KbuildRoot,
  { config, directory, release }: KernelFacts,
  within: string,
  optionTypes: OptionTypes | undefined,
): EvaluateOptions => ({
  ...(config && { config, isConfigComplete: true }),
  ...(root.kind === "kernel-tree"
    ? { kernelDirectory: root.directory }
    : directory && { kernelDirectory: directory }),
  ...(root.kind === "kernel-tree" && within !== root.directory && { within }),
  ...(root.kind === "external" && release && { release }),
  ...(optionTypes && { optionTypes }),
});

const readSymbols = async (
  modules: readonly KbuildModule[],
  kernel: KernelFacts,
  turns: Turns,
): Promise<readonly ModuleSymbols[]> => {
  const kernelFolders = await turns.ask(({ disk }) => kernelIncludeFolders(disk, kernel));
  const exported = new Set(kernel.symbols?.keys());
  for (const path of new Set(modules.flatMap((module) => sourcesOf(module)))) {
    const facts = await turns.ask(({ source }) => source.facts(path));
    for (const { name } of facts?.exports ?? []) exported.add(name);
  }
  const results: ModuleSymbols[] = [];
  for (const module of modules) {
    // A reader remembers what includes lead to: one that was told "not known yet" must not be asked again.
    const read = ({ source }: Known): ModuleSymbols =>
      createSymbolReader({ source, kernelFolders, isExported: (name) => exported.has(name) }).read(module);
    results.push(await turns.ask(read));
  }
  return results;
};

/** What a question may ask; an answer that is not in memory is noted and fetched, and the question asked again. */
interface Known {
  readonly disk: Disk;
  readonly source: FactsSource;
}

interface Turns {
  ask<T>(question: (known: Known) => T): Promise<T>;
  readonly texts: ReadonlyMap<string, string | undefined>;
}

type Kept = Map<string, { readonly kernel: KernelFacts; readonly facts: TextFacts | undefined }>;

const mostRounds = 1000;

const createTurns = (
  { disk: asked, openText }: DependencyReaderOptions,
  kernel: KernelFacts,
  kept: Kept,
  token: CancellationToken,
): Turns => {
  const texts = new Map<string, string | undefined>();
  const lists = new Map<string, Awaited<ReturnType<AsyncDisk["list"]>>>();
  const kinds = new Map<string, Awaited<ReturnType<AsyncDisk["kindOf"]>>>();
  const own = new Map<string, TextFacts | undefined>();
  const textOptions = {
    configuration: { config: kernel.config, version: kernel.version },
    exportMacros: basicExportMacros(),
  };
  const isOfKernel = (path: string): boolean =>
    path.startsWith("/usr/src/") || (kernel.directory !== undefined && isWithin(kernel.directory, path));
  const readFacts = async (path: string): Promise<void> => {
    const text = openText(path) ?? (await asked.readText(path));
    const facts = text === undefined ? undefined : readTextFacts(path, text, textOptions);
    if (isOfKernel(path) && path.endsWith(".h")) kept.set(path, { kernel, facts });
    else {
      own.set(path, facts);
      texts.set(path, text);
    }
  };
  const fetch = async (wants: Wants): Promise<void> => {
    for (const path of wants.texts) texts.set(path, openText(path) ?? (await asked.readText(path)));
    for (const path of wants.lists) lists.set(path, await asked.list(path));
    await Promise.all(Array.from(wants.kinds, async (path) => kinds.set(path, await asked.kindOf(path))));
    for (const path of wants.facts) {
      await nextTurn();
      throwIfCancelled(token);
      await readFacts(path);
    }
  };
  const answersTo = (wants: Wants): Known => ({
    disk: {
      readText: (path) => known(texts, path, wants.texts),
      list: (path) => known(lists, path, wants.lists),
      kindOf: (path) => known(kinds, path, wants.kinds),
    },
    source: {
      facts(path) {
        const header = kept.get(path);
        if (header?.kernel === kernel) return header.facts;
        return known(own, path, wants.facts);
      },
      isFile: (path) => known(kinds, path, wants.kinds) === "file",
    },
  });
  return {
    texts,
    async ask(question) {
      for (let round = 0; round < mostRounds; round++) {
        throwIfCancelled(token);
        const wants: Wants = { texts: new Set(), lists: new Set(), kinds: new Set(), facts: new Set() };
        const result = question(answersTo(wants));
        if (wants.texts.size + wants.lists.size + wants.kinds.size + wants.facts.size === 0) return result;
        await fetch(wants);
      }
      throw new Error(`a question was not answered in ${mostRounds} rounds`);
    },
  };
};

interface Wants {
  readonly texts: Set<string>;
  readonly lists: Set<string>;
  readonly kinds: Set<string>;
  readonly facts: Set<string>;
}

const known = <T>(memory: ReadonlyMap<string, T>, path: string, wants: Set<string>): T | undefined => {
  if (!memory.has(path)) wants.add(path);
  return memory.get(path);
};

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
