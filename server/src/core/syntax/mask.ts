/** Builds the text shown to the parser from a text and the edits of its pieces. */
import type { MaskEdit, Piece } from "./pieces.ts";

/** `count` spaces. */
export const spaces = (count: number): string => " ".repeat(Math.max(0, count));

/** `text` with everything but its line breaks replaced by spaces. */
export const blanked = (text: string): string => {
  if (!text.includes("\n") && !text.includes("\r")) return spaces(text.length);
  let out = "";
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code !== 10 && code !== 13) continue;
    out += spaces(i - from) + text[i];
    from = i + 1;
  }
  return out + spaces(text.length - from);
};

/** `shown` padded with spaces to the length of text; line breaks of `text` are kept where `shown` does not reach. */
export const padded = (shown: string, text: string): string => shown + blanked(text.slice(shown.length));

/** Edits in text order; an edit that begins inside an earlier, longer one is dropped (a blank swallows what it holds). */
export const ordered = (edits: readonly MaskEdit[]): readonly MaskEdit[] => {
  if (edits.length < 2) return edits;
  const sorted = isOrdered(edits)
    ? edits
    : edits.toSorted((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  const kept: MaskEdit[] = [];
  let end = -1;
  for (const edit of sorted) {
    if (edit.span.start < end) continue;
    kept.push(edit);
    end = edit.span.end;
  }
  return kept;
};

const isOrdered = (edits: readonly MaskEdit[]): boolean => {
  let end = -1;
  for (const edit of edits) {
    if (edit.span.start < end) return false;
    end = edit.span.end;
  }
  return true;
};

/** The masked text of one piece that starts at `start` of `text`. */
export const maskedPiece = (text: string, start: number, piece: Piece): string => {
  let out = "";
  let from = start;
  for (const { span, text: shown } of piece.edits) {
    out +=
      text.slice(from, start + span.start) +
      (shown ?? blanked(text.slice(start + span.start, start + span.end)));
    from = start + span.end;
  }
  return out + text.slice(from, start + piece.length);
};
