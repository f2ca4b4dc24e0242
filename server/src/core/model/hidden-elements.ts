/** What conditionals and includes do to an initialiser. */
import type { SyntaxNode } from "../syntax/tree.ts";
import { type PieceContext, placeOf } from "./declarator.ts";

/** Conditionals in a list are masked: where a branch was dropped with its text, elements are missing from the tree. */
export function hidesElements(context: PieceContext, list: SyntaxNode): boolean {
  const { start, end } = placeOf(list, context);
  return context.piece.edits.some(({ span, text: shown }) => {
    if (shown !== undefined || span.start < start || span.start > end) return false;
    const original = context.text.slice(span.start, span.end);
    return (
      original.includes("#") &&
      original.split("\n").some((line) => /^\s*(?:[^#\s]|#\s*include\b)/.test(line) && !/\\\s*$/.test(line))
    );
  });
}
