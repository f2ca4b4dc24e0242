/** Every command about building, registered at once. */
import * as vscode from "vscode";
import type { ProjectBuilds } from "../build/open-builds.ts";
import type { Operations } from "../operations/operations.ts";
import { buildFileCommand } from "./build-file.ts";
import { buildForAllKernelsCommand } from "./build-for-all-kernels.ts";
import { buildModulesCommand } from "./build-modules.ts";
import { cleanModulesCommand } from "./clean-modules.ts";
import { listWorkspaceModulesCommand } from "./list-workspace-modules.ts";
import { rebuildModulesCommand } from "./rebuild-modules.ts";

export const registerBuildCommands = (operations: Operations, builds: ProjectBuilds): vscode.Disposable =>
  vscode.Disposable.from(
    buildModulesCommand(operations, builds),
    cleanModulesCommand(operations, builds),
    rebuildModulesCommand(operations, builds),
    buildFileCommand(operations, builds),
    buildForAllKernelsCommand(operations, builds),
    listWorkspaceModulesCommand(operations, builds),
  );
