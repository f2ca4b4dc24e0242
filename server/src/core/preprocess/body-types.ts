/** Where a type's name stands, and what it measures. */

import { expression, isTooDeep } from "./body-expressions.ts";
import { inNever } from "./body-locals.ts";
import { close, skipBrackets, textAt, type Walk } from "./body-state.ts";
import { typeofWords, typeWords } from "./body-words.ts";

/** Is the token a word that a type's name begins with? */
export const isTypeWord = (walk: Walk, at: number): boolean => {
  const token = walk.tokens[at];
  if (token?.kind !== "word") return false;
  if (typeWords.has(token.text)) return true;
  const local = walk.locals.get(token.text);
  if (local !== undefined) return local.kind === "type";
  return walk.lookup.declarationOf(token.text)?.what === "type";
};

/** Does the parenthesis at `open` hold a type's name? Of a name nobody knows its surroundings tell. */
export const isTypeIn = (walk: Walk, open: number): boolean => {
  const token = walk.tokens[open + 1];
  if (token?.kind !== "word") return false;
  if (token.text === "__extension__") return isTypeIn(walk, open + 1);
  if (isTypeWord(walk, open + 1)) return true;
  if (walk.locals.has(token.text) || walk.lookup.declarationOf(token.text) !== undefined) return false;
  let at = open + 2;
  while (walk.tokens[at]?.text === "*") at += 1;
  if (walk.tokens[at]?.text !== ")") return false;
  const after = walk.tokens[at + 1];
  return at > open + 2 || (after !== undefined && after.kind !== "punctuator" && after.text !== "?");
};

/** Goes through a type's name up to a place: only what `typeof` measures is read. */
export const typeName = (walk: Walk, end: number): void => {
  while (walk.at < end) {
    const text = textAt(walk);
    if (typeofWords.has(text)) typeOf(walk);
    else if (text === "{" || text === "[" || (text === "(" && textAt(walk, 1) !== "*")) skipBrackets(walk);
    else walk.at += 1;
  }
};

/** `typeof(x)`, from the word on. */
export const typeOf = (walk: Walk): void => {
  walk.at += 1;
  if (textAt(walk) !== "(" || isTooDeep(walk)) return;
  walk.depth += 1;
  const closing = walk.closing[walk.at] ?? walk.tokens.length;
  inNever(walk, () => {
    const isType = isTypeIn(walk, walk.at);
    walk.at += 1;
    if (isType) typeName(walk, closing);
    else expression(walk);
    close(walk, closing);
  });
  walk.depth -= 1;
};
