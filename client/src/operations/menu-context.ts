/**
 * Tells VS Code which files belong to modules, so that menus offer to load only where there is something to load: the
 * keys `kmod.buildFiles` (Kbuild files and Makefiles beside a built module) and `kmod.moduleSources` (its C files).
 */
import path from "node:path";
import * as vscode from "vscode";
import type { Operations } from "./operations.ts";
import { sourcesOf } from "./wanted.ts";

/** Follows what is built, from when the language server runs: before that nothing is open that concerns modules. */
export function followMenus(
  operations: Operations,
  language: { serverProcessId(): number | undefined; readonly onDidChangeStatus: vscode.Event<void> },
): vscode.Disposable {
  const isRunning = (): boolean => language.serverProcessId() !== undefined;
  let wasRunning = false;
  const follow = async (): Promise<void> => {
    const built = await operations.built.all();
    const folders = new Set(built.map(({ file }) => path.dirname(file)));
    await setKey("kmod.buildFiles", [...folders].flatMap(buildFilesIn));
    // No menu is a reason to start it.
    const names = isRunning() ? [...new Set(built.map(({ name }) => name))] : [];
    const sources = names.length === 0 ? [] : await sourcesOf(operations, names);
    const files = sources.flatMap((module) => module.sources.map((uri) => vscode.Uri.parse(uri).fsPath));
    await setKey("kmod.moduleSources", files);
  };
  const followLogged = (): void => {
    follow().catch((error: unknown) => operations.context.log.error("Menus do not follow modules.", error));
  };
  return vscode.Disposable.from(
    operations.built.onDidChange(followLogged),
    language.onDidChangeStatus(() => {
      const runs = isRunning();
      if (runs && !wasRunning) followLogged();
      wasRunning = runs;
    }),
  );
}

const buildFilesIn = (folder: string): readonly string[] =>
  ["Kbuild", "Makefile"].map((name) => path.join(folder, name));

const setKey = (key: string, files: readonly string[]): Thenable<unknown> =>
  vscode.commands.executeCommand("setContext", key, files);
