/** The list of what a workspace builds: asked of the server, looked up on the disk, shown as a page. */
import * as vscode from "vscode";
import type { Operations } from "../operations/operations.ts";
import type { ProjectBuilds } from "./open-builds.ts";
import { type WorkspaceModule, workspaceModules } from "./workspace-modules.ts";
import { workspaceModulesPage } from "./workspace-modules-page.ts";

/** Opens the page and gives its rows. */
export async function listWorkspaceModules(
  { documents }: Pick<Operations, "documents">,
  builds: ProjectBuilds,
): Promise<readonly WorkspaceModule[]> {
  const projects = await builds.projects();
  const facts = await Promise.all(
    projects.map(async (project) => ({
      project,
      request: await builds.requestOf({
        project,
        goal: { kind: "modules" },
        kernel: undefined,
        signal: undefined,
      }),
    })),
  );
  const modules = await workspaceModules(facts);
  const folders = vscode.workspace.workspaceFolders ?? [];
  const workspace = folders.length === 1 ? folders[0]?.uri.fsPath : undefined;
  await documents.showPage(workspaceModulesPage(modules, workspace));
  return modules;
}
