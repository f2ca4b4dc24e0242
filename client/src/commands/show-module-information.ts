/** `kmod.showModuleInformation`: shows what a module says of itself (modinfo); gives a `ModuleInfo` for each. */
import type * as vscode from "vscode";
import { showInformation } from "../operations/information.ts";
import type { Operations } from "../operations/operations.ts";
import { registerOperation } from "../operations/register.ts";

export const showModuleInformationCommand = (operations: Operations): vscode.Disposable =>
  registerOperation(operations, "kmod.showModuleInformation", "Showing information", (given) =>
    showInformation(operations, given),
  );
