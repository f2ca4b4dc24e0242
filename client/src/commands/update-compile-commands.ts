/** `kmod.updateCompileCommands`: lists what Kbuild compiled for clangd; takes a file or folder, else the open file. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { activeFile } from "../build/choose-projects.ts";
import type { CompileCommands } from "../build/compile-commands.ts";
import type { KmodContext } from "../context.ts";
import { registerCommand } from "./register-command.ts";

export const updateCompileCommandsCommand = (
  context: KmodContext,
  compileCommands: CompileCommands,
): vscode.Disposable =>
  registerCommand(
    context,
    "kmod.updateCompileCommands",
    l10n.t("Kmod could not update compile_commands.json"),
    (given) => compileCommands.update(given instanceof vscode.Uri ? given : activeFile()),
  );
