/** What the commands do: build one project after the other, and say what came of it. */
import path from "node:path";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { BuildProject } from "../../../server/src/protocol/messages.ts";
import { buttons } from "../buttons.ts";
import type { BuildGoal, BuildReport } from "../kernel/kbuild/build.ts";
import type { Given } from "../operations/subjects.ts";
import { withBuildProgress } from "./build-progress.ts";
import { goalInWords, outcomeInWords, projectName } from "./build-words.ts";
import { activeFile, chosenProjects } from "./choose-projects.ts";
import type { ProjectBuilds } from "./open-builds.ts";

/** undefined: the user left, or was told why nothing was tried. */
export type BuildOutcome = readonly BuildReport[] | undefined;

/** Goals of each project, one after the other; the report of the last one of each project. */
export async function buildGoals(
  builds: ProjectBuilds,
  given: Given,
  title: string,
  goals: readonly BuildGoal[],
): Promise<BuildOutcome> {
  const projects = await chosenProjects(sourcesOf(builds), given, title);
  if (projects === undefined) return undefined;
  const reports: BuildReport[] = [];
  for (const project of projects) {
    const report = await buildInOrder(builds, project, goals);
    if (report === undefined) continue;
    reports.push(report);
    // Who cancels one of several wants no more of them.
    if (report.kind === "cancelled") break;
  }
  return reports;
}

/** The object of one source: of the given one, else of the open one. */
export async function buildFile(builds: ProjectBuilds, given: Given): Promise<BuildReport | undefined> {
  const { prompts } = builds.context;
  const [subject] = given.subjects;
  const file = subject !== undefined && "file" in subject ? subject.file : activeFile()?.fsPath;
  if (file === undefined || !/\.[cS]$/u.test(file)) {
    const message =
      file === undefined
        ? l10n.t("No file is open: open the C file whose object is to be built.")
        : l10n.t`${path.basename(file)} is no C source: open the C file whose object is to be built.`;
    void prompts.notify("error", message);
    return undefined;
  }
  const [project] =
    (await chosenProjects(
      sourcesOf(builds),
      { ...given, subjects: [{ kind: "source", file }] },
      l10n.t("Build This File"),
    )) ?? [];
  return project && buildInOrder(builds, project, [{ kind: "file", source: file }]);
}

/** Each of the projects for each of the kernels that are checked against. */
export async function buildForAllKernels(builds: ProjectBuilds, given: Given): Promise<BuildOutcome> {
  const title = l10n.t("Build for All Kernels");
  const projects = await chosenProjects(sourcesOf(builds), given, title);
  if (projects === undefined) return undefined;
  const kernels = await builds.kernels();
  const reports: BuildReport[] = [];
  for (const project of projects) {
    // A kernel tree's own modules are built with that tree alone.
    if (project.kind === "tree" || kernels.length < 2) {
      const report = await buildInOrder(builds, project, [{ kind: "modules" }]);
      if (report !== undefined) reports.push(report);
      if (report?.kind === "cancelled") break;
      continue;
    }
    const what = l10n.t`Building ${projectName(project)} for ${kernels.length} kernels`;
    const built = await withBuildProgress(
      { title: what, signal: undefined, shows: "message" },
      (signal, step) => builds.buildForEach(project, kernels, { signal, onKernel: (kernel) => step(kernel) }),
    );
    reports.push(...built);
    tellKernels(builds, what, built);
    if (built.some(({ kind }) => kind === "cancelled")) break;
  }
  return reports;
}

const sourcesOf = (builds: ProjectBuilds): Parameters<typeof chosenProjects>[0] => ({
  builds,
  prompts: builds.context.prompts,
});

async function buildInOrder(
  builds: ProjectBuilds,
  project: BuildProject,
  goals: readonly BuildGoal[],
): Promise<BuildReport | undefined> {
  let last: BuildReport | undefined;
  for (const goal of goals) {
    last = await builds.build({ project, goal, kernel: undefined, signal: undefined });
    tell(builds, goalInWords(goal, project), last);
    if (last.kind !== "done") break;
  }
  return last;
}

/** What went well is said in passing. */
function tell(builds: ProjectBuilds, what: string, report: BuildReport): void {
  // What kept it from building anything was told by the build itself.
  if (report.failure !== undefined) return;
  const words = outcomeInWords(what, report);
  if (report.kind === "failed") void tellFailed(builds, words);
  else vscode.window.setStatusBarMessage(words, 5_000);
}

function tellKernels(builds: ProjectBuilds, what: string, reports: readonly BuildReport[]): void {
  const failed = reports.filter(({ kind, failure }) => kind === "failed" && failure === undefined);
  const names = failed.map(({ request: { kernel } }) => kernel.release ?? kernel.directory);
  if (failed.length > 0) void tellFailed(builds, l10n.t`${what} failed for ${allOf(names)}.`);
  else if (reports.every(({ kind }) => kind === "done"))
    vscode.window.setStatusBarMessage(l10n.t`${what}: done.`, 5_000);
}

const allOf = (names: readonly string[]): string =>
  names.reduce((before, name) => (before === "" ? name : l10n.t`${before} and ${name}`), "");

async function tellFailed(builds: ProjectBuilds, words: string): Promise<void> {
  const { showProblems, showOutput } = buttons;
  const pressed = await builds.context.prompts.notify("error", words, showProblems, showOutput);
  if (pressed === showProblems) await vscode.commands.executeCommand("workbench.actions.view.problems");
  if (pressed === showOutput) builds.showOutput();
}
