/** "List Modules of This Workspace", as a page to read and to copy. Pure. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Block, Cell, Link, Page } from "../operations/page.ts";
import type { WorkspaceModule } from "./workspace-modules.ts";

/** @param workspace what folders are shown relative to; undefined: they are shown whole */
export function workspaceModulesPage(
  modules: readonly WorkspaceModule[],
  workspace: string | undefined,
): Page {
  const count = modules.length === 1 ? "1 module" : `${modules.length} modules`;
  return {
    name: "Modules of This Workspace",
    blocks: [
      { kind: "heading", level: 1, text: "Modules of This Workspace" },
      {
        kind: "paragraph",
        text:
          modules.length === 0
            ? "No Kbuild file or Makefile of this workspace names a module in obj-m."
            : `${count}, ${modules.filter(isBuilt).length} of them built.`,
      },
      ...(modules.length === 0 ? [] : [moduleTable(modules, workspace), ...howBuilt(modules, workspace)]),
    ],
  };
}

function moduleTable(modules: readonly WorkspaceModule[], workspace: string | undefined): Block {
  return {
    kind: "table",
    head: ["Module", "Folder", "Listed in", "State", "Kernel"],
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
    { kind: "heading", level: 2, text: "How They Are Built" },
    ...[...byFolder].flatMap(([folder, builtBy]): readonly Block[] => [
      { kind: "paragraph", text: relativeTo(workspace, folder) },
      { kind: "verbatim", lines: [builtBy] },
    ]),
  ];
}

const stateWords: Readonly<Record<WorkspaceModule["state"], string>> = {
  built: "built",
  stale: "built, changed since",
  "not built": "not built",
  unreadable: "built, but its .ko file cannot be read",
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
