/** `kmod.buildForAllKernels`: builds modules for each kernel that is checked against; gives all `BuildReport`s. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import { buildForAllKernels } from "../build/build-operations.ts";
import type { ProjectBuilds } from "../build/open-builds.ts";
import type { Operations } from "../operations/operations.ts";
import { registerOperation } from "../operations/register.ts";

export const buildForAllKernelsCommand = (operations: Operations, builds: ProjectBuilds): vscode.Disposable =>
  registerOperation(operations, "kmod.buildForAllKernels", l10n.t("Building for all kernels"), (given) =>
    buildForAllKernels(builds, given),
  );
