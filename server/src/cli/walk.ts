/** The C files below a folder. Symbolic links are not followed, so no loop can catch it. */
import { type Dirent, readdirSync } from "node:fs";
import { join } from "node:path";
import { compareText } from "./located.ts";
import type { Notice } from "./report.ts";

/** Folders that hold no sources of the author's. */
const skippedFolders = new Set(["node_modules"]);

/**
 * @param folder absolute
 * @returns absolute paths in code-unit order, and a notice for each folder that cannot be listed
 */
export const cFilesBelow = (
  folder: string,
): { readonly files: readonly string[]; readonly notices: readonly Notice[] } => {
  const files: string[] = [];
  const notices: Notice[] = [];
  const pending = [folder];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const entry of entriesOf(next, notices)) {
      if (entry.isDirectory() && !entry.name.startsWith(".") && !skippedFolders.has(entry.name))
        pending.push(join(next, entry.name));
      else if (entry.isFile() && isAuthoredC(entry.name)) files.push(join(next, entry.name));
    }
  }
  return { files: files.toSorted(compareText), notices };
};

/** modpost writes `foo.mod.c`; kbuild's own scratch files start with a dot. */
const isAuthoredC = (name: string): boolean =>
  name.endsWith(".c") && !name.endsWith(".mod.c") && !name.startsWith(".");

const entriesOf = (folder: string, notices: Notice[]): readonly Dirent[] => {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    notices.push({ kind: "skipped", path: folder, message: `cannot be listed: ${reason}` });
    return [];
  }
};
