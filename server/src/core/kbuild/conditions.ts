/** ifdef, ifndef, ifeq and ifneq: true, false, or undefined where it cannot be told. */
import { expand, expandName, type Source } from "./expand.ts";
import { isDefined, type Scope } from "./scope.ts";
import { type Conditional, closingOf } from "./statements.ts";
import { isCertainValue, isUnknown, textOf, tokensOf } from "./value.ts";

/** Answers without side effects on the scope other than notes. */
export const decide = (scope: Scope, file: string, conditional: Conditional): boolean | undefined => {
  const argument: Source = { ...conditional.argument, file };
  switch (conditional.word) {
    case "ifdef":
      return isDefined(scope, expandName(scope, argument));
    case "ifndef":
      return negated(isDefined(scope, expandName(scope, argument)));
    case "ifeq":
      return areEqual(scope, argument);
    case "ifneq":
      return negated(areEqual(scope, argument));
  }
};

const negated = (answer: boolean | undefined): boolean | undefined =>
  answer === undefined ? undefined : !answer;

const areEqual = (scope: Scope, argument: Source): boolean | undefined => {
  const sides = sidesOf(argument);
  if (sides === undefined) return undefined;
  const [a, b] = sides.map((side) => {
    const value = expand(scope, side);
    return { text: textOf(value).trim(), isCertain: isCertainValue(value) };
  });
  if (a === undefined || b === undefined || !a.isCertain || !b.isCertain) return undefined;
  if (!isUnknown(a.text) && !isUnknown(b.text)) return a.text === b.text;
  return cannotMeet(a.text, b.text) || cannotMeet(b.text, a.text) ? false : undefined;
};

/** Text around tokens that is in no way part of the other side. */
const cannotMeet = (vague: string, plain: string): boolean => {
  if (isUnknown(plain)) return false;
  const { tokens, rest } = tokensOf(vague);
  if (tokens.some((token) => token.values === "*")) return rest.length > plain.length;
  return (
    !plain.split("").every((letter) => rest.includes(letter) || letter === "y" || letter === "m") ||
    rest.length > plain.length
  );
};

const sidesOf = (argument: Source): readonly [Source, Source] | undefined => {
  const { text } = argument;
  const part = (from: number, to: number): Source => ({
    text: text.slice(from, to),
    start: argument.start + from,
    file: argument.file,
  });
  if (text.startsWith("(")) {
    const close = closingOf(text, 0);
    const comma = commaIn(text);
    return close < 0 || comma < 0 ? undefined : [part(1, comma), part(comma + 1, close)];
  }
  const match = /^(["'])(.*?)\1\s*(["'])(.*?)\3/.exec(text);
  if (match === null) return undefined;
  const [, , first = "", , second = ""] = match;
  const from = match[0].length - second.length - 1;
  return [part(1, 1 + first.length), part(from, from + second.length)];
};

const commaIn = (text: string): number => {
  let depth = 0;
  for (let at = 1; at < text.length; at += 1) {
    const char = text[at];
    if (char === "(") depth += 1;
    else if (char === ")") depth -= 1;
    else if (char === "," && depth === 0) return at;
  }
  return -1;
};
