/**
 * Integer constant expressions over tokens that are already expanded, in the arithmetic of `#if`: every number is
 * intmax_t or uintmax_t, a name that is no macro is 0.
 */

/** `value` undefined: it rests on something not known. The whole undefined: no expression. */
export interface ConditionValue {
  readonly value: bigint | undefined;
  readonly isUnsigned: boolean;
}

interface Piece {
  readonly kind: string;
  readonly text: string;
}

/** A word that stands for a number nobody knows: no name, so nothing in a source can be mistaken for it. */
export const notKnown = "?unknown";

/**
 * Takes expanded tokens and a test for `defined`; gives the value; undefined where the tokens are no expression.
 * `valueOf` tells what a name is worth, by default 0 as in `#if`.
 */
export const evaluateExpression = (
  tokens: readonly Piece[],
  isDefined: (name: string) => boolean,
  valueOf: (name: string) => bigint | undefined = () => 0n,
): ConditionValue | undefined => {
  const reader: Reader = { tokens, at: 0, depth: 0, isDefined, valueOf };
  const value = conditional(reader);
  return reader.at === tokens.length ? value : undefined;
};

interface Reader {
  readonly tokens: readonly Piece[];
  at: number;
  depth: number;
  readonly isDefined: (name: string) => boolean;
  readonly valueOf: (name: string) => bigint | undefined;
}

const deepest = 300;

const peek = (reader: Reader): string => reader.tokens[reader.at]?.text ?? "";

const takes = (reader: Reader, text: string): boolean => {
  if (peek(reader) !== text) return false;
  reader.at += 1;
  return true;
};

const signed = (value: bigint | undefined): ConditionValue => ({ value, isUnsigned: false });

const truth = (value: ConditionValue): boolean | undefined =>
  value.value === undefined ? undefined : value.value !== 0n;

const conditional = (reader: Reader): ConditionValue | undefined => {
  if (reader.depth > deepest) return undefined;
  reader.depth += 1;
  const result = choice(reader);
  reader.depth -= 1;
  return result;
};

const choice = (reader: Reader): ConditionValue | undefined => {
  const condition = binary(reader, 1);
  if (condition === undefined || !takes(reader, "?")) return condition;
  // GNU: `a ?: b` is `a ? a : b`.
  const left = peek(reader) === ":" ? condition : conditional(reader);
  if (left === undefined || !takes(reader, ":")) return undefined;
  const right = conditional(reader);
  if (right === undefined) return undefined;
  const isUnsigned = left.isUnsigned || right.isUnsigned;
  const which = truth(condition);
  if (which === undefined) return { value: left.value === right.value ? left.value : undefined, isUnsigned };
  return wrapped(which ? left.value : right.value, isUnsigned);
};

const precedence = (text: string): number => {
  switch (text) {
    case "||":
      return 1;
    case "&&":
      return 2;
    case "|":
      return 3;
    case "^":
      return 4;
    case "&":
      return 5;
    case "==":
    case "!=":
      return 6;
    case "<":
    case ">":
    case "<=":
    case ">=":
      return 7;
    case "<<":
    case ">>":
      return 8;
    case "+":
    case "-":
      return 9;
    case "*":
    case "/":
    case "%":
      return 10;
    default:
      return 0;
  }
};

/** Operators of at least this precedence, all of them left to right. */
const binary = (reader: Reader, least: number): ConditionValue | undefined => {
  let left = unary(reader);
  for (
    let level = precedence(peek(reader));
    left !== undefined && level >= least && level > 0;
    level = precedence(peek(reader))
  ) {
    const operator = peek(reader);
    reader.at += 1;
    const right = binary(reader, level + 1);
    if (right === undefined) return undefined;
    left = joined(operator, left, right);
  }
  return left;
};

/** Takes a binary operator and its operands; gives what it makes of them in 64 bits. */
export const joined = (operator: string, left: ConditionValue, right: ConditionValue): ConditionValue => {
  if (operator === "&&" || operator === "||") {
    const decisive = operator === "||";
    const a = truth(left);
    const b = truth(right);
    if (a === decisive || b === decisive) return signed(decisive ? 1n : 0n);
    return signed(a === undefined || b === undefined ? undefined : decisive ? 0n : 1n);
  }
  const isUnsigned = left.isUnsigned || right.isUnsigned;
  if (left.value === undefined || right.value === undefined) return { value: undefined, isUnsigned };
  if (operator === "<<" || operator === ">>") return shifted(operator, left, left.value, right.value);
  const a = isUnsigned ? BigInt.asUintN(64, left.value) : left.value;
  const b = isUnsigned ? BigInt.asUintN(64, right.value) : right.value;
  const compared = comparison(operator, a, b);
  return compared === undefined
    ? wrapped(arithmetic(operator, a, b), isUnsigned)
    : signed(compared ? 1n : 0n);
};

