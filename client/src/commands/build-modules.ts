/** `kmod.buildModules`: builds modules; takes `CommandArguments`, gives a `BuildReport` of each project. */
import type * as vscode from "vscode";
import { buildGoals } from "../build/build-operations.ts";
import type { ProjectBuilds } from "../build/open-builds.ts";
import type { Operations } from "../operations/operations.ts";
import { registerOperation } from "../operations/register.ts";

export const buildModulesCommand = (operations: Operations, builds: ProjectBuilds): vscode.Disposable =>
  registerOperation(operations, "kmod.buildModules", "Building", (given) =>
    buildGoals(builds, given, "Build Modules", [{ kind: "modules" }]),
  );
