/**
 * Tells VS Code which files builds are made of, so that menus offer to build there: the keys `kmod.projectFiles` (Kbuild
 * files and Makefiles) and `kmod.projectSources`.
 */
import * as vscode from "vscode";
import type { BuildProject } from "../../../server/src/protocol/messages.ts";
import type { Language } from "../language/language.ts";
import { isKbuildFile } from "./build-input.ts";
import type { ProjectBuilds } from "./open-builds.ts";

/** No menu is a reason to start the server: before it runs nothing is open that concerns modules. */
export function followBuildMenus(
  builds: ProjectBuilds,
  language: Pick<Language, "serverProcessId" | "onDidChangeStatus">,
): vscode.Disposable {
  let told = "";
  const follow = async (): Promise<void> => {
    if (language.serverProcessId() === undefined) return;
    const projects = await builds.projects();
    const [files, sources] = [projects.flatMap(filesOf), projects.flatMap(sourcesOf)];
    const text = [...files, "", ...sources].join("\n");
    if (text === told) return;
    told = text;
    await vscode.commands.executeCommand("setContext", "kmod.projectFiles", files);
    await vscode.commands.executeCommand("setContext", "kmod.projectSources", sources);
  };
  const followLogged = (): void => {
    follow().catch((error: unknown) => builds.context.log.error("Menus do not follow projects.", error));
  };
  return vscode.Disposable.from(
    language.onDidChangeStatus(followLogged),
    builds.onDidBuild(followLogged),
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      if (isKbuildFile(uri.fsPath)) followLogged();
    }),
  );
}

function filesOf({ kbuildFile, makefile }: BuildProject): readonly string[] {
  const uris = makefile === undefined ? [kbuildFile] : [kbuildFile, makefile.uri];
  return [...new Set(uris)].map(pathOf);
}

const sourcesOf = ({ modules }: BuildProject): readonly string[] =>
  modules.flatMap(({ sources }) => sources.map(pathOf));

const pathOf = (uri: string): string => vscode.Uri.parse(uri).fsPath;
