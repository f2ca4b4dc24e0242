/**
 * The dialect scan: one pass over kernel C that says what stands at file scope and what a C parser should be shown.
 * Linear in the text, never throws, on any text whatever.
 */
import { maskedPiece } from "./mask.ts";
import { readPiece, readWhole } from "./piece-lexer.ts";
import type { Piece, Placed } from "./pieces.ts";
import { maxRecoveries } from "./recovery.ts";
import { spliceScan } from "./rescan.ts";
import type { TextChange } from "./tree.ts";

export interface DialectScan {
  readonly text: string;
  /** The pieces in text order; they tile the text. Empty for an empty text. */
  readonly placed: readonly Placed[];
}

/** Scans a whole text. */
export const scan = (text: string): DialectScan => ({ text, placed: placePieces(text, false) });

/**
 * The pieces of `scan(text)` for readers that ask little of them: those that are `isSkimmed` lack the edits of what
 * their braces hold. Much faster.
 */
export const skim = (text: string): readonly Placed[] => placePieces(text, true);

/** The piece that `skim` found, with all its edits. */
export const unskimmed = (text: string, { start, piece }: Placed): Piece =>
  piece.isSkimmed ? readWhole(text, start, "plain", false) : piece;

const placePieces = (text: string, skims: boolean): readonly Placed[] => {
  const placed: Placed[] = [];
  let recoveries = 0;
  for (let start = 0; start < text.length; ) {
    const piece = readPiece(text, start, recoveries < maxRecoveries, skims);
    if (piece.isRecovered) recoveries++;
    placed.push({ start, piece });
    start += piece.length;
  }
  return placed;
};

/** The scan of `text`, which `change` made of the text of `old`. Equal to `scan(text)`; untouched pieces stay identical. */
export const rescan = (old: DialectScan, change: TextChange, text: string): DialectScan => ({
  text,
  placed: spliceScan(old, change, text),
});

/**
 * The text of a scan as tree-sitter-c can take it: same length and line breaks. Preprocessor lines and macro calls at
 * file scope are blank in it, and so are the recognised annotations.
 */
export const maskOf = ({ text, placed }: DialectScan): string => {
  let out = "";
  for (const { start, piece } of placed) out += maskedPiece(text, start, piece);
  return out;
};
