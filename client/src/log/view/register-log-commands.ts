/** The commands of the view: all of them, registered together. */
import * as vscode from "vscode";
import { clearKernelLogCommand } from "../../commands/clear-kernel-log.ts";
import { clearKernelLogFilterCommand, filterKernelLogCommand } from "../../commands/filter-kernel-log.ts";
import { saveKernelLogCommand } from "../../commands/save-kernel-log.ts";
import { showKernelLogCommand } from "../../commands/show-kernel-log.ts";
import { showKernelLogTimesCommand } from "../../commands/show-kernel-log-times.ts";
import type { KmodContext } from "../../context.ts";
import type { Targets } from "../../targets/targets.ts";
import type { LogView } from "./log-view.ts";

export const registerLogCommands = (
  context: KmodContext,
  targets: Pick<Targets, "all">,
  view: LogView,
): vscode.Disposable =>
  vscode.Disposable.from(
    showKernelLogCommand(context, targets, view),
    clearKernelLogCommand(context, view),
    saveKernelLogCommand(context, view),
    filterKernelLogCommand(context, view),
    clearKernelLogFilterCommand(context, view),
    showKernelLogTimesCommand(context, view),
  );
