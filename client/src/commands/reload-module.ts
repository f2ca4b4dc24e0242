/** `kmod.reloadModule`: unloads modules and loads them again with the parameters of the last time; gives the `Report`. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { Operations } from "../operations/operations.ts";
import { registerOperation } from "../operations/register.ts";
import { reloadModules } from "../operations/reload.ts";
import { onEachMachine } from "../operations/reports.ts";

export const reloadModuleCommand = (operations: Operations): vscode.Disposable =>
  registerOperation(operations, "kmod.reloadModule", l10n.t("Reloading"), (given) =>
    onEachMachine(given, (one) => reloadModules(operations, one)),
  );
