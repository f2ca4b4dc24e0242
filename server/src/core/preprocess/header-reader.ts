/**
 * Reads a kernel header, or a C file, at file scope: what it says to the preprocessor and what it declares, in text
 * order and before any condition is decided. One pass over the characters, linear in the text; never throws. What only
 * an expansion of macros could tell is handed on as a `call`.
 */
import { endOfBlockComment, endOfLineComment, endOfLiteral, startsLine } from "../syntax/characters.ts";
import type { HeaderItem, HeaderItems } from "./header.ts";
import { endsCall, isOnlyMacros, readDeclaration } from "./header-declaration.ts";
import { readDirectiveAt } from "./header-directive.ts";
import { enter, Mode, type Opened, type Reading } from "./header-reading.ts";
import { maxRecoveries, recover } from "./header-recovery.ts";
import { type HeadToken, isWordCode, pushWord, Token } from "./header-token.ts";
import { openBrace, readEnumerator, readField } from "./header-type.ts";

/** Takes any text; gives its items. A branch that only assembler or C++ sees is told by its conditions alone. */
export const readHeader = (text: string): HeaderItems => read(text, false);

/** The same for text whose macros are expanded: what looks like one is C. */
export const readExpandedText = (text: string): HeaderItems => read(text, true);

const read = (text: string, isExpanded: boolean): HeaderItems => {
  const items: HeaderItem[] = [];
  const reading: Reading = {
    text,
    isExpanded,
    items,
    at: 0,
    tokens: [],
    opened: undefined,
    depth: 0,
    isNameNext: false,
    branches: [],
    isOnce: false,
  };
  readOn(reading);
  for (let i = 0; i < maxRecoveries && reading.opened !== undefined; i++) {
    const bodyStart = recover(reading);
    if (bodyStart === undefined) break;
    finish(reading, reading.at, bodyStart);
    readOn(reading);
  }
  finish(reading, reading.opened === undefined ? endOfTokens(reading.tokens) : text.length, -1);
  return reading.isOnce ? { items, isOnce: true } : { items };
};

const readOn = (reading: Reading): void => {
  const { length } = reading.text;
  while (reading.at < length) {
    if (reading.opened === undefined) readAtFileScope(reading);
    else readInside(reading, reading.opened);
  }
};

const readAtFileScope = (reading: Reading): void => {
  const { text, tokens, at } = reading;
  const code = text.charCodeAt(at);
  if (code <= 32) reading.at++;
  else if (isWordCode(code)) {
    if (tokens.length > 0 && startsLine(text, at) && endsCall(text, tokens, at))
      finish(reading, endOfTokens(tokens), -1);
    reading.at = pushWord(text, at, reading.tokens);
  } else if (isTrivia(reading, code)) return;
  else readPunctuator(reading, code);
};

const readPunctuator = (reading: Reading, code: number): void => {
  const { text, at, tokens } = reading;
  switch (code) {
    case 59: // ;
      reading.at++;
      finish(reading, at + 1, -1);
      return;
    case 40: // (
      enter(reading, Mode.parentheses, at);
      return;
    case 123: // {
      openBrace(reading);
      return;
    case 125: // } of extern "C", or one too many
      tokens.length = 0;
      reading.at++;
      return;
    case 34: // "
    case 39: {
      const end = endOfLiteral(text, at);
      tokens.push({ kind: Token.literal, word: 0, start: at, end });
      reading.at = Math.max(end, at + 1);
      return;
    }
    default:
      tokens.push({ kind: kindOf(code), word: 0, start: at, end: at + 1 });
      reading.at++;
  }
};

const kindOf = (code: number): number => {
  switch (code) {
    case 42:
      return Token.star;
    case 44:
      return Token.comma;
    case 61:
      return Token.equals;
    case 91:
      return Token.openBracket;
    case 93:
      return Token.closeBracket;
    default:
      return Token.other;
  }
};

/** Goes over a comment, a splice or a preprocessor line at `reading.at`, if one is there. */
const isTrivia = (reading: Reading, code: number): boolean => {
  const { text, at } = reading;
  if (code === 47) {
    const next = text.charCodeAt(at + 1);
    if (next !== 42 && next !== 47) return false;
    reading.at = next === 42 ? endOfBlockComment(text, at) : endOfLineComment(text, at);
    return true;
  }
  if (code === 92) {
    reading.at++;
    return true;
  }
  if (code !== 35 || !startsLine(text, at)) return false;
  if (reading.opened === undefined && isOnlyMacros(reading.tokens))
    finish(reading, endOfTokens(reading.tokens), -1);
  readDirectiveAt(reading);
  return true;
};

