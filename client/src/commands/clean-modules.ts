/** `kmod.cleanModules`: removes what builds have made; gives a `BuildReport` of each project. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import { buildGoals } from "../build/build-operations.ts";
import type { ProjectBuilds } from "../build/open-builds.ts";
import type { Operations } from "../operations/operations.ts";
import { registerOperation } from "../operations/register.ts";

export const cleanModulesCommand = (operations: Operations, builds: ProjectBuilds): vscode.Disposable =>
  registerOperation(operations, "kmod.cleanModules", l10n.t("Cleaning"), (given) =>
    buildGoals(builds, given, l10n.t("Clean Modules"), [{ kind: "clean" }]),
  );
