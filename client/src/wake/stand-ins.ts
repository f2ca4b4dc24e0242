/**
 * Who answers for Kmod's commands, views and tasks while it sleeps: wakes it, and hands over what was asked for. The
 * commands are those of the extension's own manifest, so that none can be forgotten here.
 */
import * as vscode from "vscode";
import type { Kmod } from "../extension.ts";
import { contributedCommands } from "./manifest.ts";
import { hasModuleProject } from "./project.ts";

const taskType = "kmod";
const logView = "kmod.kernelLog";
const trees = ["kmod.loadedModules", "kmod.availableModules"];

/** @param wake gives what is open then; undefined when it could not be opened, which the user knows already */
export const registerStandIns = (
  extension: vscode.ExtensionContext,
  wake: () => Promise<Kmod | undefined>,
): vscode.Disposable =>
  vscode.Disposable.from(
    ...contributedCommands(extension.extension.packageJSON).map((id) => standInForCommand(id, wake)),
    ...trees.map((id) => vscode.window.registerTreeDataProvider(id, sleepingTree(wake))),
    vscode.window.registerWebviewViewProvider(logView, {
      resolveWebviewView: async (view, state, token) =>
        (await wake())?.providers.log.resolveWebviewView(view, state, token),
    }),
    vscode.tasks.registerTaskProvider(taskType, {
      // Tasks are listed in every project. Those of tasks.json are Kmod's in any case.
      provideTasks: async (token) =>
        (await hasModuleProject()) ? (await wake())?.providers.tasks.provideTasks(token) : undefined,
      resolveTask: async (task, token) => (await wake())?.providers.tasks.resolveTask(task, token),
    }),
  );

const standInForCommand = (id: string, wake: () => Promise<Kmod | undefined>): vscode.Disposable =>
  vscode.commands.registerCommand(id, async (...given: unknown[]) => {
    if ((await wake()) !== undefined) await vscode.commands.executeCommand(id, ...given);
  });

/** VS Code asks for rows when a view is seen for the first time. */
const sleepingTree = (wake: () => Promise<unknown>): vscode.TreeDataProvider<never> => ({
  async getChildren() {
    await wake();
    return [];
  },
  getTreeItem: (row) => row,
});
