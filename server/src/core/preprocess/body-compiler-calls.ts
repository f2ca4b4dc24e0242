/** Calls of the compiler's own functions, which decide what is compiled. */

import { assignment, eitherBranch } from "./body-expressions.ts";
import { inNever } from "./body-locals.ts";
import { passedIn } from "./body-postfix.ts";
import { close, skipBrackets, takes, textAt, type Walk } from "./body-state.ts";
import { typeName } from "./body-types.ts";
import { chosen, known, perhaps, plain, runTime, type Value } from "./body-value.ts";

/** A call of `__builtin_x`, from its `(` on. */
export const compilerCall = (walk: Walk, name: string): Value => {
  switch (name) {
    case "__builtin_expect":
    case "__builtin_expect_with_probability":
    case "__builtin_assume_aligned":
      return passedIn(walk).first;
    case "__builtin_choose_expr":
      return choice(walk);
    case "__builtin_constant_p":
      return constantTest(walk);
    case "__builtin_offsetof":
    case "__builtin_types_compatible_p":
      return measuredTypes(walk);
    case "__builtin_object_size":
    case "__builtin_dynamic_object_size":
    case "__builtin_has_attribute":
      inNever(walk, () => passedIn(walk));
      return perhaps;
    case "__builtin_va_arg":
      return variableArgument(walk);
    case "__builtin_unreachable":
    case "__builtin_trap":
      passedIn(walk);
      return perhaps;
    default:
      return passedIn(walk).isRunTime ? runTime : perhaps;
  }
};

/** `__builtin_constant_p(x)`: of what is decided at run time the answer still depends on inlining. */
const constantTest = (walk: Walk): Value => {
  let value = perhaps;
  inNever(walk, () => {
    value = passedIn(walk).first;
  });
  return value.value === undefined ? perhaps : known(1n);
};

const measuredTypes = (walk: Walk): Value => {
  const closing = walk.closing[walk.at] ?? walk.tokens.length;
  walk.at += 1;
  inNever(walk, () => typeName(walk, closing));
  close(walk, closing);
  return perhaps;
};

const variableArgument = (walk: Walk): Value => {
  const closing = walk.closing[walk.at] ?? walk.tokens.length;
  walk.at += 1;
  assignment(walk);
  if (takes(walk, ",")) typeName(walk, closing);
  close(walk, closing);
  return runTime;
};

/** `__builtin_choose_expr(condition, a, b)`: only one is compiled. */
const choice = (walk: Walk): Value => {
  const closing = walk.closing[walk.at] ?? walk.tokens.length;
  walk.at += 1;
  let condition = perhaps;
  let left = perhaps;
  let right = perhaps;
  inNever(walk, () => {
    condition = plain(assignment(walk));
  });
  if (!takes(walk, ",")) walk.isWhole = false;
  const constant = condition.value === undefined ? perhaps : condition;
  eitherBranch(
    walk,
    constant,
    () => {
      left = assignment(walk);
      if (!takes(walk, ",")) walk.isWhole = false;
    },
    () => {
      right = assignment(walk);
    },
  );
  close(walk, closing);
  return chosen(constant, left, right);
};

/** `_Generic(x, type: a, default: b)`: which one is compiled only types tell. */
export const selection = (walk: Walk): Value => {
  const closing = walk.closing[walk.at] ?? walk.tokens.length;
  walk.at += 1;
  inNever(walk, () => assignment(walk));
  const { doubts } = walk;
  let value: Value | undefined;
  while (walk.at < closing && takes(walk, ",")) {
    while (walk.at < closing && textAt(walk) !== ":") {
      if (textAt(walk) === "(" || textAt(walk) === "[" || textAt(walk) === "{") skipBrackets(walk);
      else walk.at += 1;
    }
    if (!takes(walk, ":")) break;
    walk.doubts = doubts + 1;
    const one = assignment(walk);
    value = value === undefined || (value.isRunTime && one.isRunTime) ? one : perhaps;
    walk.doubts = doubts;
  }
  close(walk, closing);
  return plain(value ?? perhaps);
};
