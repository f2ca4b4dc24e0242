/** `kmod.stopBuildAndReload`: ends what Build and Reload is at. */
import * as vscode from "vscode";
import type { Runs } from "../run/runs.ts";

export const stopBuildAndReloadCommand = (runs: Runs): vscode.Disposable =>
  vscode.commands.registerCommand("kmod.stopBuildAndReload", () => runs.stop());
