/**
 * `kmod.filterKernelLog`: puts the cursor into the filter of the kernel's log. Takes `{ text, level, module, isOnlyOwn }`,
 * any of them, where a level is a number from 0 or a name (`warning`, `err`). `kmod.clearKernelLogFilter`: the
 * kernel's log is shown unfiltered again.
 */
import * as l10n from "@vscode/l10n";
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
    l10n.t("Kmod could not filter the kernel's log"),
    async (given) => {
      if (typeof given === "object" && given !== null) view.setFilter(readFilter(given, view.filter));
      await view.focusFilter();
    },
  );

export const clearKernelLogFilterCommand = (
  context: KmodContext,
  view: Pick<LogView, "setFilter">,
): vscode.Disposable =>
  registerCommand(context, "kmod.clearKernelLogFilter", l10n.t("Kmod could not clear the filter"), async () =>
    view.setFilter(noFilter),
  );
