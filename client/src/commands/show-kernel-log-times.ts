/** `kmod.showKernelLogTimes`: the next way to show times: seconds since boot, time of day, since the line above, none. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import type { LogView } from "../log/view/log-view.ts";
import { registerCommand } from "./register-command.ts";

export const showKernelLogTimesCommand = (
  context: KmodContext,
  view: Pick<LogView, "changeTimes">,
): vscode.Disposable =>
  registerCommand(context, "kmod.showKernelLogTimes", l10n.t("Kmod could not change the times"), async () =>
    view.changeTimes(),
  );
