/**
 * A makefile's logical lines. Continuations are blanked by as many spaces and comments cut off, so that a character's
 * place in the line tells its place in the file.
 */

export interface LogicalLine {
  /** Without its line break; offset `start + i` of the file holds character `i`, or what was blanked there. */
  readonly text: string;
  readonly start: number;
  /** Begins with a tab: a recipe line wherever a rule is open. */
  readonly hasTab: boolean;
}

/** Takes the text of a makefile (LF or CRLF), gives its logical lines in order, comments still in them. Linear. */
export const logicalLines = (text: string): readonly LogicalLine[] => {
  const lines: LogicalLine[] = [];
  let at = 0;
  while (at < text.length) {
    const start = at;
    let isContinued = false;
    let end = lineEnd(text, at);
    while (end < text.length && endsWithOddBackslashes(text, start, contentEnd(text, start, end))) {
      isContinued = true;
      end = lineEnd(text, end + 1);
    }
    const raw = text.slice(start, contentEnd(text, start, end));
    lines.push({ text: isContinued ? blankContinuations(raw) : raw, start, hasTab: raw.startsWith("\t") });
    at = end + 1;
  }
  return lines;
};

/** The line up to a comment: `#` not behind a backslash. `\#` keeps its backslash, which `unescape` takes away. */
export const withoutComment = (line: string): string => {
  let at = line.indexOf("#");
  while (at > 0 && line[at - 1] === "\\") at = line.indexOf("#", at + 1);
  return at < 0 ? line : line.slice(0, at);
};

const lineEnd = (text: string, from: number): number => {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
};

/** GNU make drops the CR of a CRLF on every system. */
const contentEnd = (text: string, start: number, end: number): number =>
  end > start && text[end - 1] === "\r" ? end - 1 : end;

const endsWithOddBackslashes = (text: string, start: number, end: number): boolean => {
  let count = 0;
  while (end - count > start && text[end - count - 1] === "\\") count += 1;
  return count % 2 === 1;
};

const blankContinuations = (raw: string): string =>
  raw.replace(/\\\r?\n/g, (found) => " ".repeat(found.length));
