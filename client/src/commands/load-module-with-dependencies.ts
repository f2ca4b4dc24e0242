/** `kmod.loadModuleWithDependencies`: loads modules after what they need; gives the `Report`. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import { loadModules } from "../operations/load.ts";
import type { Operations } from "../operations/operations.ts";
import { registerOperation } from "../operations/register.ts";
import { onEachMachine } from "../operations/reports.ts";

export const loadModuleWithDependenciesCommand = (operations: Operations): vscode.Disposable =>
  registerOperation(operations, "kmod.loadModuleWithDependencies", l10n.t("Loading"), (given) =>
    onEachMachine(given, (one) => loadModules(operations, one, { withDependencies: true })),
  );
