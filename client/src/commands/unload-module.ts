/** `kmod.unloadModule`: unloads modules (rmmod); gives the `Report`. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { Operations } from "../operations/operations.ts";
import { registerOperation } from "../operations/register.ts";
import { onEachMachine } from "../operations/reports.ts";
import { unloadModules } from "../operations/unload.ts";

export const unloadModuleCommand = (operations: Operations): vscode.Disposable =>
  registerOperation(operations, "kmod.unloadModule", l10n.t("Unloading"), (given) =>
    onEachMachine(given, (one) => unloadModules(operations, one, { withDependents: false })),
  );
