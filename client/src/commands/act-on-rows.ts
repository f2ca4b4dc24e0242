/** `kmod.actOnRows`: does what a key in a view stands for, with the rows that are chosen there. Only keybindings give it. */
import * as vscode from "vscode";
import { type RowView, readRowKey, rowsFor } from "../modules/row-keys.ts";

export const actOnRowsCommand = (
  selected: Readonly<Record<RowView, () => readonly unknown[]>>,
): vscode.Disposable =>
  vscode.commands.registerCommand("kmod.actOnRows", async (given?: unknown) => {
    const key = readRowKey(given);
    if (key === undefined) return undefined;
    // The arrow keys move the focus and leave what was chosen before: the row with the focus is meant. Where several
    // are chosen they are.
    if (selected[key.view]().length < 2) await vscode.commands.executeCommand("list.selectAndPreserveFocus");
    const rows = rowsFor(key.command, selected[key.view]());
    const [first] = rows;
    // As a menu would: the row, and all that are chosen.
    return first === undefined ? undefined : vscode.commands.executeCommand(key.command, first, rows);
  });
