/**
 * `kmod.showOnlyMine`: modules that the workspace does not build are hidden. `kmod.showAllModules`: modules that the
 * workspace does not build are shown as well.
 */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import type { ViewSettings } from "../modules/view-settings.ts";
import { registerCommand } from "./register-command.ts";

const failed = l10n.t("Kmod could not change what is shown");

export const showOnlyMineCommand = (
  context: KmodContext,
  settings: Pick<ViewSettings, "change">,
): vscode.Disposable =>
  registerCommand(context, "kmod.showOnlyMine", failed, () => settings.change({ isOnlyMine: true }));

export const showAllModulesCommand = (
  context: KmodContext,
  settings: Pick<ViewSettings, "change">,
): vscode.Disposable =>
  registerCommand(context, "kmod.showAllModules", failed, () => settings.change({ isOnlyMine: false }));
