/**
 * `kmod.filterAvailableModules`: which names the view "Available Modules" shows. `kmod.clearAvailableModuleFilter`: the
 * view "Available Modules" shows all names again. `kmod.refreshAvailableModules`: reads again which modules the current
 * machine has below /lib/modules.
 */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import type { AvailableView } from "../modules/available-view.ts";
import { registerCommand } from "./register-command.ts";

export const availableModulesCommands = (context: KmodContext, view: AvailableView): vscode.Disposable =>
  vscode.Disposable.from(
    registerCommand(
      context,
      "kmod.filterAvailableModules",
      l10n.t("Kmod could not filter modules"),
      async () => {
        const filter = await context.prompts.text({
          title: l10n.t("Filter Available Modules"),
          prompt: l10n.t("Parts of a module's name, with blanks between them. Nothing shows folders."),
          placeholder: l10n.t("usb storage"),
          value: view.filter,
        });
        if (filter !== undefined) await view.setFilter(filter.trim());
      },
    ),
    registerCommand(
      context,
      "kmod.clearAvailableModuleFilter",
      l10n.t("Kmod could not clear the filter"),
      () => view.setFilter(""),
    ),
    registerCommand(context, "kmod.refreshAvailableModules", l10n.t("Kmod could not read modules"), () =>
      view.refresh(),
    ),
  );
