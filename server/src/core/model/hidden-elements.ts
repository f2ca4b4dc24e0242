/** What conditionals and includes do to an initialiser. */
import type { SyntaxNode } from "../syntax/tree.ts";
import { type PieceContext, placeOf } from "./declarator.ts";

/** Conditionals in a list are masked: where a branch was dropped with its text, elements are missing from the tree. */
export function hidesElements(context: PieceContext, list: SyntaxNode): boolean {
  const { start, end } = placeOf(list, context);
  return context.piece.edits.some(({ span, text: shown }, at) => {
    if (shown !== undefined || span.start < start || span.start > end) return false;
    const original = context.text.slice(span.start, span.end);
    const before = context.piece.edits[at - 1];
    // The second branch is dropped behind the line that opens it.
    if (
      before?.span.end === span.start &&
      otherBranch.test(context.text.slice(before.span.start, span.start))
    )
      return original.trim() !== "";
    return (
      original.includes("#") &&
      original.split("\n").some((line) => /^\s*(?:[^#\s]|#\s*include\b)/.test(line) && !/\\\s*$/.test(line))
    );
  });
}

const otherBranch = /^#[ \t]*(?:elif|else)\b/;
