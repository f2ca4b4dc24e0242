/** Primary expressions and what follows them: calls, members, indexes. */

import { compilerCall, selection } from "./body-compiler-calls.ts";
import { assignment, expression, stepped } from "./body-expressions.ts";
import { act, anchor, escape, refer, valueOfOuter } from "./body-locals.ts";
import { close, type Found, isWordAt, type Local, textAt, type Walk } from "./body-state.ts";
import { statementExpression } from "./body-statements.ts";
import { known, perhaps, plain, runTime, type Value } from "./body-value.ts";
import { foldedFunctions, isCompilerName } from "./body-words.ts";
import { numberOf } from "./condition-expression.ts";

/** Reads a primary expression, or takes one that was read, and everything that follows it. */
export const postfix = (walk: Walk, read?: Value): Value => {
  let value = read ?? primary(walk);
  for (;;) {
    const token = walk.tokens[walk.at];
    if (token?.kind !== "punctuator") return value;
    if (token.text === "[") value = indexed(walk, value);
    else if (token.text === "(") value = called(walk, undefined);
    else if (token.text === "." || token.text === "->") {
      walk.at += 2;
      value = token.text === "." ? memberOf(value) : runTime;
    } else if (token.text === "++" || token.text === "--") {
      walk.at += 1;
      value = stepped(walk, value, token.text);
    } else return value;
  }
};

/** A member of a local is known as far as the local is; of a constant, as little. */
const memberOf = (value: Value): Value => {
  if (value.local !== undefined) return { ...(value.isRunTime ? runTime : perhaps), local: value.local };
  return value.isRunTime ? runTime : perhaps;
};

const indexed = (walk: Walk, value: Value): Value => {
  const closing = walk.closing[walk.at] ?? walk.tokens.length;
  walk.at += 1;
  const index = expression(walk);
  close(walk, closing);
  if (value.local?.isArray === true)
    return { ...(value.isRunTime || index.isRunTime ? runTime : perhaps), local: value.local };
  return value.local === undefined && !value.isRunTime && !index.isRunTime ? perhaps : runTime;
};

const primary = (walk: Walk): Value => {
  const token = walk.tokens[walk.at];
  switch (token?.kind) {
    case "word":
      return named(walk, token.text);
    case "number": {
      walk.at += 1;
      const value = numberOf(token.text)?.value;
      return value === undefined ? perhaps : known(value);
    }
    case "string":
      while (walk.tokens[walk.at]?.kind === "string") walk.at += 1;
      return perhaps;
    case "character":
      walk.at += 1;
      return token.text === "'\\0'" ? known(0n) : perhaps;
    case "punctuator":
    case undefined:
      return parenthesised(walk, token?.text);
  }
};

const parenthesised = (walk: Walk, text: string | undefined): Value => {
  if (text !== "(") {
    // Nothing an expression begins with: the statement around goes on behind it.
    walk.isWhole = false;
    return perhaps;
  }
  if (textAt(walk, 1) === "{") return statementExpression(walk);
  const closing = walk.closing[walk.at] ?? walk.tokens.length;
  walk.at += 1;
  // `(f)(x)` and `(*f)(x)` call f by its name.
  const skipped = textAt(walk) === "*" ? 1 : 0;
  const isName =
    isWordAt(walk, skipped) && walk.at + skipped + 1 === closing && walk.tokens[closing + 1]?.text === "(";
  if (
    isName &&
    !walk.locals.has(textAt(walk, skipped)) &&
    walk.lookup.declarationOf(textAt(walk, skipped))?.what !== "type"
  ) {
    const name = walk.at + skipped;
    walk.at = closing + 1;
    return called(walk, name);
  }
  const value = expressionIn(walk);
  close(walk, closing);
  return value;
};

/** An expression in parentheses is still a place to store to. */
const expressionIn = (walk: Walk): Value => {
  let value = assignment(walk);
  while (textAt(walk) === ",") {
    walk.at += 1;
    value = assignment(walk);
  }
  return value;
};

const named = (walk: Walk, name: string): Value => {
  const { at } = walk;
  const isCalled = textAt(walk, 1) === "(";
  const local = walk.locals.get(name);
  walk.at += 1;
  if (local !== undefined && local.kind !== "outer" && local.kind !== "error") return ofLocal(walk, local);
  if (name === "_Generic" && isCalled) return selection(walk);
  if (isCalled) return isCompilerName(name) ? compilerCall(walk, name) : called(walk, at);
  refer(walk, at, "value");
  return valueOfOuter(walk, name);
};

const ofLocal = (walk: Walk, local: Local): Value => {
  if (local.kind !== "variable") return perhaps;
  walk.loose.push(local);
  if (local.value !== undefined) return { ...known(local.value), local };
  return { ...(local.isRunTime ? runTime : perhaps), local };
};

/** A call from its `(` on: of the name at an index, or of a pointer. */
const called = (walk: Walk, at: number | undefined): Value => {
  const name = at === undefined ? undefined : walk.tokens[at]?.text;
  const found = at === undefined ? undefined : refer(walk, at, "call");
  const what =
    name === undefined ? "variable" : (walk.lookup.declarationOf(name)?.what ?? outerKind(walk, name));
  const start = walk.loose.length;
  const passed = passedIn(walk);
  const isFolded = name !== undefined && foldedFunctions.has(name);
  if (isFolded && found !== undefined) weaken(found);
  // What a function with a body does with its arguments is not known here.
  if (what === "function" || what === "variable") {
    anchor(walk, start);
    if (!isFolded) act(walk);
  }
  walk.loose.length = start;
  if (isFolded) return passed.isRunTime ? runTime : perhaps;
  if (what === "function" || what === "variable") return runTime;
  const isConstant = name === undefined || (walk.lookup.declarationOf(name)?.mayBeConstant ?? true);
  return isConstant || (passed.count > 0 && !passed.isRunTime) ? perhaps : runTime;
};

/** A function declared by the body itself is one of another file. */
const outerKind = (walk: Walk, name: string): "function" | undefined =>
  walk.locals.get(name)?.kind === "outer" ? "function" : undefined;

/** gcc may put code of its own in place of the call. */
const weaken = (found: Found): void => {
  found.anchor = Math.max(found.anchor, 1);
};

/** Reads the arguments of a call. */
export const passedIn = (
  walk: Walk,
): { readonly count: number; readonly isRunTime: boolean; readonly first: Value } => {
  const closing = walk.closing[walk.at] ?? walk.tokens.length;
  walk.at += 1;
  let count = 0;
  let isRunTime = false;
  let first: Value = perhaps;
  while (walk.at < closing) {
    const value = assignment(walk);
    if (value.local?.isArray === true) escape(walk, value.local);
    if (count === 0) first = plain(value);
    count += 1;
    isRunTime ||= value.isRunTime || value.local?.isArray === true;
    if (textAt(walk) !== ",") break;
    walk.at += 1;
  }
  close(walk, closing);
  return { count, isRunTime, first };
};
