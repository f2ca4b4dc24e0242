/** The settings `kmod.build` as they hold for a project; what is wrong with them is in the log, once. */
import { homedir } from "node:os";
import * as vscode from "vscode";
import type { BuildProject } from "../../../server/src/protocol/messages.ts";
import type { KmodContext } from "../context.ts";
import { type BuildSettings, readBuildSettings } from "./build-settings.ts";

export interface SettingsReader {
  of(uri: vscode.Uri): BuildSettings;
  /** What paths in settings begin with. */
  placeOf(project: BuildProject): { readonly home: string; readonly workspaceFolder: string | undefined };
}

export function createSettingsReader({ log, prompts }: KmodContext): SettingsReader {
  let told = "";
  return {
    of(uri) {
      const configuration = vscode.workspace.getConfiguration("kmod.build", uri);
      const { settings, problems } = readBuildSettings((name) => configuration.get<unknown>(name));
      const text = problems.join("\n");
      if (text !== "" && text !== told) {
        log.warn(text);
        void prompts.notify("warning", problems.join(" "));
      }
      told = text;
      return settings;
    },
    placeOf: ({ folder }) => ({
      home: homedir(),
      workspaceFolder: vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(folder))?.uri.fsPath,
    }),
  };
}
