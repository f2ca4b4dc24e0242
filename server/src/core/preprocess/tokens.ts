/**
 * The preprocessing tokens of a piece of C: comments and line continuations are spaces, nothing is decided about
 * directives or macros. One pass, linear, and never throws: what C does not know becomes a punctuator of one character.
 */

export type TokenKind = "word" | "number" | "string" | "character" | "punctuator";

export interface Token {
  readonly kind: TokenKind;
  /** As written: a string with its quotes and its prefix (`L"x"`). */
  readonly text: string;
  /** From the start of the text given. */
  readonly offset: number;
  /** White space, a comment or a line continuation stands before it. */
  readonly spaceBefore: boolean;
}

/**
 * Takes any text; gives its tokens in order. A string or a character constant that is not closed ends with its line, a
 * comment that is not closed with the text.
 */
export const tokensOf = (text: string): readonly Token[] => {
  const tokens: Token[] = [];
  let at = 0;
  let spaceBefore = false;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    const next = code <= 32 ? at + 1 : afterComment(text, at, code);
    if (next > at) {
      at = next;
      spaceBefore = true;
      continue;
    }
    let kind = kindAt(text, at, code);
    let end = endOf(text, at, kind);
    if (kind === "word" && end - at < 3 && isStringPrefix(text, at, end)) {
      kind = text.charCodeAt(end) === quote ? "string" : "character";
      end = endOf(text, end, kind);
    }
    tokens.push({ kind, text: text.slice(at, end), offset: at, spaceBefore });
    at = end;
    spaceBefore = false;
  }
  return tokens;
};

const slash = 47;
const backslash = 92;
const quote = 34;
const apostrophe = 39;
const dot = 46;
const newline = 10;

/** Bits by character code: 1 begins a word, 2 continues a word or a number, 4 is a digit. */
const classes: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_$]/u.test(character)) return 3;
  return /[0-9]/u.test(character) ? 6 : 0;
});

const classOf = (code: number): number => (code < 128 ? (classes[code] ?? 0) : 3);

/** The end of one comment or line continuation; `at` itself where there is none. */
const afterComment = (text: string, at: number, code: number): number => {
  if (code !== slash && code !== backslash) return at;
  const next = text.charCodeAt(at + 1);
  if (code === slash) {
    if (next === 42) {
      const end = text.indexOf("*/", at + 2);
      return end < 0 ? text.length : end + 2;
    }
    return next === slash ? afterLine(text, at + 2) : at;
  }
  if (next === newline) return at + 2;
  return next === 13 && text.charCodeAt(at + 2) === newline ? at + 3 : at;
};

/** The end of a line comment, which a continuation carries on. */
const afterLine = (text: string, from: number): number => {
  let end = text.indexOf("\n", from);
  while (end > 0 && (text.charCodeAt(end - 1) === backslash || text.startsWith("\\\r", end - 2))) {
    end = text.indexOf("\n", end + 1);
  }
  return end < 0 ? text.length : end;
};

const kindAt = (text: string, at: number, code: number): TokenKind => {
  const bits = classOf(code);
  if ((bits & 1) !== 0) return "word";
  if ((bits & 4) !== 0) return "number";
  if (code === quote) return "string";
  if (code === apostrophe) return "character";
  return code === dot && (classOf(text.charCodeAt(at + 1)) & 4) !== 0 ? "number" : "punctuator";
};

const endOf = (text: string, at: number, kind: TokenKind): number => {
  switch (kind) {
    case "word":
      return endOfWord(text, at + 1);
    case "number":
      return endOfNumber(text, at + 1);
    case "string":
      return endOfQuoted(text, at + 1, quote);
    case "character":
      return endOfQuoted(text, at + 1, apostrophe);
    case "punctuator":
      return at + punctuatorLength(text, at);
  }
};

const endOfWord = (text: string, from: number): number => {
  let at = from;
  while (at < text.length && (classOf(text.charCodeAt(at)) & 2) !== 0) at += 1;
  return at;
};

/** A preprocessing number: `1.5e-3`, `0x1p+4` and `1ULL` are one token each. */
const endOfNumber = (text: string, from: number): number => {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if ((classOf(code) & 2) === 0 && code !== dot && !isSignOfExponent(text, at, code)) break;
    at += 1;
  }
  return at;
};

const isSignOfExponent = (text: string, at: number, code: number): boolean => {
  if (code !== 43 && code !== 45) return false;
  const before = text.charCodeAt(at - 1) | 32;
  return before === 101 || before === 112;
};

const endOfQuoted = (text: string, from: number, closing: number): number => {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === closing) return at + 1;
    if (code === newline) return at;
    at += code === backslash ? 2 : 1;
  }
  return text.length;
};

/** Does this word begin a string or a character constant: `L"x"`, `u8"x"`? */
const isStringPrefix = (text: string, start: number, end: number): boolean => {
  const code = text.charCodeAt(end);
  if (code !== quote && code !== apostrophe) return false;
  const word = text.slice(start, end);
  return word === "L" || word === "u" || word === "U" || word === "u8";
};

const punctuatorLength = (text: string, at: number): number => {
  const first = text.charCodeAt(at);
  const second = text.charCodeAt(at + 1);
  const third = text.charCodeAt(at + 2);
  if (first === dot) return second === dot && third === dot ? 3 : 1;
  if ((first === 60 || first === 62) && second === first) return third === 61 ? 3 : 2;
  return isPair(first, second) ? 2 : 1;
};

/** `-> -- -=`, `++ +=`, `&& &=`, `|| |=`, `##`, and `= ! < > * / % ^` before `=`. */
const isPair = (first: number, second: number): boolean => {
  switch (first) {
    case 45:
      return second === 62 || second === 45 || second === 61;
    case 43:
    case 38:
    case 124:
      return second === first || second === 61;
    case 35:
      return second === first;
    case 61:
    case 33:
    case 60:
    case 62:
    case 42:
    case 47:
    case 37:
    case 94:
      return second === 61;
    default:
      return false;
  }
};
