/** Findings as they leave the process: with lines and columns (1-based, UTF-16 code units) instead of offsets. */
import type { Finding, Fix, Severity } from "../core/lint/finding.ts";
import { type LineIndex, lineSpan, positionAt } from "../core/text/lines.ts";
import type { Span } from "../core/text/span.ts";

/** `endColumn` is the column after the last character. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface LocatedEdit extends Place {
  readonly text: string;
}

export interface LocatedFix {
  readonly title: string;
  readonly isSafe: boolean;
  readonly edits: readonly LocatedEdit[];
}

export interface LocatedRelated extends Place {
  readonly path: string;
  readonly message: string;
}

/** Plain data: it crosses from a worker. Paths are absolute. */
export interface LocatedFinding extends Place {
  readonly path: string;
  readonly offset: number;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** The first line it stands in, without its line break; cut at 500 characters. */
  readonly sourceLine: string;
  readonly fixes: readonly LocatedFix[];
  readonly related: readonly LocatedRelated[];
}

const longestSourceLine = 500;

/**
 * @param linesOf the lines of a file by absolute path: of the very text the finding's offsets count in
 */
export const locate = (finding: Finding, linesOf: (path: string) => LineIndex): LocatedFinding => {
  const lines = linesOf(finding.path);
  const place = placeOf(lines, finding.span);
  const line = lineSpan(lines, place.line - 1);
  return {
    ...place,
    path: finding.path,
    offset: finding.span.start,
    rule: finding.rule,
    severity: finding.severity,
    message: finding.message,
    sourceLine: lines.text.slice(line.start, Math.min(line.end, line.start + longestSourceLine)),
    fixes: ownFixes(finding).map(({ title, isSafe, edits }) => ({
      title,
      isSafe,
      edits: edits.map((edit) => ({ ...placeOf(lines, edit.span), text: edit.text })),
    })),
    related: finding.related.map(({ path, span, message }) => ({
      ...placeOf(linesOf(path), span),
      path,
      message,
    })),
  };
};

/** Fixes of another file are for an editor, where someone looks at both. */
const ownFixes = ({ fixes }: Finding): readonly Fix[] => fixes.filter(({ path }) => path === undefined);

/** The order of every output: file, place, rule, message; by code units, so that no locale changes it. */
export const compareFindings = (a: LocatedFinding, b: LocatedFinding): number =>
  compareText(a.path, b.path) ||
  a.offset - b.offset ||
  compareText(a.rule, b.rule) ||
  compareText(a.message, b.message);

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const placeOf = (lines: LineIndex, span: Span): Place => {
  const start = positionAt(lines, span.start);
  const end = positionAt(lines, Math.max(span.start, span.end));
  return { line: start.line + 1, column: start.column + 1, endLine: end.line + 1, endColumn: end.column + 1 };
};
