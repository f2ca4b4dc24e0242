/** Changes of whole lines as edits of a text. Pure. */
import type { LineChange } from "../kernel/checkers/check.ts";

/** Lines and characters from 0, the end exclusive. */
export interface LineEdit {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
  readonly text: string;
}

/** @param text what the changes are of */
export function lineEdits(changes: readonly LineChange[], text: string): readonly LineEdit[] {
  const lines = text.split("\n");
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  return changes.map(({ line, removed, added }) => {
    const first = line - 1;
    const after = first + removed;
    // The last line has no break behind it that could go with it.
    if (after >= lines.length) {
      const last = lines.length - 1;
      const end = { line: last, character: lines[last]?.length ?? 0 };
      if (first <= last) return { start: { line: first, character: 0 }, end, text: added.join(eol) };
      return { start: end, end, text: added.map((one) => eol + one).join("") };
    }
    return {
      start: { line: first, character: 0 },
      end: { line: after, character: 0 },
      text: added.map((one) => one.replace(/\r$/u, "") + eol).join(""),
    };
  });
}

/** Where a message about a line stands: the columns that the tool names, else the line without its indentation. */
export function spanOfLine(
  text: string,
  columns: { readonly start: number; readonly end: number } | undefined,
): { readonly start: number; readonly end: number } {
  if (columns !== undefined) return columns;
  const start = text.length - text.trimStart().length;
  const end = text.trimEnd().length;
  // A line of blanks is all there is to see of itself.
  return start < end ? { start, end } : { start: 0, end: text.length };
}

/** What was typed or undone: from where to where (zero-based), and the text that came. */
export interface TextChange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
  readonly text: string;
}

/** Where a line, from 1, stands after a change; undefined: it is not what it was. */
export function lineAfter(line: number, { start, end, text }: TextChange): number | undefined {
  const at = line - 1;
  if (at < start.line) return line;
  const added = text.split("\n").length - 1 - (end.line - start.line);
  const isBelow = at > end.line;
  // Whole lines were put before it, or taken away.
  const isFirstBelow =
    at === end.line && end.character === 0 && start.character === 0 && (text === "" || text.endsWith("\n"));
  return isBelow || isFirstBelow ? line + added : undefined;
}

/** Changes that are still to be made after another one: those that it did not touch, where they stand now. */
export function changesAfter(changes: readonly LineChange[], edit: TextChange): readonly LineChange[] {
  return changes.flatMap((change) => {
    const last = lineAfter(change.line + Math.max(0, change.removed - 1), edit);
    const first = lineAfter(change.line, edit);
    const isWhole =
      first !== undefined && last !== undefined && last - first === Math.max(0, change.removed - 1);
    return isWhole ? [{ ...change, line: first }] : [];
  });
}
