/** Buttons that several messages have. Which one was pressed is told by comparing with the same word. Pure. */
import * as l10n from "@vscode/l10n";

export const buttons = {
  openSettings: l10n.t("Open Settings"),
  reconnect: l10n.t("Reconnect"),
  restart: l10n.t("Restart"),
  showConsole: l10n.t("Show Console"),
  showLog: l10n.t("Show Log"),
  showOutput: l10n.t("Show Output"),
  showProblems: l10n.t("Show Problems"),
  showTrace: l10n.t("Show Trace"),
  tryAgain: l10n.t("Try Again"),
} as const;
