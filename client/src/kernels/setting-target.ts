/** Where the choice of a kernel is written in this window. */
import * as vscode from "vscode";
import { placeFor, type SettingPlace } from "./kernel-setting.ts";

export function settingTarget(): {
  readonly place: SettingPlace;
  readonly target: vscode.ConfigurationTarget;
} {
  const hasWorkspace = (vscode.workspace.workspaceFolders ?? []).length > 0;
  const place = placeFor(hasWorkspace, vscode.workspace.isTrusted);
  const { Workspace, Global } = vscode.ConfigurationTarget;
  return { place, target: place === "workspace" ? Workspace : Global };
}
