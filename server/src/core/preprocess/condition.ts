/**
 * `#if` and `#elif` expressions as gcc decides them: macros expanded, then 64-bit integer arithmetic. Three-valued: what
 * rests on something not known is undefined, and so is what gcc would call an error.
 */

import { hasAttribute, hasBuiltin } from "./compiler-features.ts";
import { evaluateExpression, notKnown } from "./condition-expression.ts";
import { expand, type MacroLookup } from "./expand.ts";
import type { MacroCache } from "./macro-body.ts";
import { type Token, tokensOf } from "./tokens.ts";

export interface ConditionContext {
  /** Is there such a header? undefined: not known. */
  readonly hasInclude?: (path: string, form: "system" | "quoted") => boolean | undefined;
  /** Macro bodies read before. */
  readonly cache?: MacroCache;
}

/** Takes what stands after `#if`, and the macros in force there; tells whether the branch is compiled. */
export const evaluateCondition = (
  text: string,
  macros: MacroLookup,
  context: ConditionContext,
): boolean | undefined => {
  const simple = simpleCondition(text, macros);
  if (simple !== undefined) return simple;
  const tokens = withoutQuestions(tokensOf(text), text, macros, context);
  const expansion = expand(
    tokens,
    macros,
    context.cache === undefined ? { isCondition: true } : { isCondition: true, cache: context.cache },
  );
  if (!expansion.isWhole) return undefined;
  const value = evaluateExpression(expansion.tokens, (name) => isDefined(name, macros));
  return value?.value === undefined ? undefined : value.value !== 0n;
};

/** `defined(X)`, `!defined(X)` and these joined by `&&`, which most conditions are. */
const simpleCondition = (text: string, macros: MacroLookup): boolean | undefined => {
  let result = true;
  for (const part of text.includes("&&") ? text.split("&&") : [text]) {
    const found = /^\s*(!?)\s*defined\s*\(?\s*([A-Za-z_]\w*)\s*\)?\s*$/u.exec(part);
    if (found === null || part.includes("(") !== part.includes(")")) return undefined;
    const [, not, name = ""] = found;
    result &&= isDefined(name, macros) !== (not === "!");
  }
  return result;
};

/** gcc's own that `defined` knows though they are in no table. */
const dynamic: ReadonlySet<string> = new Set([
  "__has_attribute",
  "__has_cpp_attribute",
  "__has_builtin",
  "__has_include",
  "__has_include_next",
  "__LINE__",
  "__FILE__",
  "__BASE_FILE__",
  "__COUNTER__",
  "__DATE__",
  "__TIME__",
  "__TIMESTAMP__",
  "__INCLUDE_LEVEL__",
]);

const isDefined = (name: string, macros: MacroLookup): boolean =>
  macros.get(name) !== undefined || (name.startsWith("__") && dynamic.has(name));

/** The tokens with `__has_include(<x.h>)`, `__has_attribute(x)` and `__has_builtin(x)` answered by a number. */
const withoutQuestions = (
  tokens: readonly Token[],
  text: string,
  macros: MacroLookup,
  context: ConditionContext,
): readonly Token[] => {
  if (!text.includes("__has_")) return tokens;
  const result: Token[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const close =
      tokens[at + 1]?.text === "(" && token.text.startsWith("__has_") ? closing(tokens, at + 1) : -1;
    if (close < 0 || macros.get(token.text) !== undefined || tokens[at - 1]?.text === "defined") {
      result.push(token);
      continue;
    }
    const answer = answerOf(token.text, tokens.slice(at + 2, close), text, context);
    result.push(
      answer === undefined
        ? { ...token, text: notKnown }
        : { ...token, kind: "number", text: answer ? "1" : "0" },
    );
    at = close;
  }
  return result;
};

const closing = (tokens: readonly Token[], open: number): number => {
  for (let at = open; at < tokens.length; at += 1) if (tokens[at]?.text === ")") return at;
  return -1;
};

const answerOf = (
  question: string,
  asked: readonly Token[],
  text: string,
  context: ConditionContext,
): boolean | undefined => {
  const first = asked[0];
  const last = asked.at(-1);
  if (first === undefined || last === undefined) return undefined;
  switch (question) {
    case "__has_include":
      if (first.kind === "string") return context.hasInclude?.(first.text.slice(1, -1), "quoted");
      if (first.text !== "<" || last.text !== ">") return undefined;
      return context.hasInclude?.(text.slice(first.offset + 1, last.offset).trim(), "system");
    case "__has_attribute":
      return asked.length === 1 ? hasAttribute(first.text) : undefined;
    case "__has_builtin":
      return asked.length === 1 ? hasBuiltin(first.text) : undefined;
    default:
      return undefined;
  }
};
