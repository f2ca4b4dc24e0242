/** Builds what was saved, where the settings want it. */
import * as vscode from "vscode";
import { type BuildProject, buildAndReloadCommand } from "../../../server/src/protocol/messages.ts";
import { isBuildInput } from "./build-input.ts";
import type { ProjectBuilds } from "./open-builds.ts";
import { createSaveBatches } from "./save-batches.ts";

/** Milliseconds: Save All saves one file after the other. */
const settleMs = 200;

/** Builds after a save, in trusted workspaces; the saves of a build itself are no reason for another. */
export function buildOnSave(builds: ProjectBuilds): vscode.Disposable {
  const { log } = builds.context;
  const batches = createSaveBatches(settleMs, (files) =>
    buildSaved(builds, files).catch((error: unknown) => log.error("Building what was saved failed.", error)),
  );
  // A pause while typing is no wish to build half a line.
  const automatic = new Set<string>();
  const before = vscode.workspace.onWillSaveTextDocument(({ document: { uri }, reason }) => {
    if (reason === vscode.TextDocumentSaveReason.AfterDelay && isOurs(uri)) automatic.add(uri.fsPath);
  });
  const after = vscode.workspace.onDidSaveTextDocument(({ uri }) => {
    if (!isOurs(uri) || automatic.delete(uri.fsPath) || builds.saver.isSaving(uri)) return;
    if (builds.settingsOf(uri).onSave !== "nothing") batches.hear(uri.fsPath);
  });
  return vscode.Disposable.from(before, after, batches);
}

const isOurs = (uri: vscode.Uri): boolean =>
  uri.scheme === "file" && vscode.workspace.isTrusted && isBuildInput(uri.fsPath);

async function buildSaved(builds: ProjectBuilds, files: readonly string[]): Promise<void> {
  const projects = new Map<string, { readonly project: BuildProject; readonly file: string }>();
  for (const file of files)
    for (const project of await builds.projects(vscode.Uri.file(file)))
      if (!projects.has(project.folder)) projects.set(project.folder, { project, file });
  for (const { project, file } of projects.values()) {
    if (!vscode.workspace.isTrusted) return;
    switch (builds.settingsOf(vscode.Uri.file(file)).onSave) {
      case "nothing":
        break;
      case "build":
        await builds.buildShown(
          { project, goal: { kind: "modules" }, kernel: undefined, signal: undefined },
          "status",
        );
        break;
      case "buildAndReload":
        await vscode.commands.executeCommand(buildAndReloadCommand, { file });
        break;
    }
  }
}
