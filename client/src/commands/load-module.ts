/** `kmod.loadModule`: loads modules (insmod), asking for their parameters; gives the `Report`. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import { loadModules } from "../operations/load.ts";
import type { Operations } from "../operations/operations.ts";
import { registerOperation } from "../operations/register.ts";
import { onEachMachine } from "../operations/reports.ts";

export const loadModuleCommand = (operations: Operations): vscode.Disposable =>
  registerOperation(operations, "kmod.loadModule", l10n.t("Loading"), (given) =>
    onEachMachine(given, (one) => loadModules(operations, one, { withDependencies: false })),
  );
