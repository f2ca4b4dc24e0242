/**
 * The dialect scan: one pass over kernel C that says what stands at file scope and what a C parser should be shown.
 * Linear in the text, never throws, on any text whatever.
 */
import { blanked, maskedPiece, spaces } from "./mask.ts";
import { readPiece } from "./piece-lexer.ts";
import type { Piece, Placed } from "./pieces.ts";
import { maxRecoveries } from "./recovery.ts";
import { spliceScan } from "./rescan.ts";
import type { TextChange } from "./tree.ts";

export interface DialectScan {
  readonly text: string;
  /** The pieces in text order; they tile the text. Empty for an empty text. */
  readonly placed: readonly Placed[];
  /**
   * Same length and line breaks as `text`; what tree-sitter-c is given. Preprocessor lines and macro calls at file
   * scope are blank in it, and so are the recognised annotations.
   */
  readonly masked: string;
}

export interface Rescan {
  readonly scan: DialectScan;
  /** What differs between the old masked text and the new one: to be told to the parser with the new masked text. */
  readonly masked: TextChange;
}

/** Scans a whole text. */
export const scan = (text: string): DialectScan => {
  const placed: Placed[] = [];
  let recoveries = 0;
  for (let start = 0; start < text.length; ) {
    const piece = readPiece(text, start, recoveries < maxRecoveries);
    if (piece.isRecovered) recoveries++;
    placed.push({ start, piece });
    start += piece.length;
  }
  return { text, placed, masked: maskOf(text, placed) };
};

/** The scan of `text`, which `change` made of the text of `old`. Equal to `scan(text)`; untouched pieces stay identical. */
export const rescan = (old: DialectScan, change: TextChange, text: string): Rescan => {
  const { placed, masked, change: maskChange } = spliceScan(old, change, text);
  return { scan: { text, placed, masked }, masked: maskChange };
};

/**
 * The mask with the bodies of those functions emptied (`{   }`) for which `hush` says so: a parser goes over them in
 * no time. For readers that need only some of the bodies.
 */
export const skeleton = (
  { text, placed }: DialectScan,
  hush: (piece: Piece, start: number) => boolean,
): string => {
  let out = "";
  for (const { start, piece } of placed) {
    const masked = maskedPiece(text, start, piece);
    if (piece.kind !== "function" || !hush(piece, start)) {
      out += masked;
      continue;
    }
    const { body } = piece;
    out += `${masked.slice(0, body.start + 1)}${blanked(masked.slice(body.start + 1, body.end - 1))}}`;
  }
  return out;
};

const maskOf = (text: string, placed: readonly Placed[]): string => {
  let out = "";
  for (const { start, piece } of placed) out += maskedPiece(text, start, piece);
  return out.length === text.length ? out : out + spaces(text.length - out.length);
};
