/** `kmod.showLog`: opens the output channel "Kmod". */
import * as vscode from "vscode";
import type { KmodContext } from "../context.ts";

export const showLogCommand = (context: KmodContext): vscode.Disposable =>
  vscode.commands.registerCommand("kmod.showLog", () => context.log.show());
