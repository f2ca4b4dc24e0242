/** What the suites share: documents of the workspace copy, and waiting for what the editor says by its events. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import type { KmodApi } from "../../client/src/extension.ts";
import type { KmodExports } from "../../client/src/main.ts";

/** Path of a file in the workspace: a copy of samples/hello made for this run. */
export function inWorkspace(name: string): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, "a folder is open");
  return path.join(folder.uri.fsPath, name);
}

/** Writes files of the workspace before they are opened, with their folders. */
export function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(inWorkspace(name)), { recursive: true });
    writeFileSync(inWorkspace(name), text);
  }
}

export async function show(name: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(inWorkspace(name)));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Everything, opened for this where nothing had opened it before. */
export async function api(): Promise<KmodApi> {
  return (await entry()).wake();
}

/** What the extension gives whether it sleeps or not. */
export async function entry(): Promise<KmodExports> {
  const extension = vscode.extensions.getExtension<KmodExports>("kmod.kmod");
  assert.ok(extension, "the extension is installed in the host");
  return extension.activate();
}

/**
 * Resolves with what `read` gives as soon as that is not undefined: at once, or after one of the events. When that
 * takes too long it rejects with what there is instead.
 */
export function until<T>(
  event: vscode.Event<unknown>,
  read: () => T | undefined,
  whatIs: () => unknown,
  limitMs = 20_000,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      listener.dispose();
      reject(new Error(`waited in vain; there is ${JSON.stringify(whatIs())}`));
    }, limitMs);
    const listener = event(look);
    look();
    function look(): void {
      const value = read();
      if (value === undefined) return;
      clearTimeout(limit);
      // The first look may come before the listener is there to be disposed of.
      queueMicrotask(() => listener.dispose());
      resolve(value);
    }
  });
}

/** Resolves when the editor knows a module that was just built: it hears of files some time after they are written. */
export async function knownBuilt(name: string): Promise<void> {
  const { built } = (await api()).modules;
  const told = new vscode.EventEmitter<void>();
  let names: readonly string[] = [];
  const look = async (): Promise<void> => {
    names = (await built.all()).map((ko) => ko.name);
    told.fire();
  };
  const listener = built.onDidChange(() => void look());
  void look();
  try {
    await until(
      told.event,
      () => names.includes(name) || undefined,
      () => names,
    );
  } finally {
    listener.dispose();
    told.dispose();
  }
}

/** The findings of a file, once they are as the condition asks. */
export function findings(
  name: string,
  condition: (found: readonly Found[]) => boolean,
): Promise<readonly Found[]> {
  const uri = vscode.Uri.file(inWorkspace(name));
  const current = (): readonly Found[] => vscode.languages.getDiagnostics(uri).map(toFound);
  return until(
    vscode.languages.onDidChangeDiagnostics,
    () => (condition(current()) ? current() : undefined),
    () => [name, ...current().map(({ rule, severity }) => `${rule} ${severity}`)],
  );
}

export interface Found {
  readonly rule: string;
  readonly message: string;
  readonly severity: vscode.DiagnosticSeverity;
  readonly range: vscode.Range;
  /** Where the link at the rule's id leads. */
  readonly page: vscode.Uri | undefined;
}

/** Condition: a finding of each of the rules is there. */
export const has =
  (...rules: readonly string[]) =>
  (found: readonly Found[]): boolean =>
    rules.every((rule) => found.some((finding) => finding.rule === rule));

/** Condition: findings are there, and none of this rule. */
export const lacks =
  (rule: string) =>
  (found: readonly Found[]): boolean =>
    found.every((finding) => finding.rule !== rule);

/** The state of the status item, once it is as the condition asks. */
export async function status(condition: (line: StatusLine) => boolean): Promise<StatusLine> {
  const kmod = await api();
  return until(
    kmod.onDidChangeStatus,
    () => (condition(kmod.status()) ? kmod.status() : undefined),
    () => kmod.status(),
  );
}

type StatusLine = ReturnType<KmodApi["status"]>;

/** Replaces the first occurrence of a text in an open document, as typing would. */
export async function replace(document: vscode.TextDocument, old: string, by: string): Promise<void> {
  const at = document.getText().indexOf(old);
  assert.notEqual(at, -1, `${old} is in the text`);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(
    document.uri,
    new vscode.Range(document.positionAt(at), document.positionAt(at + old.length)),
    by,
  );
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** Sets a setting of the user for the length of a function. */
export async function withSetting(name: string, value: unknown, run: () => Promise<void>): Promise<void> {
  const update = (to: unknown): Thenable<void> =>
    vscode.workspace.getConfiguration().update(name, to, vscode.ConfigurationTarget.Global);
  await update(value);
  try {
    await run();
  } finally {
    await update(undefined);
  }
}

function toFound(diagnostic: vscode.Diagnostic): Found {
  const { code, message, severity, range } = diagnostic;
  if (typeof code === "object")
    return { rule: String(code.value), message, severity, range, page: code.target };
  return { rule: String(code), message, severity, range, page: undefined };
}
