/**
 * Reads one declaration at file scope from its tokens: what it declares, or that only an expansion of its macros could
 * tell. C's own grammar and the annotations of syntax/words.ts are known; nothing is guessed.
 */
import { behindSpaces, endOfWord } from "../syntax/characters.ts";
import { Word, wordKind } from "../syntax/words.ts";
import { type Declarator, readDeclarator } from "./header-declarator.ts";
import type { Reading } from "./header-reading.ts";
import { type HeadToken, Token } from "./header-token.ts";

/** The tokens are macro calls and nothing else: these may do without a semicolon. */
const isCompleteCall = (tokens: readonly HeadToken[]): boolean => {
  const { length } = tokens;
  if (length === 0 || length % 2 !== 0) return false;
  for (let i = 0; i < length; i += 2) {
    const word = tokens[i];
    if (word?.kind !== Token.word || word.word !== Word.none || tokens[i + 1]?.kind !== Token.group)
      return false;
  }
  return true;
};

/** Nothing but names of macros, with or without arguments: what they are may change with the next line. */
export const isOnlyMacros = (tokens: readonly HeadToken[]): boolean =>
  tokens.length > 0 &&
  tokens.every(
    ({ kind, word }, i) =>
      (kind === Token.word && word === Word.none) ||
      (kind === Token.group && tokens[i - 1]?.kind === Token.word),
  );

/** The word at `at`, the first of its line, begins another declaration than the tokens before it. */
export const endsCall = (text: string, tokens: readonly HeadToken[], at: number): boolean => {
  const isAtMargin = at === 0 || text.charCodeAt(at - 1) === 10;
  const isCall = isCompleteCall(tokens);
  if (!isCall && (!isAtMargin || tokens.every(isSpecifier))) return false;
  const end = endOfWord(text, at);
  const kind = wordKind(text, at, end);
  if (isCall) return kind !== Word.attribute && kind !== Word.attributeCall;
  return kind === Word.storage && margin.has(text.slice(at, end));
};

/** Words that begin a declaration, wherever the line before was left. */
const margin: ReadonlySet<string> = new Set(["static", "extern", "typedef"]);

/** Says nothing of a type or a name. */
const isSpecifier = (token: HeadToken | undefined): boolean =>
  token?.kind === Token.word &&
  (token.word === Word.storage ||
    token.word === Word.qualifier ||
    token.word === Word.attribute ||
    token.word === Word.noise);

/** Adds what the tokens of `reading` declare. `bodyStart`: the brace of the function's body that ends it, or -1. */
export const readDeclaration = (reading: Reading, end: number, bodyStart: number): void => {
  const { text, tokens } = reading;
  const head = readSpecifiers(text, tokens);
  if (head === undefined) {
    addCall(reading, end);
    return;
  }
  if (head.next >= tokens.length) return;
  const declarators = readDeclarators(reading, head.next);
  if (declarators === undefined) {
    addCall(reading, end);
    return;
  }
  for (const declarator of declarators) addDeclaration(reading, head, declarator, end, bodyStart);
};

interface Head {
  /** The index of the first token behind the specifiers. */
  readonly next: number;
  readonly isStatic: boolean;
  readonly isType: boolean;
}

/** undefined: what stands there is no type, or a macro. */
const readSpecifiers = (text: string, tokens: readonly HeadToken[]): Head | undefined => {
  const specifiers: Specifiers = { isStatic: false, isType: false, hasType: false, isPlain: false };
  let i = 0;
  for (; i < tokens.length; i++) {
    const token = tokens[i];
    if (token?.kind !== Token.word) break;
    if (token.word === Word.asm) return headOf(specifiers, tokens.length);
    if (token.word === Word.none && specifiers.hasType) return headOf(specifiers, i);
    if (specifiers.isType && specifiers.hasType && isWord(text, token, "bool")) return headOf(specifiers, i);
    const last = readSpecifier(text, tokens, i, specifiers);
    if (last === undefined) return undefined;
    i = last;
  }
  const isWhole = i < tokens.length || isAboutTypes(tokens);
  return specifiers.hasType && isWhole ? headOf(specifiers, i) : isHarmless(tokens, i);
};

interface Specifiers {
  isStatic: boolean;
  isType: boolean;
  hasType: boolean;
  /** The type is a name: no other word of a type may follow it, so that it is a macro where one does. */
  isPlain: boolean;
}

const headOf = ({ isStatic, isType }: Specifiers, next: number): Head => ({ next, isStatic, isType });

/** Takes the word at `at`; gives the index of its last token, undefined where it is no specifier. */
const readSpecifier = (
  text: string,
  tokens: readonly HeadToken[],
  at: number,
  specifiers: Specifiers,
): number | undefined => {
  const token = tokens[at];
  const isCall = tokens[at + 1]?.kind === Token.group;
  if (token === undefined || (specifiers.isPlain && endsPlain.has(token.word))) return undefined;
  switch (token.word) {
    case Word.storage:
      if (isWord(text, token, "static")) specifiers.isStatic = true;
      else if (isWord(text, token, "typedef")) specifiers.isType = true;
      return at;
    case Word.qualifier:
    case Word.noise:
    case Word.attribute:
      return at;
    case Word.attributeCall:
      return isCall ? at + 1 : at;
    case Word.primitive:
      specifiers.hasType = true;
      return at;
    case Word.typeof:
      specifiers.hasType = true;
      return isCall ? at + 1 : at;
    case Word.tag:
    case Word.enum:
      specifiers.hasType = true;
      return behindTag(tokens, at);
    case Word.none:
      if (isCall && !isDeclarator(text, tokens, at + 1, specifiers.isType)) return undefined;
      specifiers.hasType = true;
      specifiers.isPlain = true;
      return at;
    default:
      return undefined;
  }
};

