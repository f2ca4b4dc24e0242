/** `kmod.buildAndReload`: builds modules and loads them anew; takes `CommandArguments`, gives the `RunReport`. */
import type * as vscode from "vscode";
import type { Operations } from "../operations/operations.ts";
import { registerOperation } from "../operations/register.ts";
import type { Runs } from "../run/runs.ts";

export const buildAndReloadCommand = (operations: Operations, runs: Runs): vscode.Disposable =>
  registerOperation(operations, "kmod.buildAndReload", "Build and Reload", (given) => runs.start(given));
