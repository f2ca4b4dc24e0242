/** Reads preprocessor lines. */
import { endOfBlockComment, isSpace, isWordPart } from "./characters.ts";
import type { Directive, NamedSpan } from "./pieces.ts";

/**
 * Reads the line text[start, end) that begins with `#`; spans are given relative to `base`.
 * Never fails: what cannot be read is `other`.
 */
export const readDirective = (text: string, start: number, end: number, base: number): Directive => {
  const wordStart = skipBlanks(text, start + 1, end);
  const wordEnd = endOfWord(text, wordStart, end);
  const word = text.slice(wordStart, wordEnd);
  switch (word) {
    case "include":
    case "include_next":
      return readInclude(text, wordEnd, end, base, word);
    case "define":
      return readDefine(text, wordEnd, end, base);
    case "if":
    case "ifdef":
    case "ifndef":
    case "elif":
    case "else":
    case "endif":
      return {
        kind: word,
        condition: word === "else" || word === "endif" ? "" : withoutComments(text.slice(wordEnd, end)),
      };
    default:
      return { kind: "other", word };
  }
};

/** What a conditional does to the nesting: +1 opens, 0 another branch, -1 closes; undefined for any other directive. */
export const nestingOf = (directive: Directive): 1 | 0 | -1 | undefined => {
  switch (directive.kind) {
    case "if":
    case "ifdef":
    case "ifndef":
      return 1;
    case "elif":
    case "else":
      return 0;
    case "endif":
      return -1;
    case "include":
    case "define":
    case "other":
      return undefined;
  }
};

/** `#if 0`: what follows, up to #else, #elif or #endif, is no C. */
export const opensDeadText = (directive: Directive): boolean =>
  directive.kind === "if" && directive.condition === "0";

const readInclude = (text: string, from: number, end: number, base: number, word: string): Directive => {
  const open = skipBlanks(text, from, end);
  const isSystem = text[open] === "<";
  if (open >= end || (!isSystem && text[open] !== '"')) return { kind: "other", word };
  const close = find(text, isSystem ? 62 : 34, open + 1, end);
  if (close < 0) return { kind: "other", word };
  const pathSpan = { start: open + 1 - base, end: close - base };
  return { kind: "include", path: text.slice(open + 1, close), pathSpan, isSystem };
};

const readDefine = (text: string, from: number, end: number, base: number): Directive => {
  const nameStart = skipBlanks(text, from, end);
  const nameEnd = endOfWord(text, nameStart, end);
  if (nameEnd === nameStart) return { kind: "other", word: "define" };
  const close = nameEnd < end && text.charCodeAt(nameEnd) === 40 ? find(text, 41, nameEnd, end) : -1;
  const isCall = close > 0;
  const bodyFrom = isCall ? close + 1 : nameEnd;
  return {
    kind: "define",
    name: named(text, nameStart, nameEnd, base),
    parameters: isCall ? parametersOf(text.slice(nameEnd + 1, close)) : undefined,
    body: trimmed(text, bodyFrom, end, base),
  };
};

const parametersOf = (inside: string): readonly string[] => {
  const clean = withoutComments(inside);
  return clean === "" ? [] : clean.split(",").map((name) => name.trim());
};

/** Line splices become blanks, comments a blank each; trimmed. */
const withoutComments = (text: string): string => {
  let out = "";
  let from = 0;
  for (let at = text.indexOf("/"); at >= 0; at = text.indexOf("/", at + 1)) {
    const next = text[at + 1];
    if (next !== "*" && next !== "/") continue;
    out += `${text.slice(from, at)} `;
    from = next === "*" ? endOfBlockComment(text, at) : text.length;
    at = from - 1;
  }
  return (out + text.slice(from)).replace(/\\\r?\n/g, " ").trim();
};

/** text[start, end) with white space taken off both ends. */
export const trimmed = (text: string, start: number, end: number, base: number): NamedSpan => {
  let from = start;
  let to = end;
  while (from < to && isSpace(text.charCodeAt(from))) from++;
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--;
  return named(text, from, to, base);
};

/** Looks no further than the line, so that a file of broken lines stays linear. */
const find = (text: string, code: number, from: number, end: number): number => {
  for (let i = from; i < end; i++) if (text.charCodeAt(i) === code) return i;
  return -1;
};

const named = (text: string, start: number, end: number, base: number): NamedSpan => ({
  text: text.slice(start, end),
  span: { start: start - base, end: end - base },
});

/** Blanks, splices and block comments. */
export const skipBlanks = (text: string, from: number, end: number): number => {
  let i = from;
  while (i < end) {
    const code = text.charCodeAt(i);
    if (isSpace(code) || code === 92) i++;
    else if (code === 47 && text.charCodeAt(i + 1) === 42) i = endOfBlockComment(text, i);
    else break;
  }
  return Math.min(i, end);
};

const endOfWord = (text: string, from: number, end: number): number => {
  let i = from;
  while (i < end && isWordPart(text.charCodeAt(i))) i++;
  return i;
};
