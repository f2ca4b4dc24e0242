/** `kmod.filterModules` and `kmod.clearModuleFilter`: which names the view "Kernel Modules" shows. */
import type * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import type { ViewSettings } from "../modules/view-settings.ts";
import { registerCommand } from "./register-command.ts";

export const filterModulesCommand = (
  context: KmodContext,
  settings: Pick<ViewSettings, "selection" | "change">,
): vscode.Disposable =>
  registerCommand(context, "kmod.filterModules", "Kmod could not filter modules", async () => {
    const filter = await context.prompts.text({
      title: "Filter Modules",
      prompt: "Parts of a module's name, with blanks between them. Nothing shows all modules.",
      placeholder: "usb storage",
      value: settings.selection.filter,
    });
    if (filter !== undefined) await settings.change({ filter: filter.trim() });
  });

export const clearModuleFilterCommand = (
  context: KmodContext,
  settings: Pick<ViewSettings, "change">,
): vscode.Disposable =>
  registerCommand(context, "kmod.clearModuleFilter", "Kmod could not clear the filter", () =>
    settings.change({ filter: "" }),
  );
