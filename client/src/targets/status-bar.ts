/** The status bar item of the current target: shown beside kernel code, and while any target is in use. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { documentSelector } from "../language/selector.ts";
import { describeStatus } from "./target-words.ts";
import type { Targets } from "./targets.ts";

export function createTargetStatusBar(
  targets: Pick<Targets, "all" | "current" | "onDidChange">,
): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("kmod.target", vscode.StatusBarAlignment.Left, 10);
  item.name = l10n.t("Kmod: Target");
  item.command = "kmod.selectTarget";
  const isUsed = (): boolean =>
    targets.all().some(({ state }) => state.kind !== "disconnected") || isBesideCode();
  const show = (): void => {
    // In Restricted Mode no target can be used.
    if (!vscode.workspace.isTrusted || !isUsed()) return item.hide();
    const { text, spoken, tooltip, isWarning } = describeStatus(targets.current());
    item.text = text;
    // The text has an icon, and nothing of the state that its colour tells.
    item.accessibilityInformation = { label: spoken };
    item.tooltip = tooltip.join("\n");
    item.backgroundColor = isWarning ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    item.show();
  };
  show();
  return vscode.Disposable.from(
    item,
    targets.onDidChange(show),
    vscode.window.onDidChangeActiveTextEditor(show),
    vscode.workspace.onDidGrantWorkspaceTrust(show),
  );
}

function isBesideCode(): boolean {
  const document = vscode.window.activeTextEditor?.document;
  return document !== undefined && vscode.languages.match(documentSelector, document) > 0;
}
