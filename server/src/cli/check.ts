/** `kmod-lint check`: plan, check in this thread or in workers, fix, report. */
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { cacheFolder } from "../host/headers/cache-folder.ts";
import { applyFixes, type FixReport } from "./fix.ts";
import { formatGithub } from "./format/github.ts";
import { formatJson } from "./format/json.ts";
import { formatSarif } from "./format/sarif.ts";
import { formatText } from "./format/text.ts";
import type { Io } from "./io.ts";
import { createKernelChooser } from "./kernels.ts";
import { compareFindings, type LocatedFinding, locate } from "./located.ts";
import type { CheckOptions, Format } from "./options.ts";
import { type CheckPlan, makePlan } from "./plan.ts";
import { runInWorkers } from "./pool.ts";
import type { Progress } from "./progress.ts";
import { type CheckReport, displayPath, type ExitStatus, type Notice } from "./report.ts";
import { type FoundWith, joinPlans, sayOnce } from "./several-kernels.ts";
import { isInScope, readTargets, type Target } from "./targets.ts";
import { type CheckTask, lineIndexes, runTask, type TaskResult } from "./task.ts";
import type { Toolkit } from "./toolkit.ts";
import { type CheckSetup, createTools, tellingDisk } from "./tools.ts";
import { UsageError } from "./usage.ts";

export interface CheckContext {
  readonly io: Io;
  readonly toolkit: Toolkit;
  readonly version: string;
  /** The module that a worker runs. */
  readonly workerFile: string | URL;
  readonly progress: (totalBytes: number) => Progress;
}

/** Below this many bytes of sources a worker costs more time than it saves. */
const bytesWorthWorkers = 1024 * 1024;

/**
 * @returns the exit status; 2 where a bug of ours kept something from being checked and nothing else was wrong
 * @throws UsageError
 */
export const check = async (options: CheckOptions, context: CheckContext): Promise<ExitStatus> => {
  const startedAt = new Date();
  const { io, toolkit } = context;
  const targets = readTargets(options.paths, io.workingDirectory);
  const named = namedKernels(options.kernels, io.workingDirectory);
  const isJoint = named.length > 1;
  const plan = joinPlans(
    (isJoint ? named : [named[0]]).map((kernel) =>
      makePlan(targets, tellingDisk().disk, createKernelChooser(kernel, toolkit.findKernel)),
    ),
  );
  const setup: CheckSetup = {
    scope: plan.scope,
    kernels: plan.kernels,
    severities: options.severities,
    exports: plan.exports,
    cacheFolder: cacheFolder(io.environment),
  };
  const results = await runTasks(plan, setup, options.jobs, context);
  const included = new Set(results.flatMap((result) => result.includedSources));
  const notices = [...plan.notices, ...results.flatMap((result) => result.notices)];
  refuseUnreadable(targets, options.paths, notices);
  const found = sayOnce(
    [
      ...results.flatMap((result, index) => findingsOf(result, plan.tasks[index], included)),
      ...checkKbuildFiles(plan, setup, toolkit, notices),
    ],
    plan.kernels,
    isJoint,
  );
  const fixed = options.fix ? await applyFixes(found, plan, setup, toolkit, isJoint) : undefined;
  const left =
    fixed === undefined
      ? found
      : [...found.filter((finding) => !fixed.replaces.has(finding)), ...fixed.findings];
  const report: Omit<CheckReport, "exitCode"> = {
    findings: distinct(left),
    notices: distinctNotices(notices),
    filesChecked: new Set(results.flatMap((result) => result.filesChecked)).size,
    modulesChecked: plan.modules,
    workingDirectory: io.workingDirectory,
    version: context.version,
    rules: toolkit.rules,
    startedAt,
    endedAt: new Date(),
  };
  const exitCode = exitCodeOf(report, options.maxWarnings);
  await tell(io, { ...report, exitCode }, plan, targets, options, fixed);
  return exitCode;
};

const runTasks = async (
  plan: CheckPlan,
  setup: CheckSetup,
  jobs: number | undefined,
  context: CheckContext,
): Promise<readonly TaskResult[]> => {
  const total = plan.tasks.reduce((sum, task) => sum + task.bytes, 0);
  const progress = context.progress(total);
  const onDone = (task: CheckTask): void => progress.add(task.bytes);
  const wanted = jobs ?? (total < bytesWorthWorkers ? 1 : Math.min(availableParallelism(), 4));
  try {
    if (wanted > 1 && plan.tasks.length > 1) {
      return await runInWorkers(plan.tasks, {
        jobs: wanted,
        workerFile: context.workerFile,
        workerData: setup,
        onDone,
      });
    }
    const results: TaskResult[] = [];
    if (plan.tasks.length === 0) return results;
    const { toolkit } = context;
    const tools = createTools(setup, toolkit.rules, await toolkit.loadModeller(), tellingDisk());
    for (const task of plan.tasks) {
      results.push(await runTask(task, tools));
      onDone(task);
    }
    return results;
  } finally {
    progress.end();
  }
};

interface NamedKernel {
  readonly written: string;
  readonly path: string;
}

/** A folder that is named twice is one kernel. */
const namedKernels = (written: readonly string[], workingDirectory: string): readonly NamedKernel[] => {
  const named = written.map((word) => ({ written: word, path: resolve(workingDirectory, word) }));
  return [...new Map(named.map((kernel) => [kernel.path, kernel])).values()];
};

