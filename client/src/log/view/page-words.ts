/** Words that the script of the kernel log's page shows. */
import * as l10n from "@vscode/l10n";

/** The page's names for them. */
export type PageWord = keyof ReturnType<typeof pageWords>;

/** `{0}` stands for what only the page knows: without arguments the texts are given as they are. */
export const pageWords = () => ({
  allModules: l10n.t("All modules"),
  clearFilter: l10n.t("Clear Filter"),
  connect: l10n.t("Connect"),
  follow: l10n.t("Follow"),
  leftOut: l10n.t("{0} The text is left out of the filter."),
  level: l10n.t("level {0}: {1}"),
  oneLine: l10n.t("1 line"),
  oneNewLine: l10n.t("1 new line"),
  ownModules: l10n.t("This workspace's modules"),
  readAsRoot: l10n.t("Read as Root"),
  severalLines: l10n.t("{0} lines"),
  severalNewLines: l10n.t("{0} new lines"),
  showDecoded: l10n.t("Show Decoded"),
  sinceStart: l10n.t("{0} s after the kernel's start"),
  someOf: l10n.t("{0} of {1}"),
  whoseLog: l10n.t("Whose kernel's log is shown"),
});