const wrapped = (value: bigint | undefined, isUnsigned: boolean): ConditionValue => {
  if (value === undefined) return { value, isUnsigned };
  return { value: isUnsigned ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value), isUnsigned };
};

const shifted = (operator: string, left: ConditionValue, value: bigint, by: bigint): ConditionValue => {
  if (by < 0n || by > 63n) return { value: undefined, isUnsigned: left.isUnsigned };
  return wrapped(operator === "<<" ? value << by : value >> by, left.isUnsigned);
};

const comparison = (operator: string, a: bigint, b: bigint): boolean | undefined => {
  switch (operator) {
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    case "<":
      return a < b;
    case ">":
      return a > b;
    case "<=":
      return a <= b;
    case ">=":
      return a >= b;
    default:
      return undefined;
  }
};

const arithmetic = (operator: string, a: bigint, b: bigint): bigint | undefined => {
  switch (operator) {
    case "|":
      return a | b;
    case "^":
      return a ^ b;
    case "&":
      return a & b;
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return b === 0n ? undefined : a / b;
    case "%":
      return b === 0n ? undefined : a % b;
    default:
      return undefined;
  }
};

const unary = (reader: Reader): ConditionValue | undefined => {
  const operator = peek(reader);
  if (operator !== "!" && operator !== "-" && operator !== "+" && operator !== "~") return primary(reader);
  if (reader.depth > deepest) return undefined;
  reader.at += 1;
  reader.depth += 1;
  const operand = unary(reader);
  reader.depth -= 1;
  if (operand?.value === undefined) return operand;
  if (operator === "!") return signed(operand.value === 0n ? 1n : 0n);
  if (operator === "+") return operand;
  return wrapped(operator === "-" ? -operand.value : ~operand.value, operand.isUnsigned);
};

const primary = (reader: Reader): ConditionValue | undefined => {
  const token = reader.tokens[reader.at];
  if (token === undefined) return undefined;
  reader.at += 1;
  if (token.text === "(") {
    const value = conditional(reader);
    return takes(reader, ")") ? value : undefined;
  }
  if (token.kind === "number") return numberOf(token.text);
  if (token.kind === "character") return signed(characterOf(token.text));
  if (token.kind !== "word") return undefined;
  if (token.text === notKnown) return signed(undefined);
  if (token.text === "defined") return definedOperand(reader);
  // A call of what is no macro: gcc says "missing binary operator".
  return peek(reader) === "(" ? undefined : signed(reader.valueOf(token.text));
};

const definedOperand = (reader: Reader): ConditionValue | undefined => {
  const isParenthesised = takes(reader, "(");
  const name = reader.tokens[reader.at];
  if (name?.kind !== "word") return undefined;
  reader.at += 1;
  if (isParenthesised && !takes(reader, ")")) return undefined;
  return signed(reader.isDefined(name.text) ? 1n : 0n);
};

/** Takes an integer constant; gives its value; undefined where it is none (`1.0`). */
export const numberOf = (text: string): ConditionValue | undefined => {
  const found = /^(0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)([uUlL]*)$/u.exec(text);
  if (found === null) return undefined;
  const [, digits = "0", suffix = ""] = found;
  if (/^0[0-9]*[89]/u.test(digits)) return undefined;
  const value = BigInt(/^0[0-7]+$/u.test(digits) ? `0o${digits.slice(1)}` : digits);
  const isUnsigned = /u/iu.test(suffix) || value > 0x7fff_ffff_ffff_ffffn;
  return { value: BigInt.asUintN(64, value), isUnsigned };
};

const escapes: Readonly<Record<string, number>> = {
  n: 10,
  t: 9,
  r: 13,
  a: 7,
  b: 8,
  f: 12,
  v: 11,
  e: 27,
  "0": 0,
  "\\": 92,
  "'": 39,
  '"': 34,
  "?": 63,
};

/** A character constant of one character. */
const characterOf = (text: string): bigint | undefined => {
  const found = /^'(?:([^\\'])|\\([0-7]{1,3})|\\x([0-9a-fA-F]{1,2})|\\(.))'$/su.exec(text);
  if (found === null) return undefined;
  const [, plain, octal, hex, escape] = found;
  if (plain !== undefined) return plain.charCodeAt(0) < 128 ? BigInt(plain.charCodeAt(0)) : undefined;
  if (octal !== undefined) return BigInt.asIntN(8, BigInt(`0o${octal}`));
  if (hex !== undefined) return BigInt.asIntN(8, BigInt(`0x${hex}`));
  const value = escapes[escape ?? ""];
  return value === undefined ? undefined : BigInt(value);
};
