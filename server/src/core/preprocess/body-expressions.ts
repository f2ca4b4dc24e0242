/** Reads expressions: what they refer to is recorded, what is known of their value is given. */

import { initialiser } from "./body-declarations.ts";
import { act, anchor, anchorAll, assign, escape, hold, inBranch, inNever } from "./body-locals.ts";
import { postfix } from "./body-postfix.ts";
import { close, isAssignment, isWordAt, takes, textAt, type Walk } from "./body-state.ts";
import { isTypeIn, typeName } from "./body-types.ts";
import {
  both,
  cast,
  chosen,
  either,
  known,
  not,
  operated,
  perhaps,
  plain,
  runTime,
  size,
  type Value,
} from "./body-value.ts";
import { measureWords } from "./body-words.ts";

/** Assignments joined by commas: the value of the last. */
export const expression = (walk: Walk): Value => {
  let value = assignment(walk);
  while (takes(walk, ",")) value = assignment(walk);
  return plain(value);
};

/** One argument, or one initialiser. */
export const assignment = (walk: Walk): Value => {
  if (isTooDeep(walk)) return perhaps;
  walk.depth += 1;
  const start = walk.loose.length;
  const target = conditional(walk);
  const operator = textAt(walk);
  const value = isAssignment(operator) ? stored(walk, start, target, operator) : target;
  walk.depth -= 1;
  return value;
};

/** Nesting beyond what any source has: what is inside is not read. */
export const isTooDeep = (walk: Walk): boolean => {
  if (walk.depth < deepest) return false;
  walk.isWhole = false;
  walk.at = walk.tokens.length;
  return true;
};

const deepest = 200;

const stored = (walk: Walk, start: number, target: Value, operator: string): Value => {
  walk.at += 1;
  const value = plain(assignment(walk));
  const { local } = target;
  if (local === undefined) {
    if (!walk.isEveryBranchDoubted) anchor(walk, start);
    walk.loose.length = start;
    act(walk);
    return value;
  }
  const result = operator === "=" ? value : operated(operator.slice(0, -1), plain(target), value);
  assign(
    walk,
    local,
    local.isArray ? undefined : result.value,
    result.isRunTime || (local.isArray && local.isRunTime),
  );
  hold(walk, local, start);
  walk.loose.push(local);
  return result;
};

/** Doubts that a condition adds where it is true and where it is false. */
export const doubtsOf = (
  walk: Walk,
  condition: Value,
): { readonly whenTrue: number; readonly whenFalse: number } => {
  const { whenTrue, whenFalse } = condition;
  if (!walk.isEveryBranchDoubted || whenTrue === Infinity || whenFalse === Infinity)
    return { whenTrue, whenFalse };
  return { whenTrue: Math.max(whenTrue, 1), whenFalse: Math.max(whenFalse, 1) };
};

export const conditional = (walk: Walk): Value => {
  const start = walk.loose.length;
  const condition = binary(walk, 1);
  if (!takes(walk, "?")) return condition;
  const read = walk.loose.slice(start);
  const { effects } = walk;
  const doubts = doubtsOf(walk, condition);
  let left = condition;
  let right = perhaps;
  const isShort = textAt(walk) === ":";
  eitherBranch(
    walk,
    doubts,
    () => {
      if (!isShort) left = expression(walk);
      if (!takes(walk, ":")) walk.isWhole = false;
    },
    () => {
      if (isTooDeep(walk)) return;
      walk.depth += 1;
      right = conditional(walk);
      walk.depth -= 1;
    },
  );
  if (walk.effects !== effects) anchorAll(walk, read);
  return chosen(condition, left, right);
};

/** Reads both branches of a condition; what is referred to in either counts as if there were no condition. */
export const eitherBranch = (
  walk: Walk,
  doubts: { readonly whenTrue: number; readonly whenFalse: number },
  whenTrue: () => void,
  whenFalse: () => void,
): void => {
  const before = walk.doubts;
  const first = walk.found.length;
  const entry = inBranch(walk, doubts.whenTrue, whenTrue);
  const end = walk.doubts;
  const second = walk.found.length;
  walk.doubts = before;
  const otherEntry = inBranch(walk, doubts.whenFalse, whenFalse);
  const otherEnd = walk.doubts;
  if (doubts.whenTrue === 1 && doubts.whenFalse === 1) countShared(walk, first, second, before);
  walk.doubts = end === entry && otherEnd === otherEntry ? before : Math.min(end, otherEnd);
};

const countShared = (walk: Walk, first: number, second: number, doubts: number): void => {
  if (first === second || second === walk.found.length) return;
  const isCertainIn = (from: number, to: number): ReadonlySet<string> =>
    new Set(walk.found.slice(from, to).flatMap((found) => (found.doubts === doubts + 1 ? [found.name] : [])));
  const left = isCertainIn(first, second);
  const right = isCertainIn(second, walk.found.length);
  for (const found of walk.found.slice(first)) {
    if (found.doubts === doubts + 1 && left.has(found.name) && right.has(found.name)) found.doubts = doubts;
  }
};

