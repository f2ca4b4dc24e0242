/** The language status item (the braces in the status bar): the kernel in use and the modules of the open file. */
import * as vscode from "vscode";
import type { StatusLine } from "./status-line.ts";

export interface StatusItem extends vscode.Disposable {
  show(line: StatusLine): void;
}

export function createStatusItem(selector: vscode.DocumentSelector): StatusItem {
  const item = vscode.languages.createLanguageStatusItem("kmod.status", selector);
  item.name = "Kmod";
  return {
    show(line) {
      item.text = line.text;
      item.detail = line.detail;
      item.busy = line.isBusy;
      item.severity = severities[line.severity];
      item.command =
        line.severity === "error"
          ? { title: "Restart", command: "kmod.restartServer" }
          : { title: "Select Kernel", command: "kmod.selectKernel" };
    },
    dispose: () => item.dispose(),
  };
}

const severities: Readonly<Record<StatusLine["severity"], vscode.LanguageStatusSeverity>> = {
  information: vscode.LanguageStatusSeverity.Information,
  warning: vscode.LanguageStatusSeverity.Warning,
  error: vscode.LanguageStatusSeverity.Error,
};
