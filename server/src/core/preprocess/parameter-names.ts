/** The names that a function's head gives to its parameters. */
import { Word, wordKind } from "../syntax/words.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** Takes a function up to its body; gives the names of its parameters, those of a callback's own among them. */
export const parameterNames = (head: string): readonly string[] => {
  const tokens = tokensOf(head);
  const open = openingOfList(tokens);
  const names: string[] = [];
  let last: string | undefined;
  for (let at = open + 1; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.kind === "word" && wordKind(token.text, 0, token.text.length) === Word.none) last = token.text;
    else if (token?.text === "," || token?.text === ")" || token?.text === "[") {
      if (last !== undefined) names.push(last);
      last = undefined;
    }
  }
  return names;
};

/** The index of the parenthesis behind the function's name: the first that no attribute brings. */
const openingOfList = (tokens: readonly Token[]): number => {
  for (let at = 1; at < tokens.length; at++) {
    const before = tokens[at - 1];
    if (tokens[at]?.text !== "(" || before?.kind !== "word") continue;
    if (wordKind(before.text, 0, before.text.length) === Word.none) return at;
    at = closing(tokens, at);
  }
  return tokens.length;
};

const closing = (tokens: readonly Token[], open: number): number => {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const text = tokens[at]?.text;
    if (text === "(") depth++;
    else if (text === ")" && --depth === 0) return at;
  }
  return tokens.length;
};