const precedences: ReadonlyMap<string, number> = new Map(
  [
    ["||"],
    ["&&"],
    ["|"],
    ["^"],
    ["&"],
    ["==", "!="],
    ["<", ">", "<=", ">="],
    ["<<", ">>"],
    ["+", "-"],
    ["*", "/", "%"],
  ].flatMap((operators, index) => operators.map((operator): [string, number] => [operator, index + 1])),
);

const precedenceAt = (walk: Walk): number => {
  const token = walk.tokens[walk.at];
  return token?.kind === "punctuator" ? (precedences.get(token.text) ?? 0) : 0;
};

const binary = (walk: Walk, least: number): Value => {
  let left = unary(walk);
  for (let level = precedenceAt(walk); level >= least && level > 0; level = precedenceAt(walk)) {
    const operator = textAt(walk);
    walk.at += 1;
    if (level > 2) left = operated(operator, left, binary(walk, level + 1));
    else left = logical(walk, operator, left, level);
  }
  return left;
};

/** `&&` and `||`: the right side is done under the left one's condition. */
const logical = (walk: Walk, operator: string, left: Value, level: number): Value => {
  const { doubts } = walk;
  const added = doubtsOf(walk, left);
  let right = perhaps;
  inBranch(walk, operator === "&&" ? added.whenTrue : added.whenFalse, () => {
    right = binary(walk, level + 1);
  });
  walk.doubts = doubts;
  return operator === "&&" ? both(left, right) : either(left, right);
};

export const unary = (walk: Walk): Value => {
  const token = walk.tokens[walk.at];
  if (isTooDeep(walk)) return perhaps;
  walk.depth += 1;
  const value = token?.kind === "punctuator" ? prefixed(walk, token.text) : keyword(walk, token?.text ?? "");
  walk.depth -= 1;
  return value;
};

const prefixed = (walk: Walk, operator: string): Value => {
  switch (operator) {
    case "!":
      walk.at += 1;
      return not(unary(walk));
    case "-":
    case "+":
    case "~":
      walk.at += 1;
      return signed(operator, plain(unary(walk)));
    case "*":
      walk.at += 1;
      unary(walk);
      return runTime;
    case "&":
      walk.at += 1;
      escape(walk, unary(walk).local);
      return runTime;
    case "&&":
      // GNU: the address of a label.
      walk.at += 2;
      return perhaps;
    case "++":
    case "--":
      walk.at += 1;
      return stepped(walk, unary(walk), operator);
    case "(":
      return isTypeIn(walk, walk.at) ? castOrLiteral(walk) : postfix(walk);
    default:
      return postfix(walk);
  }
};

/** `x++` and `--x`. */
export const stepped = (walk: Walk, operand: Value, operator: string): Value => {
  const { local } = operand;
  if (local === undefined) act(walk);
  else if (local.value === undefined) assign(walk, local, undefined, local.isRunTime);
  else assign(walk, local, operator === "++" ? local.value + 1n : local.value - 1n, local.isRunTime);
  return plain(operand);
};

const signed = (operator: string, operand: Value): Value => {
  if (operand.value === undefined || operator === "+") return operand;
  return known(operator === "-" ? -operand.value : ~operand.value);
};

const keyword = (walk: Walk, word: string): Value => {
  if (word === "__extension__" || word === "__real__" || word === "__imag__") {
    walk.at += 1;
    return unary(walk);
  }
  if (!isWordAt(walk) || !measureWords.has(word)) return postfix(walk);
  walk.at += 1;
  inNever(walk, () => {
    const closing = walk.closing[walk.at] ?? walk.tokens.length;
    if (textAt(walk) !== "(" || !isTypeIn(walk, walk.at)) unary(walk);
    else {
      walk.at += 1;
      typeName(walk, closing);
      close(walk, closing);
    }
  });
  return size;
};

/** `(type) x` and `(type) { x }`. */
const castOrLiteral = (walk: Walk): Value => {
  const closing = walk.closing[walk.at] ?? walk.tokens.length;
  const isAddressed = textAt(walk, -1) === "&";
  const isArgument = textAt(walk, -2) === "(" || textAt(walk, -2) === ",";
  walk.at += 1;
  typeName(walk, closing);
  close(walk, closing);
  if (textAt(walk) === "{") {
    const read = walk.loose.length;
    const value = initialiser(walk);
    // An object of the block: storing its address somewhere keeps nothing of it, handing it to a function does.
    if (isAddressed && !isArgument) walk.loose.length = read;
    return textAt(walk) === "." || textAt(walk) === "[" ? postfix(walk, value) : value;
  }
  return cast(unary(walk));
};
