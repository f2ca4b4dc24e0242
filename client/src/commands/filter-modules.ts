/**
 * `kmod.filterModules`: which names the view of loaded modules shows. `kmod.clearModuleFilter`: the view of loaded modules
 * shows all names again.
 */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import type { ViewSettings } from "../modules/view-settings.ts";
import { registerCommand } from "./register-command.ts";

export const filterModulesCommand = (
  context: KmodContext,
  settings: Pick<ViewSettings, "selection" | "change">,
): vscode.Disposable =>
  registerCommand(context, "kmod.filterModules", l10n.t("Kmod could not filter modules"), async () => {
    const filter = await context.prompts.text({
      title: l10n.t("Filter Modules"),
      prompt: l10n.t("Parts of a module's name, with blanks between them. Nothing shows all modules."),
      placeholder: l10n.t("usb storage"),
      value: settings.selection.filter,
    });
    if (filter !== undefined) await settings.change({ filter: filter.trim() });
  });

export const clearModuleFilterCommand = (
  context: KmodContext,
  settings: Pick<ViewSettings, "change">,
): vscode.Disposable =>
  registerCommand(context, "kmod.clearModuleFilter", l10n.t("Kmod could not clear the filter"), () =>
    settings.change({ filter: "" }),
  );
