/** What a task does: builds with its lines in the task's terminal. */
import path from "node:path";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { type BuildProject, buildAndReloadCommand } from "../../../server/src/protocol/messages.ts";
import type { BuildReport } from "../kernel/kbuild/build.ts";
import { folderOf } from "./build-request.ts";
import { goalInWords, outcomeInWords } from "./build-words.ts";
import { activeFile } from "./choose-projects.ts";
import type { ProjectBuilds } from "./open-builds.ts";
import { type BuildTaskDefinition, goalsOf, namedKernel, type TaskKind } from "./task-definition.ts";

export interface TaskRun {
  /** What a relative folder is in. */
  readonly base: string | undefined;
  readonly write: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Gives the exit code. What cannot be meant is said in the terminal. */
export async function runTask(
  builds: ProjectBuilds,
  definition: BuildTaskDefinition,
  run: TaskRun,
): Promise<number> {
  const file = activeFile()?.fsPath;
  const projects = await projectsOf(builds, definition, run);
  if (projects.length === 0) {
    run.write(nothingToBuild(definition));
    return 1;
  }
  if (definition.task === "buildAndReload") return reloadEach(builds, projects, run);
  const goals = goalsOf(definition.task, file);
  if (goals.length === 0) {
    run.write(l10n.t("No file is open: open the C file whose object is to be built."));
    return 1;
  }
  const kernels = definition.kernel === undefined ? [] : await builds.kernels();
  const kernel = definition.kernel === undefined ? undefined : namedKernel(definition.kernel, kernels);
  if (definition.kernel !== undefined && kernel === undefined) {
    const known = kernels.map(({ release, directory }) => release ?? directory).join(", ");
    run.write(
      l10n.t`No kernel ${definition.kernel} is checked against. There are: ${known}. Or name its build folder.`,
    );
    return 1;
  }
  for (const project of projects)
    for (const goal of goals) {
      const what = goalInWords(goal, project);
      run.write(`> ${l10n.t`${what} in ${folderOf(project)}`}`);
      const wish = { project, goal, kernel, signal: run.signal, onLine: run.write };
      const report = await builds.buildShown(wish, "nothing");
      for (const line of endOf(what, report)) run.write(line);
      if (report.kind !== "done") return 1;
    }
  return 0;
}

/** Without a folder: what the open file is part of, else everything. */
async function projectsOf(
  builds: ProjectBuilds,
  { folder, task }: BuildTaskDefinition,
  { base }: TaskRun,
): Promise<readonly BuildProject[]> {
  if (folder !== undefined) {
    const named = path.resolve(base ?? "/", folder);
    const all = await builds.projects(vscode.Uri.file(named));
    const own = all.filter((project) => folderOf(project) === named);
    return own.length > 0 ? own : all;
  }
  const file = activeFile();
  const here = file === undefined ? [] : await builds.projects(file);
  return here.length > 0 || task === "buildFile" ? here : builds.projects();
}

async function reloadEach(
  builds: ProjectBuilds,
  projects: readonly BuildProject[],
  { write, signal }: TaskRun,
): Promise<number> {
  const listener = builds.onDidPrint(write);
  signal.addEventListener("abort", stopReload);
  try {
    for (const project of projects) {
      if (signal.aborted) return 1;
      const file = vscode.Uri.parse(project.kbuildFile).fsPath;
      const report = await vscode.commands.executeCommand<{ readonly kind: string } | undefined>(
        buildAndReloadCommand,
        { file },
      );
      const end =
        report?.kind === "done" ? l10n.t("Built and loaded.") : l10n.t("Not loaded: the message says why.");
      write(`> ${end}`);
      if (report?.kind !== "done") return 1;
    }
    return 0;
  } finally {
    listener.dispose();
    signal.removeEventListener("abort", stopReload);
  }
}

const stopReload = (): void => void vscode.commands.executeCommand("kmod.stopBuildAndReload");

function endOf(what: string, report: BuildReport): readonly string[] {
  const { failure } = report;
  if (failure === undefined) return [`> ${outcomeInWords(what, report)}`];
  const command = failure.command === undefined ? [] : [`    ${failure.command}`];
  return [`> ${l10n.t`${what} did not work: ${failure.title}`}`, `> ${failure.remedy}`, ...command];
}

const nothingToBuild = ({
  folder,
}: {
  readonly folder?: string | undefined;
  readonly task: TaskKind;
}): string =>
  folder === undefined
    ? l10n.t("There is no module to build here: no Kbuild file or Makefile names one in obj-m.")
    : l10n.t`There is no module to build in ${folder}: no Kbuild file or Makefile there names one in obj-m.`;
