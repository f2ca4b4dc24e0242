/** The tokens of one declaration at file scope, as far as its reader needs them: brackets are one token each. */
import { isWordPart } from "../syntax/characters.ts";
import { wordKind } from "../syntax/words.ts";

export const Token = {
  word: 0,
  /** Parentheses and what they hold. */
  group: 1,
  /** The braces of a struct, union or enum. */
  type: 2,
  /** The braces of an initialiser. */
  braces: 3,
  star: 4,
  comma: 5,
  equals: 6,
  openBracket: 7,
  closeBracket: 8,
  literal: 9,
  number: 10,
  other: 11,
} as const;

export interface HeadToken {
  /** One of `Token`. */
  readonly kind: number;
  /** For a word: one of syntax/words.ts. */
  readonly word: number;
  readonly start: number;
  readonly end: number;
}

/** Begins a word or a number. */
export const isWordCode = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  code === 95 ||
  (code >= 65 && code <= 90) ||
  (code >= 48 && code <= 57) ||
  code === 36 ||
  (code > 127 && isWordPart(code));

/** Adds the word or number at `at`; gives the offset behind it. */
export const pushWord = (text: string, at: number, tokens: HeadToken[]): number => {
  const { length } = text;
  let end = at + 1;
  while (end < length && isWordPart(text.charCodeAt(end))) end++;
  const code = text.charCodeAt(at);
  const isNumber = code >= 48 && code <= 57;
  tokens.push({
    kind: isNumber ? Token.number : Token.word,
    word: isNumber ? 0 : wordKind(text, at, end),
    start: at,
    end,
  });
  return end;
};
