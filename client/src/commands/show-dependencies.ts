/** `kmod.showDependencies`: a picture of what the modules around the open file, or of the workspace, need of each other. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { DependencyPanels } from "../dependencies/panel.ts";

export const showDependenciesCommand = (panels: DependencyPanels): vscode.Disposable =>
  vscode.commands.registerCommand("kmod.showDependencies", async (given?: unknown) => {
    const uri = given instanceof vscode.Uri ? given : startingPoint();
    if (uri !== undefined) return panels.show(uri);
    await vscode.window.showInformationMessage(
      l10n.t("Open a folder with kernel modules first: Kmod draws what they need of each other."),
    );
  });

/** The open file where it is on the disk, else the first folder of the workspace. */
const startingPoint = (): vscode.Uri | undefined => {
  const open = vscode.window.activeTextEditor?.document.uri;
  return open?.scheme === "file" ? open : vscode.workspace.workspaceFolders?.[0]?.uri;
};
