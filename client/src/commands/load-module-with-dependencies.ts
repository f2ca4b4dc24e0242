/** `kmod.loadModuleWithDependencies`: loads modules after what they need; gives the `Report`. */
import type * as vscode from "vscode";
import { loadModules } from "../operations/load.ts";
import type { Operations } from "../operations/operations.ts";
import { registerOperation } from "../operations/register.ts";
import { onEachMachine } from "../operations/reports.ts";

export const loadModuleWithDependenciesCommand = (operations: Operations): vscode.Disposable =>
  registerOperation(operations, "kmod.loadModuleWithDependencies", "Loading", (given) =>
    onEachMachine(given, (one) => loadModules(operations, one, { withDependencies: true })),
  );
