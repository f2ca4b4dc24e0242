/** Words that the script of the picture's page shows. */
import * as l10n from "@vscode/l10n";

/** The page's names for them. */
export type PageWord = keyof ReturnType<typeof pageWords>;

/** `{0}` stands for what only the page knows: without arguments the texts are given as they are. */
export const pageWords = () => ({
  andMore: l10n.t("... and {0} more"),
  inCycle: l10n.t("{0}, in a cycle"),
  kernel: l10n.t("{0}: module of the kernel"),
  loadedAfter: l10n.t("{0} asks modprobe to load {1} after it (MODULE_SOFTDEP)"),
  loadedBefore: l10n.t("{0} asks modprobe to load {1} before it (MODULE_SOFTDEP)"),
  missing: l10n.t("{0}: not built here"),
  needs: l10n.t("{0} needs {1}"),
  reading: l10n.t("Reading the modules..."),
  source: l10n.t("{0}: module of this project"),
});
