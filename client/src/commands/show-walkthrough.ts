/** `kmod.showWalkthrough`: opens the walkthrough, from nothing to a loaded module. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import { registerCommand } from "./register-command.ts";

export const showWalkthroughCommand = (context: KmodContext): vscode.Disposable =>
  registerCommand(
    context,
    "kmod.showWalkthrough",
    l10n.t("Kmod could not open the walkthrough"),
    async () => {
      const { id } = context.extension.extension;
      await vscode.commands.executeCommand("workbench.action.openWalkthrough", `${id}#kmod.start`, false);
    },
  );
