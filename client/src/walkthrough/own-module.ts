/** The module of the workspace that the walkthrough works on, and its sources in the editor. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ModuleSources } from "../../../server/src/protocol/messages.ts";
import type { Prompts } from "../prompts.ts";
import type { TextChange } from "./mistakes.ts";

/**
 * The only one, or the only one that has a tab; else it is asked for. undefined: there is none, which the user is told,
 * or the user left.
 */
export async function ownModule(
  prompts: Prompts,
  title: string,
  modules: readonly ModuleSources[],
): Promise<ModuleSources | undefined> {
  const open = new Set(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.flatMap(uriOf)));
  const opened = modules.filter(({ sources }) => sources.some((uri) => open.has(normal(uri))));
  const eligible = opened.length > 0 ? opened : modules;
  const [only, ...others] = eligible;
  if (only === undefined) await offerNewModule(prompts);
  if (only === undefined || others.length === 0) return only;
  return prompts.pick({
    title,
    placeholder: l10n.t("Which module?"),
    items: eligible.map((module) => ({
      label: module.name,
      description: vscode.workspace.asRelativePath(vscode.Uri.parse(module.folder, true)),
      answer: module,
    })),
  });
}

/** Changes a document as typing would, so that it can be undone. Rejects where the editor does not take it. */
export async function change(document: vscode.TextDocument, changes: readonly TextChange[]): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  for (const { start, end, text } of changes) {
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    edit.replace(document.uri, range, text);
  }
  if (!(await vscode.workspace.applyEdit(edit)))
    throw new Error(l10n.t`${vscode.workspace.asRelativePath(document.uri)} could not be changed.`);
}

async function offerNewModule(prompts: Prompts): Promise<void> {
  const create = l10n.t("New Module");
  const message = l10n.t("This workspace has no kernel module yet.");
  if ((await prompts.notify("info", message, create)) === create)
    await vscode.commands.executeCommand("kmod.newModule");
}

const uriOf = ({ input }: vscode.Tab): readonly string[] =>
  input instanceof vscode.TabInputText ? [input.uri.toString()] : [];

/** As the editor writes it. */
const normal = (uri: string): string => vscode.Uri.parse(uri, true).toString();
