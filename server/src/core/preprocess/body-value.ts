/**
 * What is known of an expression's value without knowing any type: a number, something decided at run time, or
 * something the compiler may know. Doubts count the conditions that may be constant on the way to a place: 0 is
 * certainly compiled, Infinity certainly dropped.
 */

import type { Local } from "./body-state.ts";
import { joined } from "./condition-expression.ts";

export interface Value {
  readonly value: bigint | undefined;
  /** Doubts that are added where it is true, and where it is false. */
  readonly whenTrue: number;
  readonly whenFalse: number;
  /** The compiler cannot know it. */
  readonly isRunTime: boolean;
  /** Made of `sizeof`: hardly ever 0. */
  readonly isSize: boolean;
  /** The local variable that a store here would change; undefined where it would be memory. */
  readonly local: Local | undefined;
}

export const runTime: Value = {
  value: undefined,
  whenTrue: 0,
  whenFalse: 0,
  isRunTime: true,
  isSize: false,
  local: undefined,
};
export const perhaps: Value = {
  value: undefined,
  whenTrue: 1,
  whenFalse: 1,
  isRunTime: false,
  isSize: false,
  local: undefined,
};
export const size: Value = { ...perhaps, isSize: true };
export const known = (value: bigint): Value => ({
  value,
  whenTrue: value === 0n ? Infinity : 0,
  whenFalse: value === 0n ? 0 : Infinity,
  isRunTime: false,
  isSize: false,
  local: undefined,
});

const truth = (whenTrue: number, whenFalse: number, isRunTime: boolean): Value => ({
  value: whenTrue === Infinity ? 0n : whenFalse === Infinity && whenTrue === 0 ? 1n : undefined,
  whenTrue,
  whenFalse,
  isRunTime,
  isSize: false,
  local: undefined,
});

export const not = (operand: Value): Value => truth(operand.whenFalse, operand.whenTrue, operand.isRunTime);

export const both = (left: Value, right: Value): Value =>
  truth(
    left.whenTrue + right.whenTrue,
    Math.min(left.whenFalse, left.whenTrue + right.whenFalse),
    left.isRunTime || right.isRunTime,
  );

export const either = (left: Value, right: Value): Value => not(both(not(left), not(right)));

/** What a value is as one of two that a condition chooses between. */
export const chosen = (condition: Value, left: Value, right: Value): Value => {
  if (condition.whenFalse === Infinity) return plain(left);
  if (condition.whenTrue === Infinity) return plain(right);
  if (left.value !== undefined && left.value === right.value) return plain(left);
  if (condition.isRunTime)
    return left.isRunTime || right.isRunTime || left.value !== right.value ? runTime : perhaps;
  return left.isRunTime && right.isRunTime ? runTime : perhaps;
};

/** The value alone, no longer a place to store to. */
export const plain = (value: Value): Value =>
  value.local === undefined ? value : { ...value, local: undefined };

/** A cast keeps small numbers only: what a type would make of others is not known here. */
export const cast = (operand: Value): Value => {
  const { value } = operand;
  if (value === undefined) return plain(operand);
  return value >= 0n && value <= 127n ? known(value) : perhaps;
};

/** A binary operator other than `&&`, `||` and assignments. */
export const operated = (operator: string, left: Value, right: Value): Value => {
  if (left.value !== undefined && right.value !== undefined)
    return computed(operator, left.value, right.value);
  if (operator === "&" || operator === "*") {
    // Nothing is left of a flag that the configuration makes 0.
    if (left.value === 0n || right.value === 0n) return known(0n);
  }
  if ((operator === "<" || operator === "!=") && left.value === 0n && right.isSize)
    return { ...runTime, isRunTime: false };
  if (isUnsignedAgainstZero(operator, left, right)) return perhaps;
  if (left.isRunTime || right.isRunTime) return runTime;
  return left.isSize || right.isSize ? size : perhaps;
};

/** `x < 0` and `x >= 0` of an unsigned variable. */
const isUnsignedAgainstZero = (operator: string, left: Value, right: Value): boolean =>
  (operator === "<" || operator === ">=") && right.value === 0n && left.local?.isUnsigned === true;

const comparisons: ReadonlySet<string> = new Set(["<", ">", "<=", ">="]);

const computed = (operator: string, left: bigint, right: bigint): Value => {
  // Whether a negative number is less than another is for their types to say.
  if (comparisons.has(operator) && (left < 0n || right < 0n)) return perhaps;
  const { value } = joined(operator, { value: left, isUnsigned: false }, { value: right, isUnsigned: false });
  return value === undefined ? perhaps : known(value);
};
