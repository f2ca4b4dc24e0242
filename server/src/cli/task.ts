/** One piece of a check: modules that share files, or files on their own. Runs in a worker or in the main thread. */
import type { KbuildModule } from "../core/kbuild/modules.ts";
import type { Checker } from "../core/lint/engine.ts";
import type { Finding } from "../core/lint/finding.ts";
import type { FileModel } from "../core/model/file.ts";
import type { ModuleModel } from "../core/model/module.ts";
import { type LineIndex, lineIndex } from "../core/text/lines.ts";
import { type LocatedFinding, locate } from "./located.ts";
import type { Notice } from "./report.ts";
import { isInScope, type Scope } from "./targets.ts";

/** Plain data: it crosses to a worker. */
export interface CheckTask {
  /** Index into the plan's kernels. */
  readonly kernel: number;
  /** Index into the plan's projects; undefined for files of none, and in a kernel's own tree. */
  readonly project: number | undefined;
  /** Groups of modules that share sources, each checked on its own. */
  readonly groups: readonly (readonly KbuildModule[])[];
  /** Files that no Kbuild file reaches. */
  readonly alone: readonly string[];
  /** Bytes of the sources, for a fair distribution and the progress bar. */
  readonly bytes: number;
}

export interface TaskResult {
  readonly findings: readonly LocatedFinding[];
  readonly notices: readonly Notice[];
  /** Of those in scope. */
  readonly filesChecked: readonly string[];
  /** C files that others include: they are part of those, and not to be judged on their own. */
  readonly includedSources: readonly string[];
}

/** What running a task needs; made once per thread. */
export interface TaskTools {
  readonly scope: Scope;
  checker(kernel: number): Checker;
  /** A module of an external project with what headers and other modules say to it. */
  surround(module: ModuleModel, task: Pick<CheckTask, "kernel" | "project">): ModuleModel;
  /** Keeps what was read of headers for the next run. */
  flush(): void;
  /** A loader that remembers models for one group at most. */
  loader(): Loader;
  /** Findings of a bug of ours since the last call. */
  takeRuleErrors(): readonly Notice[];
}

export interface Loader {
  /** Reads ahead; gives other work and the garbage collector a turn in between. */
  readAhead(paths: readonly string[]): Promise<void>;
  module(module: KbuildModule): ModuleModel;
  alone(path: string): ModuleModel | undefined;
  /** The model that a finding's offsets count in. */
  known(path: string): FileModel | undefined;
  /** The text of any file. */
  textOf(path: string): string | undefined;
  /** Why files could not be read. */
  takeNotices(): readonly Notice[];
}

/** Runs a task. Never rejects for what a file holds. */
export const runTask = async (task: CheckTask, tools: TaskTools): Promise<TaskResult> => {
  const result: MutableResult = { findings: [], notices: [], filesChecked: [], includedSources: [] };
  const checker = tools.checker(task.kernel);
  for (const group of task.groups) {
    const loader = tools.loader();
    await loader.readAhead(group.flatMap((module) => cSourcesOf(module)));
    check(
      checker,
      group.map((module) => tools.surround(loader.module(module), task)),
      loader,
      tools.scope,
      result,
    );
  }
  for (const path of task.alone) {
    const loader = tools.loader();
    await loader.readAhead([path]);
    const module = loader.alone(path);
    check(checker, module === undefined ? [] : [module], loader, tools.scope, result);
  }
  result.notices.push(...tools.takeRuleErrors());
  tools.flush();
  return result;
};

/** The C sources of a module, without duplicates. */
export const cSourcesOf = (module: KbuildModule): readonly string[] => {
  const sources = new Set<string>();
  for (const object of module.objects)
    if (object.language === "c" && object.source !== undefined) sources.add(object.source);
  return [...sources];
};

interface MutableResult {
  readonly findings: LocatedFinding[];
  readonly notices: Notice[];
  readonly filesChecked: string[];
  readonly includedSources: string[];
}

const check = (
  checker: Checker,
  modules: readonly ModuleModel[],
  loader: Loader,
  scope: Scope,
  result: MutableResult,
): void => {
  const linesOf = lineIndexes((path) => loader.known(path)?.text ?? loader.textOf(path) ?? "");
  for (const [path, findings] of checker.checkModules(modules)) {
    if (!isInScope(scope, path)) continue;
    result.findings.push(...findings.map((finding: Finding) => locate(finding, linesOf)));
  }
  const checked = new Set(modules.flatMap((module) => module.files.map((file) => file.path)));
  result.filesChecked.push(...[...checked].filter((path) => isInScope(scope, path)));
  result.includedSources.push(
    ...modules.flatMap((module) => [...module.included.keys()].filter((path) => path.endsWith(".c"))),
  );
  result.notices.push(...loader.takeNotices());
};

/** Line indexes made when first asked for: most files have no findings. */
export const lineIndexes = (textOf: (path: string) => string): ((path: string) => LineIndex) => {
  const indexes = new Map<string, LineIndex>();
  return (path) => {
    const known = indexes.get(path);
    if (known !== undefined) return known;
    const made = lineIndex(textOf(path));
    indexes.set(path, made);
    return made;
  };
};
