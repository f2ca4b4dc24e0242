/**
 * Lines and columns of a text, for the edges that speak of them. Rows and columns are 0-based here and columns
 * count UTF-16 code units, as LSP does; `\n`, `\r\n` and a lone `\r` each end a line, as in LSP (3.17, "Text Documents").
 * Any offset and any position is answered: what lies outside the text is moved to its nearest end.
 */
import type { Span } from "./span.ts";

export interface LineIndex {
  readonly text: string;
  /** Offset of the first character of each line; never empty. */
  readonly starts: readonly number[];
}

export interface LinePosition {
  readonly line: number;
  readonly column: number;
}

/** The index of a text, in one pass over its line breaks. */
export const lineIndex = (text: string): LineIndex => {
  const starts = [0];
  if (text.includes("\r")) {
    for (const { 0: lineBreak, index } of text.matchAll(/\r\n?|\n/g)) starts.push(index + lineBreak.length);
  } else {
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  }
  return { text, starts };
};

/** The position of an offset (0-based). An offset between the two halves of `\r\n` counts as the end of its line. */
export const positionAt = (index: LineIndex, offset: number): LinePosition => {
  const wanted = clamp(offset, 0, index.text.length);
  let low = 0;
  let high = index.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((index.starts[middle] ?? 0) <= wanted) low = middle;
    else high = middle - 1;
  }
  const line = lineSpan(index, low);
  return { line: low, column: Math.min(wanted, line.end) - line.start };
};

/** The offset of a position (0-based); a column past the end of its line gives the end of the line. */
export const offsetAt = (index: LineIndex, position: LinePosition): number => {
  if (position.line < 0) return 0;
  if (position.line >= index.starts.length) return index.text.length;
  const line = lineSpan(index, position.line);
  return clamp(line.start + position.column, line.start, line.end);
};

/** The span of a line (0-based) without its line break; the last line's for a number past the end. */
export const lineSpan = (index: LineIndex, line: number): Span => {
  const wanted = clamp(line, 0, index.starts.length - 1);
  const start = index.starts[wanted] ?? 0;
  let end = index.starts[wanted + 1] ?? index.text.length;
  if (wanted + 1 < index.starts.length) {
    if (index.text[end - 1] === "\n") end--;
    if (end > start && index.text[end - 1] === "\r") end--;
  }
  return { start, end };
};

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));
