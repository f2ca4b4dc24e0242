/** Expands references of make text into a Value. Never throws; gives unknown where it cannot tell or runs too long. */
import { isFunctionName } from "./function-names.ts";
import { callFunction } from "./functions.ts";
import { type Scope, symbolicNames } from "./scope.ts";
import { closingOf, type Located } from "./statements.ts";
import {
  anything,
  appended,
  asUncertain,
  isUnknown,
  literal,
  type Part,
  tokensOf,
  tokenText,
  type Value,
} from "./value.ts";

/** Where text was written. */
export interface Source extends Located {
  readonly file: string;
}

/** Deeper nesting is no makefile that a person wrote. */
const deepest = 300;

/** Takes text with references, gives what it is worth in the scope. */
export const expand = (scope: Scope, source: Source, depth = 0): Value => {
  const { text } = source;
  scope.budget.left -= 1 + (text.length >> 6);
  let dollar = text.indexOf("$");
  if (dollar < 0) return literal(text, source.file, source.start);
  if (depth > deepest) return unknown(scope, source, "nested too deeply");
  if (scope.budget.left <= 0) return exhausted(scope, source);
  const parts: Part[] = [];
  let at = 0;
  while (dollar >= 0 && dollar + 1 < text.length) {
    parts.push(...literal(text.slice(at, dollar), source.file, source.start + at));
    const reference = referenceAt(source, dollar);
    if (scope.budget.left <= 0) return exhausted(scope, source);
    const value = expandReference(scope, reference, depth + 1);
    // Nothing to glue to: the places that the value has of itself are truer than that of the reference.
    if (reference.length === text.length) return value;
    for (const part of value) {
      scope.budget.left -= 1 + (part.text.length >> 6);
      parts.push(withSite(part, reference));
    }
    at = dollar + reference.length;
    dollar = text.indexOf("$", at);
  }
  parts.push(...literal(text.slice(at), source.file, source.start + at));
  return parts;
};

/** A text's worth as one string; unknown parts are tokens, and parts that may be missing are told as such. */
export const expandName = (scope: Scope, source: Source, depth = 0): string =>
  expand(scope, source, depth)
    .map((part) => (part.isCertain || part.text.trim() === "" ? part.text : uncertainText(part.text)))
    .join("")
    .trim();

/** The worth of a variable, with what options may add to a `-y` or `-m` list. */
export const valueOf = (scope: Scope, name: string, source: Source, depth = 0): Value => {
  const own = ownValueOf(scope, name, source, depth);
  const last = name.at(-1);
  if ((last !== "y" && last !== "m") || scope.symbolic.size === 0) return own;
  let value = own;
  for (const symbol of symbolicNames(scope, name.slice(0, -1))) {
    scope.budget.left -= 1;
    if (symbol.values.includes(last))
      value = appended(value, asUncertain(ownValueOf(scope, symbol.name, source, depth)));
  }
  return value;
};

/** The worth of exactly this name. */
export const ownValueOf = (scope: Scope, name: string, source: Source, depth = 0): Value => {
  const variable = scope.variables.get(name);
  if (variable === undefined) {
    const text = scope.inherited(name);
    return text === undefined || text === "" ? [] : [{ ...wholeOf(source), text }];
  }
  if (!variable.isRecursive) return variable.value;
  if (scope.active.has(name)) return unknown(scope, source, `$(${name}) refers to itself`);
  scope.active.add(name);
  const value = variable.value.flatMap((part) => {
    const expanded = expand(scope, part, depth + 1);
    return part.isCertain ? expanded : asUncertain(expanded);
  });
  scope.active.delete(name);
  return value;
};

/** Unknown text, noted with its place and reason. */
export const unknown = (scope: Scope, source: Source, reason: string): Value => {
  scope.note({
    file: source.file,
    span: { start: source.start, end: source.start + source.text.length },
    reason,
  });
  return [{ ...wholeOf(source), text: anything }];
};

/** Said once: from here on nothing of the folder is expanded. */
const exhausted = (scope: Scope, source: Source): Value => {
  if (scope.budget.isTold) return [{ ...wholeOf(source), text: anything }];
  scope.budget.isTold = true;
  return unknown(scope, source, "grows without end");
};

