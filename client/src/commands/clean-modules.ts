/** `kmod.cleanModules`: removes what builds have made; gives a `BuildReport` of each project. */
import type * as vscode from "vscode";
import { buildGoals } from "../build/build-operations.ts";
import type { ProjectBuilds } from "../build/open-builds.ts";
import type { Operations } from "../operations/operations.ts";
import { registerOperation } from "../operations/register.ts";

export const cleanModulesCommand = (operations: Operations, builds: ProjectBuilds): vscode.Disposable =>
  registerOperation(operations, "kmod.cleanModules", "Cleaning", (given) =>
    buildGoals(builds, given, "Clean Modules", [{ kind: "clean" }]),
  );
