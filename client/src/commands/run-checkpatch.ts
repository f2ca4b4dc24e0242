/** `kmod.runCheckpatch`: checks with checkpatch; takes a file or folder, else the open file, else the project. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { Checkers } from "../checkers/checkers.ts";
import type { KmodContext } from "../context.ts";
import { registerCommand } from "./register-command.ts";

export const runCheckpatchCommand = (context: KmodContext, checkers: Checkers): vscode.Disposable =>
  registerCommand(context, "kmod.runCheckpatch", l10n.t("Kmod could not run checkpatch"), (given) =>
    checkers.runCheckpatch(given),
  );
