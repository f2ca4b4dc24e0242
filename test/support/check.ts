/** Checks a project given as texts, as both hosts do: Kbuild evaluated, modules loaded, all rules run. */
import { discoverRoots } from "../../server/src/core/kbuild/discover.ts";
import { evaluateProject } from "../../server/src/core/kbuild/evaluate.ts";
import type { KbuildModule, KbuildProject } from "../../server/src/core/kbuild/modules.ts";
import { builtinEntryMacros } from "../../server/src/core/kernel/builtin-entry-macros.ts";
import type { KernelFacts } from "../../server/src/core/kernel/facts.ts";
import { createChecker, type SeverityChoice } from "../../server/src/core/lint/engine.ts";
import type { Finding, Fix } from "../../server/src/core/lint/finding.ts";
import { modelFile } from "../../server/src/core/model/extract.ts";
import type { FileModel } from "../../server/src/core/model/file.ts";
import type { ModuleModel } from "../../server/src/core/model/module.ts";
import type { UnitScope } from "../../server/src/core/preprocess/scope.ts";
import { rules } from "../../server/src/core/rules/index.ts";
import { foreignDefinitions } from "../../server/src/core/symbols/foreign-definitions.ts";
import { createNeighbours, fileExports, projectExports } from "../../server/src/core/symbols/neighbours.ts";
import { readSymvers } from "../../server/src/core/symbols/symvers.ts";
import { filesIn } from "../../server/src/core/text/disk.ts";
import { loadAlone, loadModule, type SourceReader } from "../../server/src/host/load-module.ts";
import { loadParser } from "../../server/src/host/parser/load.ts";
import { memoryDisk } from "./memory-disk.ts";

export const parser = await loadParser({ log: () => undefined });

/** A kernel of that version with the built-in lists; `none`: no kernel chosen. */
export function kernelOf(version: "none" | `${number}.${number}`): KernelFacts {
  const [major = 0, minor = 0] = version === "none" ? [] : version.split(".").map(Number);
  return {
    directory: undefined,
    release: undefined,
    version: version === "none" ? undefined : { major, minor },
    entryMacros: builtinEntryMacros,
    config: undefined,
    symbols: undefined,
  };
}

export interface CheckOptions {
  readonly kernel?: "none" | `${number}.${number}` | KernelFacts;
  /** What the headers say to each C file; without it rules that ask headers are silent. */
  readonly scopeOf?: (file: ScopedFile) => UnitScope | undefined;
  /** Where the files are said to lie. */
  readonly root?: string;
  readonly severities?: ReadonlyMap<string, SeverityChoice>;
}

export interface ScopedFile {
  readonly path: string;
  readonly text: string;
  readonly module: KbuildModule | undefined;
}

export interface CheckedFinding extends Finding {
  /** The words the finding stands on. */
  readonly words: string;
  /** 1-based. */
  readonly line: number;
}

/** A project as the hosts read it, and what the rules find in it. */
export interface CheckedProject {
  readonly kernel: KernelFacts;
  readonly projects: readonly KbuildProject[];
  /** Those that Kbuild files list, in their order, then C files that none reaches. */
  readonly modules: readonly ModuleModel[];
  /** With paths relative to the project's folder. */
  readonly findings: readonly CheckedFinding[];
  /** As the checker gives them, by absolute path. */
  findingsAt(path: string): readonly Finding[];
}

/** @param files by path relative to the project's folder; C files that no Kbuild file reaches are checked alone. */
export const checkProject = (
  files: Readonly<Record<string, string>>,
  options: CheckOptions = {},
): readonly CheckedFinding[] => inspectProject(files, options).findings;

/** The same with what the findings were made from. */
export function inspectProject(
  files: Readonly<Record<string, string>>,
  options: CheckOptions = {},
): CheckedProject {
  const root = options.root ?? "/project";
  const disk = memoryDisk(
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`${root}/${path}`, text])),
  );
  const readText = (path: string): string | undefined => disk.readText(path);
  const models = new Map<string, FileModel>();
  const reader: SourceReader = {
    isFile: (path) => disk.kindOf(path) === "file",
    model(path) {
      const text = disk.readText(path);
      if (text === undefined) return undefined;
      const model = models.get(path) ?? modelFile(parser, path, text);
      models.set(path, model);
      return model;
    },
  };
  const kernel = typeof options.kernel === "object" ? options.kernel : kernelOf(options.kernel ?? "none");
  const { directory, release, config } = kernel;
  // As the programs do for a kernel that is there.
  const evaluation =
    directory === undefined
      ? {}
      : {
          kernelDirectory: directory,
          ...(release !== undefined && { release }),
          ...(config && { config, isConfigComplete: true }),
        };
  const projects = discoverRoots(disk, root).map((one) => evaluateProject(disk, one, evaluation));
  const modules = projects.flatMap((project) => {
    const exports = projectExports(project, {
      exportsOf: (path, module) => fileExports(path, disk.readText(path), module, readText),
      symbolsIn: (path) => {
        const text = disk.readText(path);
        return text === undefined ? undefined : readSymvers(text);
      },
      filesIn: (folder) => filesIn(disk, folder),
    });
    const neighbours = createNeighbours((_exports, others) => foreignDefinitions(others, readText));
    return project.modules.map((module) => ({
      ...loadModule(module, reader),
      neighbours: neighbours(exports, module),
    }));
  });
  const reached = new Set(
    modules.flatMap((module) => [...module.files.map(({ path }) => path), ...module.included.keys()]),
  );
  const alone = Object.keys(files)
    .filter((path) => path.endsWith(".c") && !reached.has(`${root}/${path}`))
    .flatMap((path): readonly ModuleModel[] => {
      const module = loadAlone(`${root}/${path}`, reader);
      return module ? [module] : [];
    });
  const whole = [...modules, ...alone].map((module) => ({
    ...module,
    scopes: new Map(
      module.files.flatMap(({ path, text }) => {
        const scope = options.scopeOf?.({ path, text, module: module.kbuild });
        return scope ? [[path, scope] as const] : [];
      }),
    ),
  }));
  const checker = createChecker({
    rules,
    severities: options.severities ?? new Map(),
    kernel,
    onRuleError: (rule, path, error) => {
      throw new Error(`${rule} threw on ${path}`, { cause: error });
    },
  });
  const found = [checker.checkModules(whole), ...projects.map((project) => checker.checkKbuild(project))];
  const findings = found.flatMap((byPath) =>
    [...byPath].flatMap(([path, list]) => {
      const text = disk.readText(path) ?? "";
      return list.map((finding) => ({
        ...finding,
        path: path.slice(root.length + 1),
        words: text.slice(finding.span.start, finding.span.end),
        line: text.slice(0, finding.span.start).split("\n").length,
      }));
    }),
  );
  return {
    kernel,
    projects,
    modules: whole,
    findings,
    findingsAt: (path) => found.flatMap((byPath) => byPath.get(path) ?? []),
  };
}

/** The findings of one rule for one C file built as a module of its own. */
export const checkSource = (
  rule: string,
  source: string,
  options: CheckOptions = {},
): readonly CheckedFinding[] =>
  checkProject({ "t.c": source, Makefile: "obj-m := t.o\n" }, options).filter(
    (finding) => finding.rule === rule,
  );

/** The text with one fix's edits made. */
export function applyFix(text: string, fix: Fix): string {
  return fix.edits
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce(
      (edited, { span, text: put }) => edited.slice(0, span.start) + put + edited.slice(span.end),
      text,
    );
}