interface Reference extends Source {
  /** Between the brackets. */
  readonly inner: Located;
  /** From the `$` on. */
  readonly length: number;
  readonly isClosed: boolean;
}

const referenceAt = (source: Source, dollar: number): Reference => {
  const open = source.text[dollar + 1];
  const isBracketed = open === "(" || open === "{";
  const close = isBracketed ? closingOf(source.text, dollar + 1) : dollar + 1;
  const end = close < 0 ? source.text.length : close + 1;
  const inner = isBracketed ? dollar + 2 : dollar + 1;
  return {
    text: source.text.slice(dollar, end),
    start: source.start + dollar,
    file: source.file,
    inner: {
      text: source.text.slice(inner, isBracketed && close >= 0 ? close : end),
      start: source.start + inner,
    },
    length: end - dollar,
    isClosed: close >= 0,
  };
};

const expandReference = (scope: Scope, reference: Reference, depth: number): Value => {
  const { inner, file } = reference;
  if (!reference.isClosed) return unknown(scope, reference, "an unterminated reference");
  if (inner.text === "$") return literal("$", file, inner.start);
  const space = inner.text.search(/\s/);
  const word = space < 0 ? "" : inner.text.slice(0, space);
  if (isFunctionName(word)) {
    const rest = { text: inner.text.slice(space + 1).trimStart(), file };
    const start = inner.start + inner.text.length - rest.text.length;
    return callFunction(scope, word, { ...rest, start }, reference, depth);
  }
  const colon = substitutionColon(inner.text);
  if (colon !== undefined) return substitute(scope, reference, colon, depth);
  const name = inner.text.includes("$") ? expandName(scope, { ...inner, file }, depth) : inner.text;
  if (!isUnknown(name)) return valueOf(scope, name, reference, depth);
  return undecidedName(scope, name, reference, depth);
};

/** `$(foo-$(CONFIG_X))`: what either answer would give; anything for a name that is quite unknown. */
const undecidedName = (scope: Scope, name: string, reference: Reference, depth: number): Value => {
  const { tokens, rest } = tokensOf(name);
  const [token] = tokens;
  if (tokens.length !== 1 || token === undefined || token.values === "*" || !name.startsWith(rest)) {
    return unknown(scope, reference, "the name of the variable is not known");
  }
  const values = token.values.split("").map((letter) => valueOf(scope, rest + letter, reference, depth));
  return asUncertain(values.reduce((all, value) => appended(all, value), []));
};

/** `$(var:a=b)`: the offset of the colon. */
const substitutionColon = (text: string): number | undefined => {
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "$" && (text[at + 1] === "(" || text[at + 1] === "{")) {
      const close = closingOf(text, at + 1);
      if (close < 0) return undefined;
      at = close;
    } else if (text[at] === ":") return text.includes("=", at) ? at : undefined;
  }
  return undefined;
};

const substitute = (scope: Scope, reference: Reference, colon: number, depth: number): Value => {
  const { inner, file } = reference;
  const equals = inner.text.indexOf("=", colon);
  const from = inner.text.slice(colon + 1, equals);
  const to = inner.text.slice(equals + 1);
  const isPattern = from.includes("%");
  const call = `${isPattern ? from : `%${from}`},${isPattern ? to : `%${to}`},$(${inner.text.slice(0, colon)})`;
  return callFunction(scope, "patsubst", { text: call, start: inner.start, file }, reference, depth);
};

const wholeOf = (source: Source): Part => ({
  text: source.text,
  file: source.file,
  start: source.start,
  end: source.start + source.text.length,
  isCertain: true,
  site: undefined,
});

const withSite = (part: Part, reference: Reference): Part => ({
  ...part,
  site: { file: reference.file, span: { start: reference.start, end: reference.start + reference.length } },
});

const uncertainText = (text: string): string => {
  const word = text.trim();
  return word === "y" || word === "m" ? tokenText({ values: word, options: [] }) : anything;
};
