/** Whether this window has a kernel module: in an open document, or by files of its folders that only Kbuild and DKMS read. */
import * as vscode from "vscode";
import { isKbuildText, kbuildNames } from "../language/kernel-code.ts";
import { documentConcernsKernel, readText } from "../language/opened-document.ts";

export interface ProjectWatch extends vscode.Disposable {
  /** Resolves when everything that was opened so far has been looked at. */
  looked(): Promise<void>;
}

/** Calls when the window has a kernel module: perhaps now, perhaps when one is opened, saved or added. */
export function watchProject(found: () => void): ProjectWatch {
  const looks = new Set<Promise<void>>();
  const foundWhere = async (look: Promise<boolean>): Promise<void> => {
    if (await look) found();
  };
  const follow = (look: Promise<boolean>): void => {
    const followed = foundWhere(look).finally(() => looks.delete(followed));
    looks.add(followed);
  };
  const look = (document: vscode.TextDocument): void => follow(documentConcernsKernel(document));
  for (const document of vscode.workspace.textDocuments) look(document);
  follow(hasModuleProject());
  const listeners = vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(look),
    // What was no kernel code when it was opened may have become it.
    vscode.workspace.onDidSaveTextDocument(look),
    vscode.workspace.onDidChangeWorkspaceFolders(() => follow(hasModuleProject())),
  );
  return {
    looked: async () => void (await Promise.allSettled(looks)),
    dispose: () => listeners.dispose(),
  };
}

/** Whether a folder of the workspace has a makefile for Kbuild, or below it one of the files that activate Kmod. */
export async function hasModuleProject(): Promise<boolean> {
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    for (const name of kbuildNames) {
      const text = await readText(vscode.Uri.joinPath(uri, name));
      if (text !== undefined && isKbuildText(text)) return true;
    }
  }
  // The same search as that for the activation events `workspaceContains`, which do not say what they have found.
  return (await vscode.workspace.findFiles("**/{Kbuild,dkms.conf}", undefined, 1)).length > 0;
}
