/** The language status item (the braces in the status bar): the kernel in use and the modules of the open file. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { buttons } from "../buttons.ts";
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
      item.accessibilityInformation = {
        label: ["Kmod", line.text === "Kmod" ? "" : line.text, line.detail.replaceAll(" · ", ", ")]
          .filter((words) => words !== "")
          .join(", "),
      };
      item.busy = line.isBusy;
      item.severity = severities[line.severity];
      item.command =
        line.severity === "error"
          ? { title: buttons.restart, command: "kmod.restartServer" }
          : { title: l10n.t("Select Kernel"), command: "kmod.selectKernel" };
    },
    dispose: () => item.dispose(),
  };
}

const severities: Readonly<Record<StatusLine["severity"], vscode.LanguageStatusSeverity>> = {
  information: vscode.LanguageStatusSeverity.Information,
  warning: vscode.LanguageStatusSeverity.Warning,
  error: vscode.LanguageStatusSeverity.Error,
};
