/** `kmod.sortModules`: the order in which the view of loaded modules shows them. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import { orders, orderWords } from "../modules/selection.ts";
import type { ViewSettings } from "../modules/view-settings.ts";
import { registerCommand } from "./register-command.ts";

export const sortModulesCommand = (
  context: KmodContext,
  settings: Pick<ViewSettings, "selection" | "change">,
): vscode.Disposable =>
  registerCommand(context, "kmod.sortModules", l10n.t("Kmod could not sort modules"), async () => {
    const order = await context.prompts.pick({
      title: l10n.t("Sort Modules"),
      placeholder: l10n.t("By what?"),
      items: orders.map((answer) => ({ label: orderWords[answer], answer })),
      preferred: settings.selection.order,
    });
    if (order !== undefined) await settings.change({ order });
  });
