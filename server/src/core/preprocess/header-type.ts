/** Reads struct, union and enum types: their tags and their enumerators. */
import {
  behindSpaces,
  endOfBlockComment,
  endOfLineComment,
  endOfLiteral,
  endOfWord,
} from "../syntax/characters.ts";
import { Word, wordKind } from "../syntax/words.ts";
import { enter, Mode, type Opened, type Reading } from "./header-reading.ts";
import { type HeadToken, isWordCode, Token } from "./header-token.ts";

/** Decides what the `{` at `reading.at`, at file scope, opens, and goes behind it. */
export const openBrace = (reading: Reading): void => {
  const { tokens, at, text } = reading;
  const type = typeBefore(tokens);
  if (type !== undefined) {
    enter(reading, type.mode, at, type);
    return;
  }
  const isInitialiser = tokens.some(({ kind }) => kind === Token.equals);
  if (!isInitialiser && tokens.some(({ kind }) => kind === Token.group)) {
    enter(reading, Mode.body, at);
    return;
  }
  if (
    tokens.length === 2 &&
    tokens[1]?.kind === Token.literal &&
    text.startsWith("extern", tokens[0]?.start)
  ) {
    tokens.length = 0;
    reading.at++;
    return;
  }
  enter(reading, Mode.braces, at);
};

interface TypeHead {
  readonly mode: number;
  readonly head: number;
  readonly name: Opened["name"];
}

/** The `struct`, `union` or `enum` whose braces follow the tokens: nothing but attributes and a tag stand between. */
const typeBefore = (tokens: readonly HeadToken[]): TypeHead | undefined => {
  let name: HeadToken | undefined;
  for (let i = tokens.length - 1; i >= 0; i--) {
    const token = tokens[i];
    if (token === undefined) return undefined;
    if (token.kind === Token.group) {
      if (tokens[i - 1]?.kind !== Token.word) return undefined;
      // `__aligned(8)`: the word before the parentheses is no tag.
      i--;
      if (tokens[i]?.word !== Word.attributeCall && !isLikeAttribute(tokens, i)) return undefined;
      continue;
    }
    if (token.kind !== Token.word) return undefined;
    if (token.word === Word.tag) return { mode: Mode.fields, head: token.start, name };
    if (token.word === Word.enum) return { mode: Mode.enumerators, head: token.start, name };
    if (token.word === Word.attribute) continue;
    if (token.word !== Word.none || name !== undefined) return undefined;
    name = token;
  }
  return undefined;
};

const isLikeAttribute = (tokens: readonly HeadToken[], at: number): boolean => {
  const before = tokens[at - 1]?.word;
  return before === Word.tag || before === Word.enum;
};

/** Reads the word at `reading.at` among the members of a struct or union: a type with braces may begin there. */
export const readField = (reading: Reading): void => {
  const { text, at } = reading;
  const end = endOfWord(text, at);
  reading.at = end;
  const length = end - at;
  if (length < 4 || length > 6) return;
  const kind = wordKind(text, at, end);
  if (kind !== Word.tag && kind !== Word.enum) return;
  let name: Opened["name"];
  let i = behindTrivia(text, end);
  while (i < text.length && isWordCode(text.charCodeAt(i))) {
    const wordEnd = endOfWord(text, i);
    const word = wordKind(text, i, wordEnd);
    const next = behindTrivia(text, wordEnd);
    const isCall = text.charCodeAt(next) === 40;
    if (word === Word.none && !isCall) {
      if (name !== undefined) return;
      name = { start: i, end: wordEnd };
    }
    i = isCall ? behindTrivia(text, endOfGroup(text, next, next + longestAttribute)) : next;
  }
  if (text.charCodeAt(i) !== 123) return;
  enter(reading, kind === Word.tag ? Mode.fields : Mode.enumerators, i, { head: at, name });
};

/** Reads the word at `reading.at` in an enum. No comma need follow: the word may be a macro that brings its own. */
export const readEnumerator = (reading: Reading): void => {
  const { text, at, items } = reading;
  const end = endOfWord(text, at);
  reading.at = end;
  const code = text.charCodeAt(at);
  if (!reading.isNameNext || (code >= 48 && code <= 57)) return;
  if (isAttribute(wordKind(text, at, end))) return;
  const name = text.slice(at, end);
  const next = behindTrivia(text, end);
  if (text.charCodeAt(next) === 40) {
    reading.at = endOfGroup(text, next, text.length);
    const call = `enum { ${text.slice(at, reading.at)} };`;
    items.push({ kind: "call", name, text: call, start: at, end: reading.at });
    return;
  }
  items.push({
    kind: "declaration",
    name,
    what: "constant",
    parameters: undefined,
    isVariadic: false,
    isStatic: false,
    start: at,
    end,
    bodyStart: -1,
    nameStart: at,
  });
};

const isAttribute = (word: number): boolean => word === Word.attribute || word === Word.attributeCall;

/** Behind white space and comments. */
const behindTrivia = (text: string, from: number): number => {
  let i = behindSpaces(text, from);
  while (text.charCodeAt(i) === 47) {
    const next = text.charCodeAt(i + 1);
    if (next !== 42 && next !== 47) return i;
    i = behindSpaces(text, next === 42 ? endOfBlockComment(text, i) : endOfLineComment(text, i));
  }
  return i;
};

/** Of the arguments of an attribute between `struct` and its brace: each `struct` looks no further. */
const longestAttribute = 1000;

/** Behind the parenthesis that closes the one at `at`, or `limit`. */
const endOfGroup = (text: string, at: number, limit: number): number => {
  const end = Math.min(text.length, limit);
  let depth = 0;
  for (let i = at; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === 40) depth++;
    else if (code === 41) {
      if (--depth === 0) return i + 1;
    } else if (code === 34 || code === 39) i = Math.max(endOfLiteral(text, i), i + 1) - 1;
    else if (code === 47 && text.charCodeAt(i + 1) === 42) i = endOfBlockComment(text, i) - 1;
  }
  return end;
};
