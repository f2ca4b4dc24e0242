/**
 * Which characters of a line a compiler means. gcc (since 11) counts the columns of a screen, where a tab reaches to the
 * next multiple of 8; clang, sparse and older gcc count bytes. The line of carets below the message tells which.
 * https://gcc.gnu.org/onlinedocs/gcc/Diagnostic-Message-Formatting-Options.html (-fdiagnostics-column-unit)
 */

/** Characters of a line, from 0; `end` is after the last one. */
export interface Characters {
  readonly start: number;
  readonly end: number;
}

/**
 * @param line the whole line, as the compiler read it
 * @param column from 1, as the compiler said it
 * @param raw what the compiler printed for the message: the line itself and the carets are looked for there
 */
export function charactersOf(line: string, column: number, raw: readonly string[]): Characters {
  const carets = caretsIn(raw, line);
  const isScreen = carets === undefined ? looksLikeScreen(line, column) : carets.start === column - 1;
  const start = isScreen ? characterAtScreen(line, column - 1) : characterAtByte(line, column - 1);
  const length = carets === undefined ? 0 : charactersUnder(line, start, carets);
  return { start, end: Math.max(start + length, endOfWord(line, start)) };
}

/** The characters of a line but for the blanks around them: where nothing says more. */
export function wholeLine(line: string): Characters {
  const start = line.search(/\S/u);
  return start < 0 ? { start: 0, end: line.length } : { start, end: line.trimEnd().length };
}

const tabStop = 8;

interface Carets {
  /** Columns of a screen from the line's beginning, from 0. */
  readonly start: number;
  /** How many columns are marked from there on. */
  readonly length: number;
}

/** Where the first caret stands below the line as the compiler showed it. */
function caretsIn(raw: readonly string[], line: string): Carets | undefined {
  const text = expanded(line).trimEnd();
  const at = raw.findIndex((one) => withoutGutter(one).trimEnd() === text && text !== "");
  const below = raw[at + 1];
  const [above] = at < 0 ? [] : [raw[at]];
  if (above === undefined || below === undefined) return undefined;
  const marks = below.slice(gutterOf(above).length);
  const start = marks.indexOf("^");
  if (start < 0) return undefined;
  return { start, length: /^\^~*/u.exec(marks.slice(start))?.[0].length ?? 1 };
}

/** gcc, and clang since 17: `    3 | `. */
const gutterOf = (line: string): string => /^ *\d+ \| /u.exec(line)?.[0] ?? "";
const withoutGutter = (line: string): string => expanded(line.slice(gutterOf(line).length));

/** Without carets: gcc is what kernels are mostly built with; a column inside a tab is no column of a screen. */
function looksLikeScreen(line: string, column: number): boolean {
  const width = expanded(line).length;
  return column - 1 <= width && screenColumns(line).includes(column - 1);
}

function characterAtScreen(line: string, column: number): number {
  const at = screenColumns(line).findLastIndex((start) => start <= column);
  return column >= expanded(line).length ? line.length : Math.max(at, 0);
}

function characterAtByte(line: string, byte: number): number {
  const bytes = Buffer.from(line, "utf8");
  return bytes.subarray(0, Math.min(byte, bytes.length)).toString("utf8").length;
}

/** Characters that stand over the carets. */
function charactersUnder(line: string, start: number, { start: from, length }: Carets): number {
  const columns = screenColumns(line);
  return columns.filter((column, index) => index >= start && column < from + length).length;
}

/** For each character the column of a screen that it begins at. */
function screenColumns(line: string): readonly number[] {
  let column = 0;
  return Array.from(line).flatMap((character) => {
    const at = column;
    column = character === "\t" ? (Math.floor(column / tabStop) + 1) * tabStop : column + 1;
    return Array.from({ length: character.length }, () => at);
  });
}

function expanded(line: string): string {
  let text = "";
  for (const character of line)
    text += character === "\t" ? " ".repeat(tabStop - (Array.from(text).length % tabStop)) : character;
  return text;
}

function endOfWord(line: string, start: number): number {
  const word = /^\w+/u.exec(line.slice(start))?.[0].length ?? 1;
  return Math.min(start + word, Math.max(line.length, start));
}
