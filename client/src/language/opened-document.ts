/** Whether an open document is kernel code: what VS Code knows of it, and the disk around it, for kernel-code.ts. */
import * as vscode from "vscode";
import { isKernelCode } from "./kernel-code.ts";

export function documentConcernsKernel(document: vscode.TextDocument): Promise<boolean> {
  const { uri, languageId } = document;
  const opened = { scheme: uri.scheme, languageId, path: uri.path, text: () => document.getText() };
  return isKernelCode(opened, {
    root: vscode.workspace.getWorkspaceFolder(uri)?.uri.path,
    read: (file) => readText(uri.with({ path: file })),
  });
}

/** The text of a file; undefined where it cannot be read: then it tells nothing. */
export async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return undefined;
    throw error;
  }
}
