/**
 * `kmod.saveKernelLog`: writes the kernel's log to a file, as dmesg prints it, or as JSON where the name ends so. Takes
 * `{ file, isFiltered }`: a path, and whether only what passes the filter is meant; then nothing is asked.
 */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import type { LogLine } from "../log/target-logs.ts";
import { fileText } from "../log/view/log-text.ts";
import type { LogView } from "../log/view/log-view.ts";
import { labelOf } from "../targets/target-words.ts";
import { registerCommand } from "./register-command.ts";

type SavedView = Pick<LogView, "log" | "shownLines">;

export const saveKernelLogCommand = (context: KmodContext, view: SavedView): vscode.Disposable =>
  registerCommand(
    context,
    "kmod.saveKernelLog",
    l10n.t("Kmod could not save the kernel's log"),
    async (given) => {
      const { file, isFiltered } = optionsOf(given);
      const lines = file === undefined ? await askWhich(context, view) : linesOf(view, isFiltered);
      const uri = file === undefined ? lines && (await askWhere(view)) : vscode.Uri.file(file);
      if (lines === undefined || uri === undefined) return;
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(fileText(uri.path, lines)));
      vscode.window.setStatusBarMessage(
        l10n.t`${count(lines)} saved to ${uri.path.split("/").at(-1) ?? ""}`,
        5_000,
      );
    },
  );

function optionsOf(given: unknown): { readonly file: string | undefined; readonly isFiltered: boolean } {
  const { file, isFiltered } = (typeof given === "object" && given !== null ? given : {}) as {
    readonly file?: unknown;
    readonly isFiltered?: unknown;
  };
  return { file: typeof file === "string" ? file : undefined, isFiltered: isFiltered === true };
}

const linesOf = (view: SavedView, isFiltered: boolean): readonly LogLine[] =>
  isFiltered ? view.shownLines() : view.log.lines();

/** Only where a filter makes a difference. */
async function askWhich({ prompts }: KmodContext, view: SavedView): Promise<readonly LogLine[] | undefined> {
  const [all, shown] = [linesOf(view, false), linesOf(view, true)];
  if (all.length === 0) {
    void prompts.notify(
      "info",
      l10n.t`There is no line to save: the log of ${labelOf(view.log.target)} is empty.`,
    );
    return undefined;
  }
  if (shown.length === all.length) return all;
  return prompts.pick({
    title: l10n.t("Save Kernel Log"),
    placeholder: l10n.t("Which lines?"),
    items: [
      { label: l10n.t("Lines That Pass the Filter"), description: count(shown), answer: shown },
      { label: l10n.t("All Lines"), description: count(all), answer: all },
    ],
  });
}

function askWhere({ log }: SavedView): Thenable<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `${labelOf(log.target)
    .toLowerCase()
    .replaceAll(/[^\w.-]+/gu, "-")}-kernel.log`;
  return vscode.window.showSaveDialog({
    title: l10n.t("Save Kernel Log"),
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
    filters: { "Text, as dmesg prints it": ["log", "txt"], JSON: ["json"] },
  });
}

const count = ({ length }: readonly LogLine[]): string =>
  length === 1 ? l10n.t("1 line") : l10n.t`${length.toLocaleString("en")} lines`;
