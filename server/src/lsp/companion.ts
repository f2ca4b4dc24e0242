/**
 * Another language server for C that is active in the same editor (clangd, or Microsoft's): what it answers itself,
 * Kmod leaves to it.
 */
import { joinPath } from "../core/text/paths.ts";
import type { AsyncDisk } from "../host/async-disk.ts";
import type { Documents } from "./documents.ts";
import { isRecord } from "./settings.ts";

export interface Companion {
  isActive(): boolean;
  /** As the client says, at start and whenever it changes. */
  set(isActive: boolean): void;
  /** Does it know what a file defines: an open one, or one of a compilation database that it indexes? */
  knows(path: string): Promise<boolean>;
  /** A compilation database may have changed. */
  forget(): void;
}

export function createCompanion(
  folders: readonly string[],
  disk: AsyncDisk,
  documents: Documents,
): Companion {
  let isActive = false;
  let compiled: Promise<ReadonlySet<string>> | undefined;
  return {
    isActive: () => isActive,
    set(active) {
      isActive = active;
    },
    async knows(path) {
      if (!isActive) return false;
      if (documents.at(path)) return true;
      compiled ??= compiledFiles(folders, disk);
      return (await compiled).has(path);
    },
    forget() {
      compiled = undefined;
    },
  };
}

/** Where clangd looks for the database of a project. */
const databases = ["compile_commands.json", "build/compile_commands.json"];

async function compiledFiles(folders: readonly string[], disk: AsyncDisk): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const folder of folders) {
    for (const database of databases) {
      for (const path of filesIn((await disk.readText(`${folder}/${database}`)) ?? "")) found.add(path);
    }
  }
  return found;
}

function filesIn(text: string): readonly string[] {
  if (text === "") return [];
  try {
    const read: unknown = JSON.parse(text);
    const entries: readonly unknown[] = Array.isArray(read) ? read : [];
    return entries.flatMap((entry) => {
      if (!isRecord(entry) || typeof entry["file"] !== "string") return [];
      const directory = typeof entry["directory"] === "string" ? entry["directory"] : "/";
      return [joinPath(directory, entry["file"])];
    });
  } catch (error) {
    // Half-written by a build that runs.
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
