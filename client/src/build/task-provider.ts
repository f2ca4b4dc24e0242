/**
 * Tasks for everything that can be built, so that Ctrl+Shift+B, tasks.json and other tasks can build modules. Problems
 * come from the build itself: the tasks need no problem matcher.
 */
import path from "node:path";
import * as vscode from "vscode";
import type { BuildProject } from "../../../server/src/protocol/messages.ts";
import { folderOf } from "./build-request.ts";
import { createBuildTerminal } from "./build-terminal.ts";
import { projectName } from "./build-words.ts";
import type { ProjectBuilds } from "./open-builds.ts";
import { runTask } from "./run-task.ts";
import {
  type BuildTaskDefinition,
  readTaskDefinition,
  type TaskKind,
  taskName,
  taskType,
} from "./task-definition.ts";

export const buildTaskProvider = (builds: ProjectBuilds): vscode.TaskProvider => ({
  async provideTasks() {
    // A task is there to be run, and here nothing is.
    if (!vscode.workspace.isTrusted) return [];
    try {
      return (await builds.projects()).flatMap((project) => tasksFor(builds, project));
    } catch (error) {
      builds.context.log.error("There are no tasks: what can be built is not known.", error);
      return [];
    }
  },
  resolveTask({ definition, name, scope }) {
    const read = readTaskDefinition(definition);
    if (read === undefined) return undefined;
    const where = typeof scope === "object" || scope === vscode.TaskScope.Workspace ? scope : undefined;
    // VS Code recognises a task by the very definition that it asked for.
    const folder = read.folder === undefined ? "modules" : path.basename(read.folder);
    return makeTask(builds, { definition, read, where, name: name || taskName(read.task, folder) });
  },
});

const offered: readonly TaskKind[] = ["build", "rebuild", "clean", "buildAndReload"];

function tasksFor(builds: ProjectBuilds, project: BuildProject): readonly vscode.Task[] {
  const workspace = vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(project.folder));
  const folder = folderOf(project);
  const relative = workspace === undefined ? folder : path.relative(workspace.uri.fsPath, folder) || ".";
  return offered.map((task) => {
    const definition: BuildTaskDefinition = { type: taskType, task, folder: relative };
    const name = taskName(task, projectName(project));
    return makeTask(builds, { definition, read: definition, where: workspace, name });
  });
}

interface TaskParts {
  readonly definition: vscode.TaskDefinition;
  readonly read: BuildTaskDefinition;
  readonly where: vscode.WorkspaceFolder | vscode.TaskScope.Workspace | undefined;
  readonly name: string;
}

function makeTask(builds: ProjectBuilds, { definition, read, where, name }: TaskParts): vscode.Task {
  const base = typeof where === "object" ? where : vscode.workspace.workspaceFolders?.[0];
  const execution = new vscode.CustomExecution(async () =>
    createBuildTerminal((write, signal) => runTask(builds, read, { base: base?.uri.fsPath, write, signal })),
  );
  const task = new vscode.Task(definition, where ?? vscode.TaskScope.Workspace, name, "Kmod", execution, []);
  const group = groupOf(read.task);
  if (group !== undefined) task.group = group;
  if (read.folder !== undefined && read.folder !== ".") task.detail = read.folder;
  task.presentationOptions = { clear: true, showReuseMessage: false };
  return task;
}

function groupOf(task: TaskKind): vscode.TaskGroup | undefined {
  switch (task) {
    case "build":
    case "buildFile":
      return vscode.TaskGroup.Build;
    // Ctrl+Shift+B must not reach a machine by mistake.
    case "buildAndReload":
      return undefined;
    case "rebuild":
      return vscode.TaskGroup.Rebuild;
    case "clean":
      return vscode.TaskGroup.Clean;
  }
}
