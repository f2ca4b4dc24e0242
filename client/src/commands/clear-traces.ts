/** `kmod.clearTraces`: forgets the reports of kernels, and takes them out of Problems. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import type { Traces } from "../traces/traces.ts";
import { registerCommand } from "./register-command.ts";

export const clearTracesCommand = (context: KmodContext, traces: Traces): vscode.Disposable =>
  registerCommand(context, "kmod.clearTraces", l10n.t("Kmod could not clear the traces"), async () =>
    traces.clear(),
  );
