/** Rows as VS Code wants them, and the colours of those that catch the eye. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Item, Mark } from "./item.ts";

/** The row without its tooltip, which is made when it is wanted (`tooltipOf`). */
export function toTreeItem(item: Item): vscode.TreeItem {
  const { label, icon } = item;
  const row = new vscode.TreeItem(label, collapsible[item.children]);
  row.id = item.id;
  row.description = item.description;
  row.iconPath = new vscode.ThemeIcon(
    icon.name,
    icon.color === undefined ? undefined : new vscode.ThemeColor(icon.color),
  );
  row.contextValue = item.contextValue;
  row.accessibilityInformation = { label: item.spoken };
  if (item.mark !== undefined)
    row.resourceUri = vscode.Uri.from({ scheme, path: `/${item.id}`, query: item.mark });
  if (item.command !== undefined) row.command = { ...item.command, arguments: [...item.command.arguments] };
  return row;
}

export function tooltipOf(item: Item): vscode.MarkdownString {
  return new vscode.MarkdownString(item.tooltip().join("\n\n"));
}

/** Colours rows by what their `resourceUri` says of them. */
export const registerMarks = (): vscode.Disposable =>
  vscode.window.registerFileDecorationProvider({
    provideFileDecoration: (uri) => (uri.scheme === scheme ? decorations.get(uri.query) : undefined),
  });

const scheme = "kmod-module";

const collapsible: Readonly<Record<Item["children"], vscode.TreeItemCollapsibleState>> = {
  none: vscode.TreeItemCollapsibleState.None,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
};

const decoration = (badge: string, color: string, tooltip: string): vscode.FileDecoration =>
  new vscode.FileDecoration(badge, tooltip, new vscode.ThemeColor(color));

const decorations: ReadonlyMap<string, vscode.FileDecoration> = new Map(
  Object.entries({
    new: decoration("N", "gitDecoration.addedResourceForeground", l10n.t("Just loaded")),
    changed: decoration("M", "gitDecoration.modifiedResourceForeground", l10n.t("Just changed")),
    gone: decoration("D", "gitDecoration.deletedResourceForeground", l10n.t("Just unloaded")),
    different: decoration("≠", "list.warningForeground", l10n.t("Loaded is not built")),
  } satisfies Record<Mark, vscode.FileDecoration>),
);
