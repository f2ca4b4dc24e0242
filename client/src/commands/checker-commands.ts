/** The commands that check sources with other tools, registered at once. */
import * as vscode from "vscode";
import type { Checkers } from "../checkers/checkers.ts";
import type { KmodContext } from "../context.ts";
import { runCheckpatchCommand } from "./run-checkpatch.ts";
import { runCoccinelleCommand } from "./run-coccinelle.ts";
import { runSparseCommand } from "./run-sparse.ts";

export const registerCheckerCommands = (context: KmodContext, checkers: Checkers): vscode.Disposable =>
  vscode.Disposable.from(
    runSparseCommand(context, checkers),
    runCheckpatchCommand(context, checkers),
    runCoccinelleCommand(context, checkers),
  );
