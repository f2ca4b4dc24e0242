/** Classes of UTF-16 units and the ends of comments, literals and lines. Every function stops at the end of the text. */

export const isSpace = (code: number): boolean =>
  code === 32 || (code >= 9 && code <= 13) || code === 0xfeff || code === 0xa0;

/** The first offset from `from` on that holds no white space, or the end of the text. */
export const behindSpaces = (text: string, from: number): number => {
  const length = text.length;
  let i = from;
  while (i < length) {
    const code = text.charCodeAt(i);
    if (code > 32 ? code !== 0xfeff && code !== 0xa0 : code !== 32 && (code < 9 || code > 13)) break;
    i++;
  }
  return i;
};

/** 1 for every ASCII letter, digit, `_` and `$`. */
const wordParts = Uint8Array.from({ length: 128 }, (_, code) =>
  /[\w$]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** Letters, digits, `_`, `$` and everything outside ASCII. */
export const isWordPart = (code: number): boolean =>
  code < 128 ? wordParts[code] === 1 : code !== 0xfeff && code !== 0xa0;

/** The offset behind the word that begins at `from`. */
export const endOfWord = (text: string, from: number): number => {
  const length = text.length;
  let to = from;
  while (to < length && isWordPart(text.charCodeAt(to))) to++;
  return to;
};

export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** The offset after a block comment whose `/*` stands at `at`; the end of the text when it is not closed. */
export const endOfBlockComment = (text: string, at: number): number => {
  const end = text.indexOf("*/", at + 2);
  return end < 0 ? text.length : end + 2;
};

/** The offset of the line break that ends the line of `at`, or of the end of the text. */
export const endOfLine = (text: string, at: number): number => {
  const end = text.indexOf("\n", at);
  if (end < 0) return text.length;
  return end > at && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
};

/** A line break at `end` (as endOfLine gives it) follows a backslash. */
export const isSpliced = (text: string, end: number): boolean => end > 0 && text.charCodeAt(end - 1) === 92;

/** The offset behind the line break at `end`. */
export const behindBreak = (text: string, end: number): number =>
  text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? end + 2 : Math.min(end + 1, text.length);

/** The offset after a line comment whose `//` stands at `at`: its line break or the end of the text. */
export const endOfLineComment = (text: string, at: number): number => {
  let end = endOfLine(text, at);
  while (end < text.length && isSpliced(text, end)) end = endOfLine(text, behindBreak(text, end));
  return end;
};

/** The offset after the string or character literal that opens at `at`. A line break ends it, unless spliced. */
export const endOfLiteral = (text: string, at: number): number => {
  const quote = text.charCodeAt(at);
  let i = at + 1;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) return i + 1;
    if (code === 10) return text.charCodeAt(i - 1) === 13 ? i - 1 : i;
    if (code === 92) {
      if (text.charCodeAt(i + 1) === 13 && text.charCodeAt(i + 2) === 10) i++;
      i++;
    }
  }
  return Math.min(i, text.length);
};

/** The offset after the preprocessor line at `at`, before its line break; comments and continuations belong to it. */
export const endOfDirective = (text: string, at: number): number => {
  let i = at;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10) return text.charCodeAt(i - 1) === 13 ? i - 1 : i;
    if (code === 92) {
      if (text.charCodeAt(i + 1) === 13 && text.charCodeAt(i + 2) === 10) i++;
      i++;
    } else if (code === 34 || code === 39) {
      i = endOfLiteral(text, i) - 1;
    } else if (code === 47) {
      const next = text.charCodeAt(i + 1);
      if (next === 47) return endOfLineComment(text, i);
      if (next === 42) i = endOfBlockComment(text, i) - 1;
    }
  }
  return Math.min(i, text.length);
};

/** Only blanks stand between the start of its line and `at`. */
export const startsLine = (text: string, at: number): boolean => {
  for (let i = at - 1; i >= 0; i--) {
    const code = text.charCodeAt(i);
    if (code === 10) return true;
    if (code !== 32 && code !== 9) return false;
  }
  return true;
};
