/** Lines of a text by offset, without a table of them. */

/** The offset of the first unit of the line that holds `offset`. */
export const lineStart = (text: string, offset: number): number => text.lastIndexOf("\n", offset - 1) + 1;

/** The offset behind the line's break, or the end of the text. */
export const nextLineStart = (text: string, offset: number): number => {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end + 1;
};

/** New lines with the line breaks of the text they are put into. */
export const withBreaksOf = (text: string, lines: string): string =>
  text.includes("\r\n") ? lines.replace(/\r?\n/g, "\r\n") : lines;
