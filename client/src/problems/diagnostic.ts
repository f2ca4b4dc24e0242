/** Problems of Kmod's as VS Code's own. */
import * as vscode from "vscode";
import { type Edit, inOrder } from "./after-edits.ts";
import type { RelatedPlace, Severity, Span } from "./place.ts";

export interface ShownProblem {
  readonly span: Span;
  readonly severity: Severity;
  readonly message: string;
  readonly related: readonly RelatedPlace[];
}

/** @param source who says it: stands behind the message */
export function diagnosticOf(
  { span, severity, message, related }: ShownProblem,
  source: string,
  code: vscode.Diagnostic["code"],
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(toRange(span), message, severities[severity]);
  diagnostic.source = source;
  if (code !== undefined) diagnostic.code = code;
  diagnostic.relatedInformation = related.map(
    (place) =>
      new vscode.DiagnosticRelatedInformation(
        new vscode.Location(vscode.Uri.file(place.file), toRange(place.span)),
        place.message,
      ),
  );
  return diagnostic;
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
} as const;

export const toRange = ({ start, end }: Span): vscode.Range =>
  new vscode.Range(start.line, start.character, end.line, end.character);

/** What an event changed, in an order in which one edit after the other can be followed. */
export const editsOf = ({ contentChanges }: vscode.TextDocumentChangeEvent): readonly Edit[] =>
  inOrder(contentChanges.map(({ range, text }) => ({ span: toSpan(range), text })));

const toSpan = ({ start, end }: vscode.Range): Span => ({
  start: { line: start.line, character: start.character },
  end: { line: end.line, character: end.character },
});
