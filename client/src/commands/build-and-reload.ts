/** `kmod.buildAndReload`: builds modules and loads them anew; takes `CommandArguments`, gives the `RunReport`. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { Operations } from "../operations/operations.ts";
import { registerOperation } from "../operations/register.ts";
import type { Runs } from "../run/runs.ts";

export const buildAndReloadCommand = (operations: Operations, runs: Runs): vscode.Disposable =>
  registerOperation(operations, "kmod.buildAndReload", l10n.t("Build and Reload"), (given) =>
    runs.start(given),
  );
