/** `kmod.decodeSampleTrace`: decodes an oops that was recorded on a real kernel, where there is none of one's own. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import { registerCommand } from "./register-command.ts";

export const decodeSampleTraceCommand = (context: KmodContext): vscode.Disposable =>
  registerCommand(
    context,
    "kmod.decodeSampleTrace",
    l10n.t("Kmod could not decode the recorded oops"),
    async () => {
      const file = vscode.Uri.joinPath(context.extension.extensionUri, "media", "walkthrough", "oops.txt");
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
      await vscode.commands.executeCommand("kmod.decodeTrace", { text });
    },
  );
