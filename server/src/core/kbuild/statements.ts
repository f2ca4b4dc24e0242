/** What kind of statement a logical line is, by its own text alone (GNU make manual, "Parsing Makefiles"). */
import { type LogicalLine, withoutComment } from "./lines.ts";

/** A stretch of a line, with its offset in the file. */
export interface Located {
  readonly text: string;
  readonly start: number;
}

export interface Conditional {
  readonly word: "ifdef" | "ifndef" | "ifeq" | "ifneq";
  readonly argument: Located;
}

export type Operator = "=" | ":=" | "+=" | "?=" | "!=";

export type Statement =
  | { readonly kind: "blank" }
  | { readonly kind: "conditional"; readonly conditional: Conditional }
  | { readonly kind: "else"; readonly conditional: Conditional | undefined }
  | { readonly kind: "endif" }
  | { readonly kind: "include"; readonly paths: Located; readonly isOptional: boolean }
  | { readonly kind: "define"; readonly name: Located; readonly operator: Operator }
  | { readonly kind: "endef" }
  | {
      readonly kind: "assignment";
      readonly name: Located;
      readonly operator: Operator;
      readonly value: Located;
      readonly isExported: boolean;
      readonly isOverride: boolean;
    }
  /** export, unexport, undefine, vpath without an assignment. */
  | { readonly kind: "directive"; readonly word: string; readonly argument: Located }
  | {
      readonly kind: "rule";
      readonly targets: Located;
      readonly prerequisites: Located;
      readonly recipe: Located | undefined;
      readonly isVariable: boolean;
    }
  | { readonly kind: "expression"; readonly expression: Located };

/** Classifies a line that is no recipe and stands in no `define`. */
export const classify = (line: LogicalLine): Statement => {
  const text = withoutComment(line.text);
  const first = text.search(/\S/);
  if (first < 0) return { kind: "blank" };
  const word = /^-?[a-z]+(?=\s|$)/.exec(text.slice(first, first + 12))?.[0];
  const keyword = word === undefined ? undefined : keywordStatement(word, line, text, first + word.length);
  return keyword ?? ordinaryStatement(line, text, first);
};

const keywordStatement = (
  word: string,
  line: LogicalLine,
  text: string,
  after: number,
): Statement | undefined => {
  const argument = located(line, text, after, text.length);
  switch (word) {
    case "ifdef":
    case "ifndef":
    case "ifeq":
    case "ifneq":
      return { kind: "conditional", conditional: { word, argument } };
    case "else":
      return { kind: "else", conditional: elseConditional(argument) };
    case "endif":
      return { kind: "endif" };
    case "include":
    case "-include":
    case "sinclude":
      return startsAssignment(argument.text)
        ? undefined
        : { kind: "include", paths: argument, isOptional: word !== "include" };
    case "define":
      return defineStatement(argument);
    case "endef":
      return { kind: "endef" };
    case "override":
    case "export":
    case "private":
      return modifiedStatement(word, line, text, argument);
    case "unexport":
    case "undefine":
    case "vpath":
      return startsAssignment(argument.text) ? undefined : { kind: "directive", word, argument };
    default:
      return undefined;
  }
};

const modifiedStatement = (
  word: string,
  line: LogicalLine,
  text: string,
  argument: Located,
): Statement | undefined => {
  if (startsAssignment(argument.text)) return undefined;
  const offset = argument.start - line.start;
  const next = /^(?:override|export|private|define)(?=\s)/.exec(argument.text)?.[0];
  const rest =
    next === undefined
      ? ordinaryStatement(line, text, offset)
      : keywordStatement(next, line, text, offset + next.length);
  if (rest?.kind === "define") return rest;
  if (rest?.kind !== "assignment") return { kind: "directive", word, argument };
  return {
    ...rest,
    isExported: rest.isExported || word === "export",
    isOverride: rest.isOverride || word === "override",
  };
};

const elseConditional = (argument: Located): Conditional | undefined => {
  const match = /^(ifdef|ifndef|ifeq|ifneq)\s+/.exec(argument.text);
  const word = match?.[1];
  if (match === null || !isConditionalWord(word)) return undefined;
  return {
    word,
    argument: { text: argument.text.slice(match[0].length), start: argument.start + match[0].length },
  };
};

