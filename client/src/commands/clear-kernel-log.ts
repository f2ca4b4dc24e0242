/** `kmod.clearKernelLog`: empties the view. The machine keeps its log: `dmesg` there shows all of it. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import type { LogView } from "../log/view/log-view.ts";
import { registerCommand } from "./register-command.ts";

export const clearKernelLogCommand = (context: KmodContext, view: Pick<LogView, "log">): vscode.Disposable =>
  registerCommand(context, "kmod.clearKernelLog", l10n.t("Kmod could not clear the view"), async () =>
    view.log.clear(),
  );
