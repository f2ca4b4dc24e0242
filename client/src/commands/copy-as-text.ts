/** `kmod.copyAsText`: puts a table of loaded modules on the clipboard: text, TSV or JSON; gives the text. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import { copyTable } from "../operations/loaded-list.ts";
import type { Operations } from "../operations/operations.ts";
import { registerOperation } from "../operations/register.ts";

export const copyAsTextCommand = (operations: Operations): vscode.Disposable =>
  registerOperation(operations, "kmod.copyAsText", l10n.t("Copying"), (given) =>
    copyTable(operations, given),
  );
