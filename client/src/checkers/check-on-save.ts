/** Checks what was saved, where the settings want it: one file at a time, and what is missing is said once. */
import * as vscode from "vscode";
import { createSaveBatches } from "../build/save-batches.ts";
import type { KmodContext } from "../context.ts";
import { TargetError } from "../kernel/errors.ts";
import { isSource } from "./checked-files.ts";
import type { Checkers } from "./checkers.ts";

/** Milliseconds: Save All saves one file after the other. */
const settleMs = 200;

export function checkOnSave({ log, prompts }: KmodContext, checkers: Checkers): vscode.Disposable {
  const told = new Set<string>();
  const tell = (error: unknown): void => {
    log.error("What was saved could not be checked.", error);
    if (!(error instanceof TargetError) || told.has(error.message)) return;
    told.add(error.message);
    void prompts.notify("warning", `${error.message} ${error.remedy}`);
  };
  const batches = createSaveBatches(settleMs, async (files) => {
    for (const file of files.map((one) => vscode.Uri.file(one))) {
      for (const tool of checkers.settingsOf(file).onSave) {
        if (!vscode.workspace.isTrusted) return;
        await checkers.checkQuietly(tool, file).catch(tell);
      }
    }
  });
  const saves = vscode.workspace.onDidSaveTextDocument(({ uri }) => {
    if (isSource(uri) && vscode.workspace.isTrusted && checkers.settingsOf(uri).onSave.length > 0)
      batches.hear(uri.fsPath);
  });
  return vscode.Disposable.from(saves, batches);
}
