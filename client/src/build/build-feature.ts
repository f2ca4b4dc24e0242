/** Building, checking with other tools and Build and Reload: puts the parts together, with their commands. */
import * as vscode from "vscode";
import { checkOnSave } from "../checkers/check-on-save.ts";
import { type Checkers, openCheckers } from "../checkers/checkers.ts";
import { buildAndReloadCommand } from "../commands/build-and-reload.ts";
import { registerBuildCommands } from "../commands/build-commands.ts";
import { registerCheckerCommands } from "../commands/checker-commands.ts";
import { stopBuildAndReloadCommand } from "../commands/stop-build-and-reload.ts";
import { updateCompileCommandsCommand } from "../commands/update-compile-commands.ts";
import type { KmodContext } from "../context.ts";
import type { Language } from "../language/language.ts";
import type { Operations } from "../operations/operations.ts";
import { createRuns, type Runs } from "../run/runs.ts";
import { followBuildMenus } from "./build-menus.ts";
import { buildOnSave } from "./build-on-save.ts";
import type { Builds } from "./builds.ts";
import { type CompileCommands, openCompileCommands } from "./compile-commands.ts";
import { openBuilds } from "./open-builds.ts";
import { taskType } from "./task-definition.ts";
import { buildTaskProvider } from "./task-provider.ts";

export interface Building extends vscode.Disposable {
  readonly builds: Builds;
  readonly compileCommands: CompileCommands;
  readonly checkers: Checkers;
  readonly runs: Runs;
  readonly tasks: vscode.TaskProvider;
}

export function openBuilding(context: KmodContext, operations: Operations, language: Language): Building {
  const builds = openBuilds(context, { targets: operations.targets, language });
  const compileCommands = openCompileCommands(context, builds);
  const checkers = openCheckers(context, { builds, language });
  const runs = createRuns({ operations, builds });
  const tasks = buildTaskProvider(builds);
  const all = vscode.Disposable.from(
    builds.onDidBuild(({ built }) => operations.built.add(built)),
    registerBuildCommands(operations, builds),
    vscode.tasks.registerTaskProvider(taskType, tasks),
    buildOnSave(builds),
    followBuildMenus(builds, language),
    updateCompileCommandsCommand(context, compileCommands),
    registerCheckerCommands(context, checkers),
    checkOnSave(context, checkers),
    buildAndReloadCommand(operations, runs),
    stopBuildAndReloadCommand(runs),
    runs,
    checkers,
    compileCommands,
    builds,
  );
  return { builds, compileCommands, checkers, runs, tasks, dispose: () => all.dispose() };
}
