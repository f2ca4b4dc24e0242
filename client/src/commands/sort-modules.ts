/** `kmod.sortModules`: the order of the modules in the view "Kernel Modules". */
import type * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import { orders, orderWords } from "../modules/selection.ts";
import type { ViewSettings } from "../modules/view-settings.ts";
import { registerCommand } from "./register-command.ts";

export const sortModulesCommand = (
  context: KmodContext,
  settings: Pick<ViewSettings, "selection" | "change">,
): vscode.Disposable =>
  registerCommand(context, "kmod.sortModules", "Kmod could not sort modules", async () => {
    const order = await context.prompts.pick({
      title: "Sort Modules",
      placeholder: "By what?",
      items: orders.map((answer) => ({ label: orderWords[answer], answer })),
      preferred: settings.selection.order,
    });
    if (order !== undefined) await settings.change({ order });
  });
