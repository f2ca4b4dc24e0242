/** `kmod.listModules`: shows what is loaded as a table (lsmod); gives its rows. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import { listLoaded } from "../operations/loaded-list.ts";
import type { Operations } from "../operations/operations.ts";
import { registerOperation } from "../operations/register.ts";

export const listModulesCommand = (operations: Operations): vscode.Disposable =>
  registerOperation(operations, "kmod.listModules", l10n.t("Listing modules"), (given) =>
    listLoaded(operations, given),
  );
