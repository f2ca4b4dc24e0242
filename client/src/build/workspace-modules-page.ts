/** "List Modules of This Workspace", as a page to read and to copy. Pure. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import * as l10n from "@vscode/l10n";
import type { Block, Cell, Link, Page } from "../operations/page.ts";
import type { WorkspaceModule } from "./workspace-modules.ts";

/** @param workspace what folders are shown relative to; undefined: they are shown whole */
export function workspaceModulesPage(
  modules: readonly WorkspaceModule[],
  workspace: string | undefined,
): Page {
  return {
    name: l10n.t("Modules of This Workspace"),
    blocks: [
      { kind: "heading", level: 1, text: l10n.t("Modules of This Workspace") },
      {
        kind: "paragraph",
        text:
          modules.length === 0
            ? l10n.t("No Kbuild file or Makefile of this workspace names a module in obj-m.")
            : countWords(modules.length, modules.filter(isBuilt).length),
      },
      ...(modules.length === 0 ? [] : [moduleTable(modules, workspace), ...howBuilt(modules, workspace)]),
    ],
  };
}

function moduleTable(modules: readonly WorkspaceModule[], workspace: string | undefined): Block {
  return {
    kind: "table",
    head: [l10n.t("Module"), l10n.t("Folder"), l10n.t("Listed in"), l10n.t("State"), l10n.t("Kernel")],
    rows: modules.map((one): readonly Cell[] => [
      [{ text: one.module, link: fileLink(isBuilt(one) ? one.ko : one.kbuildFile, one) }],
      relativeTo(workspace, one.folder),
      [{ text: path.basename(one.kbuildFile), link: uriLink(one.kbuildFile) }],
      stateWords[one.state],
      one.release === undefined || one.release === "" ? "-" : one.release,
    ]),
  };
}

/** Each folder once: what builds one of its modules builds all of them. */
function howBuilt(modules: readonly WorkspaceModule[], workspace: string | undefined): readonly Block[] {
  const byFolder = new Map(modules.map(({ folder, builtBy }) => [folder, builtBy]));
  return [
    { kind: "heading", level: 2, text: l10n.t("How They Are Built") },
    ...[...byFolder].flatMap(([folder, builtBy]): readonly Block[] => [
      { kind: "paragraph", text: relativeTo(workspace, folder) },
      { kind: "verbatim", lines: [builtBy] },
    ]),
  ];
}

const countWords = (all: number, built: number): string =>
  all === 1 ? l10n.t`1 module, ${built} of them built.` : l10n.t`${all} modules, ${built} of them built.`;

const stateWords: Readonly<Record<WorkspaceModule["state"], string>> = {
  built: l10n.t("built"),
  stale: l10n.t("built, changed since"),
  "not built": l10n.t("not built"),
  unreadable: l10n.t("built, but its .ko file cannot be read"),
};

const isBuilt = ({ state }: WorkspaceModule): boolean => state === "built" || state === "stale";

/** What is built can be looked at; what is not leads to where it is listed. */
const fileLink = (file: string, one: WorkspaceModule): Link =>
  isBuilt(one)
    ? { kind: "command", command: "kmod.showModuleInformation", argument: { file } }
    : uriLink(file);

const uriLink = (file: string): Link => ({ kind: "uri", uri: pathToFileURL(file).href, line: 0 });

const relativeTo = (workspace: string | undefined, folder: string): string => {
  if (workspace === undefined || (folder !== workspace && !folder.startsWith(`${workspace}/`))) return folder;
  return path.relative(workspace, folder) || path.basename(workspace);
};
