/** Saving what a build reads: make sees the disk, not the editor. */
import { setTimeout } from "node:timers/promises";
import * as vscode from "vscode";

/** Files that are being saved for a build: to save them is no reason to build. */
export interface FileSaver {
  /** Saves the changed files below a folder. Gives those that could not be saved. */
  saveBelow(folder: string): Promise<readonly vscode.Uri[]>;
  isSaving(uri: vscode.Uri): boolean;
}

/** VS Code refuses a save now and then while a change of a moment ago is still on its way: it takes the next one. */
const attempts = 6;
const betweenMs = 250;

export function createFileSaver(): FileSaver {
  const saving = new Set<string>();
  const save = async (document: vscode.TextDocument): Promise<readonly vscode.Uri[]> => {
    const key = document.uri.toString();
    saving.add(key);
    try {
      for (let attempt = 0; attempt < attempts; attempt++) {
        if (attempt > 0) await setTimeout(betweenMs);
        // What it gives is false as well where auto save was faster.
        await document.save();
        if (!document.isDirty) return [];
      }
      return [document.uri];
    } finally {
      saving.delete(key);
    }
  };
  return {
    isSaving: (uri) => saving.has(uri.toString()),
    async saveBelow(folder) {
      const dirty = vscode.workspace.textDocuments.filter(
        ({ isDirty, uri }) => isDirty && uri.scheme === "file" && isBelow(uri.fsPath, folder),
      );
      return (await Promise.all(dirty.map(save))).flat();
    },
  };
}

const isBelow = (file: string, folder: string): boolean => file.startsWith(`${folder.replace(/\/$/u, "")}/`);
