/** A change as tree-sitter wants it. */
import type { TextChange } from "../../core/syntax/tree.ts";

/**
 * Rows and columns are left at zero: tree-sitter-c never asks for them and core knows offsets only, so that the text
 * need not be searched for line breaks. Positions of a reparsed tree are therefore meaningless, its indexes are not.
 */
export const editOf = ({ span, insertedLength }: TextChange) => ({
  startIndex: span.start,
  oldEndIndex: span.end,
  newEndIndex: span.start + insertedLength,
  startPosition: { row: 0, column: 0 },
  oldEndPosition: { row: 0, column: 0 },
  newEndPosition: { row: 0, column: 0 },
});