const isConditionalWord = (word: string | undefined): word is Conditional["word"] =>
  word === "ifdef" || word === "ifndef" || word === "ifeq" || word === "ifneq";

const defineStatement = (argument: Located): Statement => {
  const match = /^(\S+)\s*([:+?!]?:{0,2}=)?/.exec(argument.text);
  const name = { text: match?.[1] ?? "", start: argument.start };
  return { kind: "define", name, operator: operatorOf(match?.[2] ?? "=") };
};

const startsAssignment = (text: string): boolean => /^(?:[:+?!]|::|:::)?=/.test(text);

const ordinaryStatement = (line: LogicalLine, text: string, from: number): Statement => {
  const found = separatorIn(text, from);
  if (found === undefined) return { kind: "expression", expression: located(line, text, from, text.length) };
  if (found.operator !== undefined) {
    const name = located(line, text, from, found.start);
    if (!/\s/.test(name.text.replace(/\$[({].*[)}]/, ""))) {
      return {
        kind: "assignment",
        name,
        operator: found.operator,
        isExported: false,
        isOverride: false,
        value: {
          text: text.slice(skipBlank(text, found.end)),
          start: line.start + skipBlank(text, found.end),
        },
      };
    }
  }
  return ruleStatement(line, text, from, found.start);
};

const ruleStatement = (line: LogicalLine, text: string, from: number, colon: number): Statement => {
  const targets = located(line, text, from, colon);
  const rest = text.slice(colon).replace(/^[&:]+/, "");
  const start = text.length - rest.length;
  const semicolon = rest.indexOf(";");
  const assigned = separatorIn(text, start);
  const isVariable =
    assigned?.operator !== undefined && (semicolon < 0 || assigned.start < start + semicolon);
  const recipe = semicolon < 0 ? undefined : located(line, text, start + semicolon + 1, text.length);
  const prerequisites = located(line, text, start, semicolon < 0 ? text.length : start + semicolon);
  return { kind: "rule", targets, prerequisites, recipe, isVariable };
};

interface Separator {
  readonly start: number;
  readonly end: number;
  /** undefined for the colon of a rule. */
  readonly operator: Operator | undefined;
}

/** The first assignment operator or rule colon outside references. */
const separatorIn = (text: string, from: number): Separator | undefined => {
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (char === "$") at = skipReference(text, at);
    else if (char === "=") {
      const before = at > from ? text[at - 1] : "";
      const isMarked = before === "+" || before === "?" || before === "!";
      const start = isMarked ? at - 1 : at;
      return { start, end: at + 1, operator: operatorOf(text.slice(start, at + 1)) };
    } else if (char === ":") {
      const match = /^:{1,3}=/.exec(text.slice(at, at + 4));
      if (match !== null) return { start: at, end: at + match[0].length, operator: ":=" };
      return { start: at, end: at + 1, operator: undefined };
    }
  }
  return undefined;
};

/** Takes the offset of a `$`, gives that of the last character of its reference. */
const skipReference = (text: string, at: number): number => {
  const open = text[at + 1];
  if (open !== "(" && open !== "{") return at + 1;
  const end = closingOf(text, at + 1);
  return end < 0 ? text.length : end;
};

/** The bracket that closes the one at `open`, counting its own kind only, as make does; -1 where there is none. */
export const closingOf = (text: string, open: number): number => {
  const [opening, closing] = text[open] === "{" ? ["{", "}"] : ["(", ")"];
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === opening) depth += 1;
    else if (text[at] === closing) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return -1;
};

const operatorOf = (text: string): Operator => {
  switch (text) {
    case "+=":
    case "?=":
    case "!=":
    case "=":
      return text;
    default:
      return ":=";
  }
};

const skipBlank = (text: string, from: number): number => {
  let at = from;
  while (at < text.length && /\s/.test(text.charAt(at))) at += 1;
  return at;
};

const located = (line: LogicalLine, text: string, from: number, to: number): Located => {
  const start = Math.min(skipBlank(text, from), to);
  return { text: text.slice(start, to).trimEnd(), start: line.start + start };
};
