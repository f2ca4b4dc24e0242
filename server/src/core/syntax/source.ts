/** A text with what the lexer and the parser say of it, kept together through edits. */
import type { Span } from "../text/span.ts";
import { type DialectScan, rescan, scan } from "./scan.ts";
import type { Parser, SyntaxTree, TextChange } from "./tree.ts";

export interface Source {
  readonly text: string;
  readonly scan: DialectScan;
  readonly tree: SyntaxTree;
}

/** Reads a text from scratch. */
export const parseSource = (parser: Parser, text: string): Source => {
  const scanned = scan(text);
  return { text, scan: scanned, tree: parser.parse(scanned.masked) };
};

export interface EditedSource {
  readonly source: Source;
  /** Spans of the new text outside which neither text, mask nor syntax differ; in text order, not overlapping. */
  readonly changed: readonly Span[];
}

/**
 * Reads the text that `change` made of `old.text`. The old source's tree must not be used afterwards.
 * Pieces that neither lie in `changed` nor were cut by the change are the very objects of the old scan.
 */
export const editSource = (
  parser: Parser,
  old: Source,
  change: TextChange,
  newText: string,
): EditedSource => {
  const next = rescan(old.scan, change, newText);
  const { tree, changed } = parser.reparse(old.tree, next.masked, next.scan.masked);
  const replaced = { start: change.span.start, end: change.span.start + change.insertedLength };
  return { source: { text: newText, scan: next.scan, tree }, changed: merged([replaced, ...changed]) };
};

const merged = (spans: readonly Span[]): readonly Span[] => {
  const sorted = [...spans].sort((a, b) => a.start - b.start);
  const out: Span[] = [];
  for (const one of sorted) {
    const last = out.at(-1);
    if (last !== undefined && one.start <= last.end)
      out[out.length - 1] = { start: last.start, end: Math.max(last.end, one.end) };
    else out.push(one);
  }
  return out;
};