/** With several kernels a file is read for each. */
const distinctNotices = (notices: readonly Notice[]): readonly Notice[] => [
  ...new Map(notices.map((notice) => [`${notice.path}\0${notice.message}`, notice])).values(),
];

/** A file that was taken for one of no module turns out to be included by one: what was found of it alone is void. */
const findingsOf = (
  result: TaskResult,
  task: CheckTask | undefined,
  included: ReadonlySet<string>,
): readonly FoundWith<LocatedFinding>[] => {
  const alone = new Set(task?.alone.filter((path) => included.has(path)));
  const left =
    alone.size === 0 ? result.findings : result.findings.filter((finding) => !alone.has(finding.path));
  return left.map((finding) => ({ kernel: task?.kernel ?? 0, finding }));
};

const checkKbuildFiles = (
  plan: CheckPlan,
  setup: CheckSetup,
  toolkit: Toolkit,
  notices: Notice[],
): readonly FoundWith<LocatedFinding>[] => {
  const tools = createTools(setup, toolkit.rules, noModels, tellingDisk());
  const found = plan.projects.flatMap(({ project, kernel }) => {
    const linesOf = lineIndexes((path) => project.files.get(path) ?? "");
    return [...tools.checker(kernel).checkKbuild(project).values()]
      .flat()
      .filter((finding) => isInScope(setup.scope, finding.path))
      .map((finding) => ({ kernel, finding: locate(finding, linesOf) }));
  });
  notices.push(...tools.takeRuleErrors());
  return found;
};

const noModels = (path: string): never => {
  throw new Error(`a Kbuild rule asked for the model of ${path}`);
};

/** A file that was named must be readable; one that was merely met is skipped with a notice. */
const refuseUnreadable = (
  targets: readonly Target[],
  written: readonly string[],
  notices: readonly Notice[],
): void => {
  for (const notice of notices) {
    if (notice.kind !== "skipped") continue;
    const at = targets.findIndex((target) => target.kind !== "folder" && target.path === notice.path);
    if (at < 0) continue;
    throw new UsageError(
      `cannot check ${targets.length === written.length ? written[at] : notice.path}: ${notice.message}`,
    );
  }
};

/** The same finding from two evaluations of one tree is one. */
const distinct = (findings: readonly LocatedFinding[]): readonly LocatedFinding[] => {
  const seen = new Map<string, LocatedFinding>();
  for (const finding of findings.toSorted(compareFindings)) {
    const key = [
      finding.path,
      finding.offset,
      finding.endLine,
      finding.endColumn,
      finding.rule,
      finding.message,
    ].join("\0");
    if (!seen.has(key)) seen.set(key, finding);
  }
  return [...seen.values()];
};

const exitCodeOf = (
  { findings, notices }: Pick<CheckReport, "findings" | "notices">,
  maxWarnings: number | undefined,
): ExitStatus => {
  const count = (severity: string): number =>
    findings.filter((finding) => finding.severity === severity).length;
  if (count("error") > 0 || (maxWarnings !== undefined && count("warning") > maxWarnings)) return 1;
  return notices.some((notice) => notice.kind === "internal") ? 2 : 0;
};

const tell = async (
  io: Io,
  report: CheckReport,
  plan: CheckPlan,
  targets: readonly Target[],
  options: CheckOptions,
  fixed: FixReport | undefined,
): Promise<void> => {
  const lines = [
    ...fixLines(fixed, io.workingDirectory),
    ...noticeLines(report.notices, io.workingDirectory),
  ];
  if (report.filesChecked === 0 && plan.projects.length === 0 && report.notices.length === 0) {
    const names = targets.map((target) => displayPath(target.path, io.workingDirectory));
    lines.push(
      `nothing to check in ${names.join(", ")}: no C file and no Kbuild file or Makefile of a module`,
    );
  }
  await io.stderr.write(lines.map((line) => `kmod-lint: ${line}\n`).join(""));
  await io.stdout.write(format(report, options, io, fixed));
};

const format = (report: CheckReport, options: CheckOptions, io: Io, fixed: FixReport | undefined): string => {
  const writers: Readonly<Record<Format, () => string>> = {
    text: () => formatText(report, options.color ?? wantsColor(io), fixed?.applied.length),
    json: () => formatJson(report),
    sarif: () => formatSarif(report),
    github: () => formatGithub(report),
  };
  return writers[options.format]();
};

/** https://no-color.org: any value but the empty one. */
const wantsColor = (io: Io): boolean =>
  io.stdout.isTerminal && (io.environment["NO_COLOR"] ?? "") === "" && io.environment["TERM"] !== "dumb";

const mostNotices = 20;

const noticeLines = (notices: readonly Notice[], workingDirectory: string): readonly string[] => {
  const lines = notices.map(({ path, message }) => `${displayPath(path, workingDirectory)}: ${message}`);
  if (lines.length <= mostNotices) return lines;
  return [
    ...lines.slice(0, mostNotices),
    `... and ${lines.length - mostNotices} more files or folders not checked`,
  ];
};

const fixLines = (fixed: FixReport | undefined, workingDirectory: string): readonly string[] => [
  ...(fixed?.applied ?? []).map(
    ({ path, title, rule }) => `fixed ${displayPath(path, workingDirectory)}: ${title} [${rule}]`,
  ),
  ...(fixed?.refused ?? []).map(
    ({ path, reason }) => `not fixed ${displayPath(path, workingDirectory)}: ${reason}`,
  ),
];
