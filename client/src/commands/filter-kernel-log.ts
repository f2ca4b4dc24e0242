/**
 * `kmod.filterKernelLog`: puts the cursor into the filter of the kernel's log. Takes `{ text, level, module, isOnlyOwn }`,
 * any of them, where a level is a number from 0 or a name (`warning`, `err`). `kmod.clearKernelLogFilter` shows all again.
 */
import type * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import { noFilter, readFilter } from "../log/view/log-filter.ts";
import type { LogView } from "../log/view/log-view.ts";
import { registerCommand } from "./register-command.ts";

export const filterKernelLogCommand = (
  context: KmodContext,
  view: Pick<LogView, "filter" | "setFilter" | "focusFilter">,
): vscode.Disposable =>
  registerCommand(
    context,
    "kmod.filterKernelLog",
    "Kmod could not filter the kernel's log",
    async (given) => {
      if (typeof given === "object" && given !== null) view.setFilter(readFilter(given, view.filter));
      await view.focusFilter();
    },
  );

export const clearKernelLogFilterCommand = (
  context: KmodContext,
  view: Pick<LogView, "setFilter">,
): vscode.Disposable =>
  registerCommand(context, "kmod.clearKernelLogFilter", "Kmod could not clear the filter", async () =>
    view.setFilter(noFilter),
  );
