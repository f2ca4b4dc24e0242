/** What a person typed, as the languages of the files it lands in want it written. Pure. */

/** A text of one line: what is seen as a gap becomes one space, what is not seen at all goes. */
export const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\s+/gu, " ")
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, "")
    .trim();

/**
 * A string literal of C that has exactly this value, but for NUL, which would end it. Characters that are not seen are
 * written by their bytes: gcc warns of some (-Wbidi-chars), and readers would be misled.
 */
export const cString = (text: string): string =>
  `"${text
    .toWellFormed()
    .replaceAll("\0", "")
    // Two question marks in a row may begin a trigraph, of which gcc warns.
    .replaceAll(/["\\]|(?<=\?)\?/gu, (character) => `\\${character}`)
    .replaceAll("\n", "\\n")
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, inOctal)}"`;

/** Three digits each, so that a digit behind them is not taken for a part. */
const inOctal = (character: string): string =>
  [...Buffer.from(character, "utf8")].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");

/** A quoted word of Kconfig: `$` would be expanded there (scripts/kconfig/lexer.l). */
export const kconfigString = (text: string): string =>
  `"${oneLine(text).replaceAll(/[\\"$]/gu, (character) => `\\${character}`)}"`;

/** A paragraph of Markdown that shows the text as it is. */
export const markdownText = (text: string): string =>
  oneLine(text)
    .replaceAll(/[\\`*_[\]<&~|$]/gu, (character) => `\\${character}`)
    // What makes a heading, a list, a quotation or a rule of a paragraph stands at its beginning.
    .replace(/^(\d*)([#>+\-=.)!:])/u, (_, digits: string, character: string) => `${digits}\\${character}`);

/** Words in lines of at most so many columns. */
export function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of oneLine(text).split(" ")) {
    if (line !== "" && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
