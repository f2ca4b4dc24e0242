/** The functions of make that choose or repeat: if, or, and, foreach, call. */
import { expand, unknown } from "./expand.ts";
import { argument, type Call } from "./functions.ts";
import {
  appended,
  asUncertain,
  isCertainValue,
  isUnknown,
  literal,
  type Part,
  space,
  textOf,
  tokensOf,
  tokenText,
  type Value,
  valueOfWords,
  wordsOf,
} from "./value.ts";

/** `$(if c,a,b)`: where c cannot be told, both, as uncertain; `y` or `m` alone stays a decision of c's options. */
export const conditional = (call: Call): Value => {
  const condition = argument(call, 0);
  const state = isFilled(condition);
  if (state === true) return argument(call, 1);
  if (state === false) return argument(call, 2);
  const [then, otherwise] = [argument(call, 1), argument(call, 2)];
  const letters = decided(textOf(then).trim(), textOf(otherwise).trim());
  if (letters !== undefined) {
    const { tokens } = tokensOf(textOf(condition));
    const text = tokenText({ values: letters, options: tokens.flatMap((token) => token.options) });
    return [{ ...placeOf(call), text }];
  }
  return appended(asUncertain(then), asUncertain(otherwise));
};

export const disjunction = (call: Call): Value => {
  let value: Value = [];
  for (const index of call.arguments.keys()) {
    const next = argument(call, index);
    const state = isFilled(next);
    if (state === true) return value.length === 0 ? next : appended(value, asUncertain(next));
    if (state === undefined) value = value.length === 0 ? next : either(call, value, next);
  }
  return value;
};

export const conjunction = (call: Call): Value => {
  let value: Value = [];
  let isSure = true;
  for (const index of call.arguments.keys()) {
    value = argument(call, index);
    const state = isFilled(value);
    if (state === false) return [];
    if (state === undefined) isSure = false;
  }
  return isSure ? value : asUncertain(value);
};

export const eachOf = (call: Call): Value => {
  const { scope } = call;
  const [, , body] = call.arguments;
  const name = textOf(argument(call, 0)).trim();
  if (body === undefined || isUnknown(name))
    return unknown(scope, call.reference, "a $(foreach) without a body");
  const before = scope.variables.get(name);
  const value: Part[] = [];
  for (const word of wordsOf(argument(call, 1))) {
    scope.variables.set(name, {
      isRecursive: false,
      value: [...valueOfWords([{ ...word, isCertain: true }])],
    });
    const next = expand(scope, body, call.depth);
    for (const part of word.isCertain ? next : asUncertain(next)) value.push(part);
    value.push(space);
    if (scope.budget.left <= 0) break;
  }
  if (before === undefined) scope.variables.delete(name);
  else scope.variables.set(name, before);
  return value;
};

/** `$(call f,a,b)` of a function that the makefiles define; those of Kbuild itself are not known here. */
export const callWithArguments = (call: Call): Value => {
  const { scope } = call;
  const name = textOf(argument(call, 0)).trim();
  const variable = scope.variables.get(name);
  if (variable === undefined && compilerQuestion.test(name)) return asUncertain(argument(call, 1));
  if (variable === undefined) return unknown(scope, call.reference, `$(call ${name}) is not defined here`);
  if (!variable.isRecursive) return variable.value;
  if (scope.active.has(name)) return unknown(scope, call.reference, `$(call ${name}) refers to itself`);
  const given = call.arguments.map((_, index) => argument(call, index));
  const before = given.map((_, index) => scope.variables.get(String(index)));
  for (const [index, value] of given.entries())
    scope.variables.set(String(index), { isRecursive: false, value: [...value] });
  scope.active.add(name);
  const value = variable.value.flatMap((part) => expand(scope, part, call.depth + 1));
  scope.active.delete(name);
  for (const [index, old] of before.entries()) {
    if (old === undefined) scope.variables.delete(String(index));
    else scope.variables.set(String(index), old);
  }
  return value;
};

/** `$(call cc-option,-Wno-x)`: the argument, if the compiler takes it (scripts/Makefile.compiler). */
const compilerQuestion = /^(?:cc|ld|as)-option$|^cc-disable-warning$/;

/** true or false where it is certain that a text is not, or is, empty. */
const isFilled = (value: Value): boolean | undefined => {
  const parts = value.filter((part) => part.text.trim() !== "");
  if (parts.length === 0) return false;
  if (parts.some((part) => part.isCertain && tokensOf(part.text).rest.trim() !== "")) return true;
  return isCertainValue(parts) && !isUnknown(textOf(parts)) ? true : undefined;
};

const either = (call: Call, a: Value, b: Value): Value => {
  const tokens = [...tokensOf(textOf(a)).tokens, ...tokensOf(textOf(b)).tokens];
  const letters = [...new Set(tokens.flatMap((token) => token.values.split("")))]
    .toSorted()
    .toReversed()
    .join("");
  const isPlain = letters === "y" || letters === "m" || letters === "ym";
  if (!isPlain || tokensOf(textOf(a)).rest !== "" || tokensOf(textOf(b)).rest !== "")
    return appended(asUncertain(a), asUncertain(b));
  return [
    {
      ...placeOf(call),
      text: tokenText({ values: letters, options: tokens.flatMap((token) => token.options) }),
    },
  ];
};

const decided = (then: string, otherwise: string): "y" | "m" | "ym" | undefined => {
  const letters = [then, otherwise].filter((text) => text !== "" && text !== "n");
  if (letters.length === 0 || letters.some((text) => text !== "y" && text !== "m")) return undefined;
  return letters.length === 2 && then !== otherwise ? "ym" : letters[0] === "y" ? "y" : "m";
};

const placeOf = (call: Call) => {
  const { file, start, text } = call.reference;
  return { file, start, end: start + text.length, isCertain: true, site: literal("", file, start)[0]?.site };
};
