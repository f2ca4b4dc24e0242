/** `kmod.buildModules`: builds modules; takes `CommandArguments`, gives a `BuildReport` of each project. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import { buildGoals } from "../build/build-operations.ts";
import type { ProjectBuilds } from "../build/open-builds.ts";
import type { Operations } from "../operations/operations.ts";
import { registerOperation } from "../operations/register.ts";

export const buildModulesCommand = (operations: Operations, builds: ProjectBuilds): vscode.Disposable =>
  registerOperation(operations, "kmod.buildModules", l10n.t("Building"), (given) =>
    buildGoals(builds, given, l10n.t("Build Modules"), [{ kind: "modules" }]),
  );
