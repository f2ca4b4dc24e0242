/** Edits that take something away without leaving a hole. */
import { lineStart, nextLineStart } from "../text/line-start.ts";
import type { Span, TextEdit } from "../text/span.ts";

/** The whole line where nothing else stands on it, the span alone otherwise. */
export function removalOf(text: string, place: Span): TextEdit {
  const start = lineStart(text, place.start);
  const end = nextLineStart(text, place.end);
  const isAlone = text.slice(start, place.start).trim() === "" && text.slice(place.end, end).trim() === "";
  return { span: isAlone ? { start, end } : place, text: "" };
}

/** A word with the blanks behind it. */
export const wordRemovalOf = (text: string, place: Span): TextEdit => {
  const blanks = /^[ \t]*/.exec(text.slice(place.end, place.end + 64))?.[0].length ?? 0;
  return { span: { start: place.start, end: place.end + blanks }, text: "" };
};