const readInside = (reading: Reading, opened: Opened): void => {
  switch (opened.mode) {
    case Mode.parentheses:
      skipBrackets(reading, opened, 40, 41);
      return;
    case Mode.fields:
      readFields(reading, opened);
      return;
    case Mode.enumerators:
      readEnumerators(reading, opened);
      return;
    default:
      skipBrackets(reading, opened, 123, 125);
  }
};

/** To the bracket's partner, or to the first preprocessor line, whichever comes first. */
const skipBrackets = (reading: Reading, opened: Opened, open: number, close: number): void => {
  const { text } = reading;
  const { length } = text;
  let { depth, at } = reading;
  for (; at < length; at++) {
    const code = text.charCodeAt(at);
    if (passive[code] === 1 || code > 125) continue;
    if (code === open) depth++;
    else if (code === close) {
      if (--depth > 0) continue;
      reading.at = at + 1;
      closeGroup(reading, opened);
      return;
    } else if (code === 34 || code === 39) at = Math.max(endOfLiteral(text, at), at + 1) - 1;
    else if (code === 35 || code === 47) {
      reading.at = at;
      reading.depth = depth;
      if (isTrivia(reading, code)) return;
    }
  }
  reading.at = at;
  reading.depth = depth;
};

/** 1 for what neither opens, closes nor hides anything. */
const passive = Uint8Array.from({ length: 126 }, (_, code) =>
  "\"'#/(){}".includes(String.fromCharCode(code)) ? 0 : 1,
);

const closeGroup = (reading: Reading, opened: Opened): void => {
  const { at, tokens } = reading;
  reading.opened = opened.outer;
  reading.depth = 0;
  if (opened.mode === Mode.body) {
    finish(reading, at, opened.start);
    return;
  }
  if (opened.outer !== undefined) return;
  const kind = opened.mode === Mode.parentheses ? Token.group : Token.braces;
  tokens.push({ kind, word: 0, start: opened.start, end: at });
};

/** One step inside the braces of a struct or union. */
const readFields = (reading: Reading, opened: Opened): void => {
  const code = reading.text.charCodeAt(reading.at);
  if (isWordCode(code)) readField(reading);
  else readInType(reading, opened, code);
};

/** One step inside the braces of an enum. */
const readEnumerators = (reading: Reading, opened: Opened): void => {
  const code = reading.text.charCodeAt(reading.at);
  if (isWordCode(code)) readEnumerator(reading);
  else if (code === 44 || code === 61) {
    reading.isNameNext = code === 44;
    reading.at++;
  } else readInType(reading, opened, code);
};

/** What is no word inside the braces of a struct, union or enum. */
const readInType = (reading: Reading, opened: Opened, code: number): void => {
  if (code === 123) enter(reading, Mode.braces, reading.at);
  else if (code === 40) enter(reading, Mode.parentheses, reading.at);
  else if (code === 125) {
    reading.at++;
    closeType(reading, opened);
  } else if (code === 34 || code === 39)
    reading.at = Math.max(endOfLiteral(reading.text, reading.at), reading.at + 1);
  else if ((code !== 47 && code !== 35 && code !== 92) || !isTrivia(reading, code)) reading.at++;
};

/** Behind the `}` of a struct, union or enum. */
const closeType = (reading: Reading, opened: Opened): void => {
  const { at, items, text } = reading;
  if (opened.name !== undefined) {
    items.push({
      kind: "declaration",
      name: text.slice(opened.name.start, opened.name.end),
      what: "tag",
      parameters: undefined,
      isVariadic: false,
      isStatic: false,
      start: opened.head,
      end: at,
      bodyStart: -1,
      nameStart: opened.name.start,
    });
  }
  reading.opened = opened.outer;
  reading.isNameNext = false;
  if (opened.outer === undefined) {
    reading.tokens.push({ kind: Token.type, word: 0, start: opened.start, end: at });
  }
};

const finish = (reading: Reading, end: number, bodyStart: number): void => {
  if (reading.tokens.length === 0) return;
  readDeclaration(reading, end, bodyStart);
  reading.tokens.length = 0;
};

const endOfTokens = (tokens: readonly HeadToken[]): number => tokens.at(-1)?.end ?? 0;
