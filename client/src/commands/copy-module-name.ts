/** `kmod.copyModuleName`: puts names of modules on the clipboard; gives the text. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import { copyNames } from "../operations/loaded-list.ts";
import type { Operations } from "../operations/operations.ts";
import { registerOperation } from "../operations/register.ts";

export const copyModuleNameCommand = (operations: Operations): vscode.Disposable =>
  registerOperation(operations, "kmod.copyModuleName", l10n.t("Copying"), (given) =>
    copyNames(operations, given),
  );
