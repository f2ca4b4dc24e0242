/** `kmod.restartServer`: ends the language server and starts it again, also after it was given up. */
import * as vscode from "vscode";
import type { Language } from "../language/language.ts";

export const restartServerCommand = (language: Language): vscode.Disposable =>
  vscode.commands.registerCommand("kmod.restartServer", () => language.restart());
