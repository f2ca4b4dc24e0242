/** `kmod.filterAvailableModules`, and clearing and reading again: what the view "Available Modules" shows. */
import * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import type { AvailableView } from "../modules/available-view.ts";
import { registerCommand } from "./register-command.ts";

export const availableModulesCommands = (context: KmodContext, view: AvailableView): vscode.Disposable =>
  vscode.Disposable.from(
    registerCommand(context, "kmod.filterAvailableModules", "Kmod could not filter modules", async () => {
      const filter = await context.prompts.text({
        title: "Filter Available Modules",
        prompt: "Parts of a module's name, with blanks between them. Nothing shows folders.",
        placeholder: "usb storage",
        value: view.filter,
      });
      if (filter !== undefined) await view.setFilter(filter.trim());
    }),
    registerCommand(context, "kmod.clearAvailableModuleFilter", "Kmod could not clear the filter", () =>
      view.setFilter(""),
    ),
    registerCommand(context, "kmod.refreshAvailableModules", "Kmod could not read modules", () =>
      view.refresh(),
    ),
  );
