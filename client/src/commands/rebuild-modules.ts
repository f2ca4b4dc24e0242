/** `kmod.rebuildModules`: removes what builds have made and builds all of it again; gives the last `BuildReport` of each project. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import { buildGoals } from "../build/build-operations.ts";
import type { ProjectBuilds } from "../build/open-builds.ts";
import type { Operations } from "../operations/operations.ts";
import { registerOperation } from "../operations/register.ts";

export const rebuildModulesCommand = (operations: Operations, builds: ProjectBuilds): vscode.Disposable =>
  registerOperation(operations, "kmod.rebuildModules", l10n.t("Rebuilding"), (given) =>
    buildGoals(builds, given, l10n.t("Rebuild Modules"), [{ kind: "clean" }, { kind: "modules" }]),
  );
