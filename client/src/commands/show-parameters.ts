/** `kmod.showParameters`: shows the parameters of loaded modules with their values; gives them. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { Operations } from "../operations/operations.ts";
import { showParameters } from "../operations/parameters.ts";
import { registerOperation } from "../operations/register.ts";
import { byMachine } from "../operations/subjects.ts";

export const showParametersCommand = (operations: Operations): vscode.Disposable =>
  registerOperation(operations, "kmod.showParameters", l10n.t("Showing parameters"), async (given) => {
    const shown = [];
    for (const one of byMachine(given)) shown.push(...((await showParameters(operations, one)) ?? []));
    return shown.length === 0 ? undefined : shown;
  });
