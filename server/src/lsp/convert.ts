/** From and to the protocol: paths and URIs, offsets and positions, findings and diagnostics. Keeps no state. */
import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  type Position,
  type TextEdit as ProtocolEdit,
  type Range,
} from "vscode-languageserver";
import { URI } from "vscode-uri";
import type { Finding, Severity } from "../core/lint/finding.ts";
import type { Span, TextEdit } from "../core/text/span.ts";

/** What a text document and an index of lines have in common: 0-based lines, columns in UTF-16 code units. */
export interface Positions {
  positionAt(offset: number): Position;
}

/** Where texts that are not open come from; undefined where a path has no text. */
export interface Places {
  uriOf(path: string): string;
  positionsOf(path: string): Positions | undefined;
}

/** The name that the client shows before a diagnostic's code. */
export const diagnosticSource = "kmod";

/**
 * The path of a document: absolute with `/` for a `file:` URI. Any other URI (`untitled:`, `git:`) stands for itself,
 * a name that no disk has.
 */
export const pathOf = (uri: string): string => {
  if (!uri.startsWith("file:")) return uri;
  const path = URI.parse(uri).fsPath.replaceAll("\\", "/");
  return /^[a-z]:\//.test(path) ? path.charAt(0).toUpperCase() + path.slice(1) : path;
};

export const uriOfPath = (path: string): string =>
  path.startsWith("/") || /^[A-Za-z]:\//.test(path) ? URI.file(path).toString() : path;

export const toRange = (positions: Positions, place: Span): Range => ({
  start: positions.positionAt(place.start),
  end: positions.positionAt(place.end),
});

export const toTextEdit = (positions: Positions, edit: TextEdit): ProtocolEdit => ({
  range: toRange(positions, edit.span),
  newText: edit.text,
});

/**
 * A finding as a diagnostic of its own file.
 *
 * @param pageOf the web page of a rule
 * @param data kept by the client and sent back with a request for code actions: the titles of the fixes
 */
export const toDiagnostic = (
  finding: Finding,
  positions: Positions,
  places: Places,
  pageOf: (rule: string) => string,
): Diagnostic => {
  const related = finding.related.flatMap((place) => relatedPlace(place, places));
  return {
    range: toRange(positions, finding.span),
    severity: toSeverity(finding.severity),
    code: finding.rule,
    codeDescription: { href: pageOf(finding.rule) },
    source: diagnosticSource,
    message: finding.message,
    ...(related.length > 0 && { relatedInformation: related }),
    ...(finding.fixes.length > 0 && { data: { fixes: finding.fixes.map((fix) => fix.title) } }),
  };
};

const relatedPlace = (place: Finding["related"][number], places: Places): DiagnosticRelatedInformation[] => {
  const positions = places.positionsOf(place.path);
  if (positions === undefined) return [];
  return [
    {
      location: { uri: places.uriOf(place.path), range: toRange(positions, place.span) },
      message: place.message,
    },
  ];
};

const toSeverity = (severity: Severity): DiagnosticSeverity => {
  switch (severity) {
    case "error":
      return DiagnosticSeverity.Error;
    case "warning":
      return DiagnosticSeverity.Warning;
    case "info":
      return DiagnosticSeverity.Information;
    case "hint":
      return DiagnosticSeverity.Hint;
  }
};