/** What never follows a type's name. */
const endsPlain: ReadonlySet<number> = new Set([Word.storage, Word.primitive, Word.tag, Word.enum]);

/** `u32 (*name)(...)`, `typedef u32 (name)(...)`: the word before is a type, not a macro that is called. */
const isDeclarator = (text: string, tokens: readonly HeadToken[], at: number, isType: boolean): boolean => {
  const group = tokens[at];
  const next = tokens[at + 1];
  if (group === undefined || next === undefined) return false;
  if (text.charCodeAt(behindSpaces(text, group.start + 1)) === 42) return true;
  return isType && next.kind === Token.group && /^\(\s*\w+\s*\)$/u.test(text.slice(group.start, group.end));
};

/** Nothing but specifiers: they declare nothing. */
const isHarmless = (tokens: readonly HeadToken[], next: number): Head | undefined =>
  next === tokens.length && tokens.every(isSpecifier) ? { next, isStatic: false, isType: false } : undefined;

/** `struct x;`: without a declarator only a type's keyword makes sense. */
const isAboutTypes = (tokens: readonly HeadToken[]): boolean =>
  tokens.some(({ word }) => word === Word.tag || word === Word.enum);

/** The index of the last token of the struct, union or enum that begins at `from`. */
const behindTag = (tokens: readonly HeadToken[], from: number): number => {
  let hasTag = false;
  let i = from;
  for (;;) {
    const next = tokens[i + 1];
    if (next?.kind === Token.type) return i + 1;
    if (next?.kind !== Token.word) return i;
    if (next.word === Word.attributeCall && tokens[i + 2]?.kind === Token.group) i += 2;
    else if (next.word === Word.attribute) i++;
    else if (next.word === Word.none && !hasTag) {
      hasTag = true;
      i++;
    } else return i;
  }
};

const isWord = (text: string, { start, end }: HeadToken, word: string): boolean =>
  end - start === word.length && text.startsWith(word, start);

/** undefined as soon as one of them is not understood. */
const readDeclarators = (
  { text, tokens, isExpanded }: Reading,
  from: number,
): readonly Declarator[] | undefined => {
  const declarators: Declarator[] = [];
  let start = from;
  for (let i = from; i <= tokens.length; i++) {
    if (i < tokens.length && tokens[i]?.kind !== Token.comma) continue;
    const declarator = readDeclarator(text, tokens.slice(start, i), isExpanded);
    start = i + 1;
    if (declarator === "none") continue;
    if (declarator === undefined) return undefined;
    declarators.push(declarator);
  }
  return declarators;
};

const addDeclaration = (
  reading: Reading,
  head: Head,
  declarator: Declarator,
  end: number,
  bodyStart: number,
): void => {
  const { text, items, tokens } = reading;
  const isBody = bodyStart >= 0 && declarator.isFunction;
  items.push({
    kind: "declaration",
    name: text.slice(declarator.start, declarator.end),
    what: head.isType ? "type" : isBody ? "inline" : declarator.isFunction ? "function" : "variable",
    parameters: head.isType ? undefined : declarator.parameters,
    isVariadic: !head.isType && declarator.isVariadic,
    isStatic: head.isStatic,
    start: tokens[0]?.start ?? declarator.start,
    end,
    bodyStart: isBody ? bodyStart : -1,
    nameStart: declarator.start,
  });
};

/** What the braces of a type hold is told already; the rest is expanded without them. */
const addCall = (reading: Reading, end: number): void => {
  const { text, items, tokens } = reading;
  const start = tokens[0]?.start ?? end;
  const name = callName(text, tokens);
  if (name === "") return;
  const type = tokens.findLast(({ kind }) => kind === Token.type);
  const isType =
    type !== undefined && tokens.some(({ start: at, end: to }) => text.slice(at, to) === "typedef");
  const whole =
    type === undefined
      ? text.slice(start, end)
      : `${isType ? "typedef " : ""}int ${text.slice(type.end, end)}`;
  items.push({ kind: "call", name, text: whole, start, end });
};

const isPlain = ({ kind, word }: HeadToken): boolean => kind === Token.word && word === Word.none;

/** The first word before parentheses, or the first word that is none of C's. */
const callName = (text: string, tokens: readonly HeadToken[]): string => {
  const called = tokens.findIndex((token, i) => isPlain(token) && tokens[i + 1]?.kind === Token.group);
  const token = tokens[called] ?? tokens.find(isPlain);
  return token === undefined ? "" : text.slice(token.start, token.end);
};
