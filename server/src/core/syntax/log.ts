/** Notes of a reading, in offsets from its piece's start. */
import type { NotedComment } from "./pieces.ts";
import type { Reading } from "./state.ts";

/** Notes the comment at text[at, end) if it says something to a tool. */
export const noteComment = (
  comments: NotedComment[],
  text: string,
  at: number,
  end: number,
  base: number,
): void => {
  const comment = text.slice(at, end);
  const kind = comment.includes("SPDX-License-Identifier")
    ? "spdx"
    : comment.includes("kmod-lint")
      ? "tool"
      : undefined;
  if (kind !== undefined) comments.push({ kind, text: comment, span: { start: at - base, end: end - base } });
};

/** Shows spaces in place of what stands at [start, end) of the piece. */
export const blankOut = (reading: Reading, start: number, end: number): void => {
  if (end > start) reading.log.edits.push({ span: { start, end }, text: undefined });
};

/** Shows `shown` and spaces behind it in place of what stands at [start, end); only spaces where it does not fit. */
export const showInstead = (reading: Reading, start: number, end: number, shown: string): void => {
  const { text, base, log } = reading;
  const shownEnd = start + shown.length;
  let fits = shownEnd <= end;
  for (let i = start; fits && i < shownEnd; i++) {
    const code = text.charCodeAt(base + i);
    fits = code !== 10 && code !== 13;
  }
  if (!fits) {
    blankOut(reading, start, end);
    return;
  }
  log.edits.push({ span: { start, end: shownEnd }, text: shown });
  blankOut(reading, shownEnd, end);
};
