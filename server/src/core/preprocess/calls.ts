/** The calls in a piece of C as its source spells them, before any macro is expanded. */

import { attributeWords, otherWords, typeWords } from "./body-words.ts";
import type { MacroLookup } from "./expand.ts";
import type { CallSite } from "./reference.ts";
import { type Token, tokensOf } from "./tokens.ts";

/**
 * Takes the text of a function's body, an initialiser or a whole file, and the macros in force; gives the calls of
 * functions and of function-like macros by name, in order. Left out: calls through members and pointers, and calls with
 * preprocessor lines among their arguments.
 */
export const callsIn = (text: string, macros: MacroLookup): readonly CallSite[] => {
  const { tokens, breaks } = withoutDirectives(text);
  const reader: Reader = { tokens, breaks, closing: closingOf(tokens), macros };
  const calls: CallSite[] = [];
  const enclosing: { readonly name: string; readonly end: number }[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    while ((enclosing.at(-1)?.end ?? tokens.length) <= at) enclosing.pop();
    if (token?.kind !== "word" || tokens[at + 1]?.text !== "(") continue;
    const end = reader.closing[at + 1] ?? tokens.length;
    if (attributeWords.has(token.text)) {
      at = Math.max(at, end);
      continue;
    }
    if (end >= tokens.length || !isCall(reader, at, token)) continue;
    const isMacro = macros.get(token.text)?.parameters !== undefined;
    if (!isBroken(reader, at, end)) calls.push(site(reader, at, token, isMacro, enclosing[0]?.name));
    if (isMacro) enclosing.push({ name: token.text, end });
  }
  return calls;
};

interface Reader {
  readonly tokens: readonly Token[];
  /** The indexes of the tokens that a preprocessor line stands before. */
  readonly breaks: readonly number[];
  readonly closing: Int32Array;
  readonly macros: MacroLookup;
}

/** The tokens of a piece of C but those of preprocessor lines, which stand before the tokens that `breaks` names. */
export const withoutDirectives = (
  text: string,
): { readonly tokens: readonly Token[]; readonly breaks: readonly number[] } => {
  const all = tokensOf(text);
  if (!text.includes("#")) return { tokens: all, breaks: [] };
  const tokens: Token[] = [];
  const breaks: number[] = [];
  let end = -1;
  for (const token of all) {
    if (token.offset < end) continue;
    if (
      token.text === "#" &&
      /(?:^|\n)[ \t]*$/u.test(text.slice(Math.max(0, token.offset - 200), token.offset))
    ) {
      end = endOfLine(text, token.offset);
      breaks.push(tokens.length);
    } else tokens.push(token);
  }
  return { tokens, breaks };
};

const endOfLine = (text: string, from: number): number => {
  let end = text.indexOf("\n", from);
  while (end > 0 && (text[end - 1] === "\\" || text.startsWith("\\\r", end - 2)))
    end = text.indexOf("\n", end + 1);
  return end < 0 ? text.length : end;
};

const closers: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

const closingOf = (tokens: readonly Token[]): Int32Array => {
  const closing = new Int32Array(tokens.length).fill(tokens.length);
  const open: { readonly at: number; readonly closer: string }[] = [];
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== "punctuator") continue;
    const closer = closers[token.text];
    if (closer !== undefined) open.push({ at, closer });
    else if (open.at(-1)?.closer === token.text) closing[open.pop()?.at ?? 0] = at;
  }
  return closing;
};

const isBroken = (reader: Reader, from: number, to: number): boolean =>
  reader.breaks.some((index) => index > from && index <= to);

/** Words that a call may follow: any other makes it a declaration. */
const before: ReadonlySet<string> = new Set([
  "return",
  "else",
  "do",
  "case",
  "sizeof",
  "__extension__",
  "goto",
]);

const isCall = (reader: Reader, at: number, token: Token): boolean => {
  const { tokens, macros } = reader;
  if (otherWords.has(token.text) || typeWords.has(token.text)) return false;
  // The preprocessor knows neither declarations nor members.
  if (macros.get(token.text)?.parameters !== undefined) return true;
  const previous = tokens[at - 1];
  if (previous === undefined) return true;
  if (previous.kind === "word") return before.has(previous.text);
  if (previous.text === "." || previous.text === "->") return false;
  if (tokens[at + 2]?.text === "*" && isPointerDeclarator(reader, at + 1)) return false;
  return previous.text !== "*" || !isDeclared(reader, at);
};

/** `type (*name)(int)`. */
const isPointerDeclarator = (reader: Reader, open: number): boolean => {
  const close = reader.closing[open] ?? -1;
  return close <= open + 4 && reader.tokens[close + 1]?.text === "(";
};

/** `struct type *name(int);` at the beginning of a statement. */
const isDeclared = (reader: Reader, at: number): boolean => {
  let back = at - 1;
  while (reader.tokens[back]?.text === "*") back -= 1;
  const last = back;
  while (reader.tokens[back]?.kind === "word") back -= 1;
  const boundary = reader.tokens[back]?.text;
  const isStart = boundary === undefined || boundary === ";" || boundary === "{" || boundary === "}";
  return isStart && back < last && !before.has(reader.tokens[back + 1]?.text ?? "");
};

const site = (
  reader: Reader,
  at: number,
  token: Token,
  isMacro: boolean,
  within: string | undefined,
): CallSite => {
  const close = reader.closing[at + 1] ?? at + 1;
  return {
    name: token.text,
    offset: token.offset,
    end: (reader.tokens[close]?.offset ?? token.offset) + 1,
    argumentCount: countArguments(reader, at + 1, close, isMacro),
    within,
  };
};

/** For the preprocessor only parentheses keep a comma from ending an argument. */
const countArguments = (reader: Reader, open: number, close: number, isMacro: boolean): number => {
  if (close === open + 1) return 0;
  let count = 1;
  for (let at = open + 1; at < close; at += 1) {
    const text = reader.tokens[at]?.text;
    if (text === "," && reader.tokens[at]?.kind === "punctuator") count += 1;
    else if (text === "(" || (!isMacro && (text === "[" || text === "{")))
      at = Math.min(reader.closing[at] ?? at, close);
  }
  return count;
};
