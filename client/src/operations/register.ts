/** Registers a command about loading: reads what it was given, and says what goes wrong. */
import * as vscode from "vscode";
import { guarded } from "./errors.ts";
import type { Operations } from "./operations.ts";
import { type Given, readGiven } from "./subjects.ts";

/** @param what it does, for messages: `Loading` */
export function registerOperation<T>(
  operations: Operations,
  command: string,
  what: string,
  run: (given: Given) => Promise<T>,
): vscode.Disposable {
  return vscode.commands.registerCommand(command, (clicked?: unknown, selected?: unknown) => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    const given = readGiven(clicked, selected, folder);
    const shown = clicked instanceof vscode.Uri ? operations.documents.targetOf(clicked) : undefined;
    const target = given.target ?? (shown && { kind: "target" as const, target: shown });
    return guarded(operations, what, () => run({ ...given, target }));
  });
}
