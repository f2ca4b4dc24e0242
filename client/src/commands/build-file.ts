/** `kmod.buildFile`: compiles one source, the open one if none is named; gives the `BuildReport`. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import { buildFile } from "../build/build-operations.ts";
import type { ProjectBuilds } from "../build/open-builds.ts";
import type { Operations } from "../operations/operations.ts";
import { registerOperation } from "../operations/register.ts";

export const buildFileCommand = (operations: Operations, builds: ProjectBuilds): vscode.Disposable =>
  registerOperation(operations, "kmod.buildFile", l10n.t("Building this file"), (given) =>
    buildFile(builds, given),
  );
