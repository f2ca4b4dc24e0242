/** `kmod.showModuleInformation`: shows what a module says of itself (modinfo); gives a `ModuleInfo` for each. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import { showInformation } from "../operations/information.ts";
import type { Operations } from "../operations/operations.ts";
import { registerOperation } from "../operations/register.ts";

export const showModuleInformationCommand = (operations: Operations): vscode.Disposable =>
  registerOperation(operations, "kmod.showModuleInformation", l10n.t("Showing information"), (given) =>
    showInformation(operations, given),
  );
