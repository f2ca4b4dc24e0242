/** `kmod.listWorkspaceModules`: what the workspace builds, as a page; gives its rows. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import { listWorkspaceModules } from "../build/list-workspace-modules.ts";
import type { ProjectBuilds } from "../build/open-builds.ts";
import type { Operations } from "../operations/operations.ts";
import { registerOperation } from "../operations/register.ts";

export const listWorkspaceModulesCommand = (
  operations: Operations,
  builds: ProjectBuilds,
): vscode.Disposable =>
  registerOperation(operations, "kmod.listWorkspaceModules", l10n.t("Listing modules"), () =>
    listWorkspaceModules(operations, builds),
  );
