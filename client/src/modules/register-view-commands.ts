/** The commands of the views: all of them, registered together. */
import * as vscode from "vscode";
import { actOnRowsCommand } from "../commands/act-on-rows.ts";
import { changeParameterCommand } from "../commands/change-parameter.ts";
import { availableModulesCommands } from "../commands/filter-available-modules.ts";
import { clearModuleFilterCommand, filterModulesCommand } from "../commands/filter-modules.ts";
import { openModuleSourceCommand } from "../commands/open-module-source.ts";
import { refreshModulesCommand } from "../commands/refresh-modules.ts";
import { showAllModulesCommand, showOnlyMineCommand } from "../commands/show-only-mine.ts";
import { sortModulesCommand } from "../commands/sort-modules.ts";
import type { KmodContext } from "../context.ts";
import type { Targets } from "../targets/targets.ts";
import type { Modules } from "./modules-feature.ts";

export const registerViewCommands = (
  context: KmodContext,
  targets: Targets,
  modules: Omit<Modules, "dispose">,
): vscode.Disposable =>
  vscode.Disposable.from(
    refreshModulesCommand(context, targets, modules),
    filterModulesCommand(context, modules.settings),
    clearModuleFilterCommand(context, modules.settings),
    sortModulesCommand(context, modules.settings),
    showOnlyMineCommand(context, modules.settings),
    showAllModulesCommand(context, modules.settings),
    openModuleSourceCommand(context, targets, modules),
    changeParameterCommand(context, targets, modules),
    availableModulesCommands(context, modules.available),
    actOnRowsCommand({
      "kmod.loadedModules": () => modules.view.selected(),
      "kmod.availableModules": () => modules.available.selected(),
    }),
  );
