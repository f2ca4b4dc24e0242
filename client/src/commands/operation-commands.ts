/** Every command about loading and what is loaded, registered at once. */
import * as vscode from "vscode";
import type { Operations } from "../operations/operations.ts";
import { copyAsTextCommand } from "./copy-as-text.ts";
import { copyModuleNameCommand } from "./copy-module-name.ts";
import { listModulesCommand } from "./list-modules.ts";
import { loadModuleCommand } from "./load-module.ts";
import { loadModuleWithDependenciesCommand } from "./load-module-with-dependencies.ts";
import { reloadModuleCommand } from "./reload-module.ts";
import { showModuleInformationCommand } from "./show-module-information.ts";
import { showParametersCommand } from "./show-parameters.ts";
import { unloadModuleCommand } from "./unload-module.ts";
import { unloadModuleWithDependentsCommand } from "./unload-module-with-dependents.ts";

export const registerOperationCommands = (operations: Operations): vscode.Disposable =>
  vscode.Disposable.from(
    loadModuleCommand(operations),
    loadModuleWithDependenciesCommand(operations),
    unloadModuleCommand(operations),
    unloadModuleWithDependentsCommand(operations),
    reloadModuleCommand(operations),
    listModulesCommand(operations),
    showModuleInformationCommand(operations),
    showParametersCommand(operations),
    copyModuleNameCommand(operations),
    copyAsTextCommand(operations),
  );
