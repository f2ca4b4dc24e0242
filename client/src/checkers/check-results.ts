/**
 * What checks found, in Problems, and what mends it, as quick fixes. While a file is edited, messages move with their
 * lines, and a line that is changed loses its own.
 */
import * as vscode from "vscode";
import type { CheckMessage, LineChange } from "../kernel/checkers/check.ts";
import { diagnosticOf } from "../problems/diagnostic.ts";
import { CheckFixes } from "./check-fixes.ts";
import { changesAfter, lineAfter, spanOfLine, type TextChange } from "./line-edits.ts";

/** What a check says of one file. */
export interface FileResult {
  readonly file: string;
  /** The text that was checked: fixes are of it and of no other. */
  readonly text: string;
  readonly messages: readonly FixableMessage[];
  /** What mends all that can be mended at once; none: there is nothing of that kind. */
  readonly fixAll: readonly LineChange[];
}

export interface FixableMessage extends CheckMessage {
  readonly fix: MessageFix;
}

export type MessageFix =
  | { readonly kind: "none" }
  | { readonly kind: "known"; readonly changes: readonly LineChange[] }
  /** The tool is asked when the fix is wanted. */
  | {
      readonly kind: "asked";
      readonly find: (text: string, line: number, signal: AbortSignal) => Promise<readonly LineChange[]>;
    };

/** A message and how Problems shows it. */
export interface ShownMessage {
  readonly message: FixableMessage;
  readonly diagnostic: vscode.Diagnostic;
}

export interface ShownResult extends Omit<FileResult, "messages"> {
  readonly messages: readonly ShownMessage[];
}

export interface CheckResults extends vscode.Disposable {
  /** Replaces what was found before in these files, and in no other. */
  show(results: readonly FileResult[]): void;
}

export function createCheckResults(
  tool: CheckMessage["tool"],
  log: Pick<vscode.LogOutputChannel, "error">,
): CheckResults {
  const collection = vscode.languages.createDiagnosticCollection(`kmod.${tool}`);
  const known = new Map<string, ShownResult>();
  const set = (uri: vscode.Uri, { messages, ...result }: FileResult): void => {
    const lines = result.text.split("\n");
    const shown = messages.map((message) => ({
      message,
      diagnostic: toDiagnostic(message, lines[message.line - 1] ?? ""),
    }));
    known.set(uri.toString(), { ...result, messages: shown });
    const diagnostics = shown.map(({ diagnostic }) => diagnostic);
    collection.set(uri, diagnostics);
  };
  const fixes = vscode.languages.registerCodeActionsProvider(
    { scheme: "file", pattern: "**/*.{c,h}" },
    new CheckFixes(tool, (uri) => known.get(uri.toString()), log),
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
  const edits = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    const shown = known.get(document.uri.toString());
    if (shown === undefined || contentChanges.length === 0) return;
    const before = { ...shown, messages: shown.messages.map(({ message }) => message) };
    set(document.uri, afterChanges(before, contentChanges.map(toChange), document.getText()));
  });
  return {
    show(results) {
      for (const result of results) set(vscode.Uri.file(result.file), result);
    },
    dispose() {
      fixes.dispose();
      edits.dispose();
      collection.dispose();
    },
  };
}

/** @param changes as VS Code gives them: each of the text that those before it left */
function afterChanges(result: FileResult, changes: readonly TextChange[], text: string): FileResult {
  return changes.reduce<FileResult>(
    (now, change) => ({
      ...now,
      messages: now.messages.flatMap((message) => {
        const line = lineAfter(message.line, change);
        return line === undefined ? [] : [{ ...message, line, fix: fixAfter(message.fix, change) }];
      }),
      fixAll: changesAfter(now.fixAll, change),
    }),
    { ...result, text },
  );
}

function fixAfter(fix: MessageFix, change: TextChange): MessageFix {
  if (fix.kind !== "known") return fix;
  const changes = changesAfter(fix.changes, change);
  return changes.length === fix.changes.length ? { kind: "known", changes } : { kind: "none" };
}

const toChange = ({ range, text }: vscode.TextDocumentContentChangeEvent): TextChange => ({
  start: range.start,
  end: range.end,
  text,
});

function toDiagnostic(
  { tool, severity, text, code, line, columns }: CheckMessage,
  written: string,
): vscode.Diagnostic {
  const { start, end } = spanOfLine(written, columns);
  const span = { start: { line: line - 1, character: start }, end: { line: line - 1, character: end } };
  return diagnosticOf({ span, severity, message: text, related: [] }, tool, code);
}
