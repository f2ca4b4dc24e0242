/** The functions of GNU make that only compute (manual, "Functions for Transforming Text"). None runs a program. */
import { callWithArguments, conditional, conjunction, disjunction, eachOf } from "./control-functions.ts";
import { expand, type Source, unknown, valueOf } from "./expand.ts";
import { fileFunction } from "./file-functions.ts";
import type { Scope } from "./scope.ts";
import {
  asUncertain,
  isUnknown,
  literal,
  textOf,
  type Value,
  valueOfWords,
  type Word,
  wordsOf,
} from "./value.ts";
import { filterWords, substituted } from "./patterns.ts";

export const functionNames = [
  "subst",
  "patsubst",
  "strip",
  "findstring",
  "filter",
  "filter-out",
  "sort",
  "word",
  "wordlist",
  "words",
  "firstword",
  "lastword",
  "dir",
  "notdir",
  "suffix",
  "basename",
  "addsuffix",
  "addprefix",
  "join",
  "wildcard",
  "realpath",
  "abspath",
  "if",
  "or",
  "and",
  "foreach",
  "call",
  "value",
  "flavor",
  "origin",
  "error",
  "warning",
  "info",
  "shell",
  "eval",
  "file",
  "let",
  "intcmp",
  "guile",
] as const;

export type FunctionName = (typeof functionNames)[number];

const known: ReadonlySet<string> = new Set(functionNames);

export const isFunctionName = (word: string): word is FunctionName => known.has(word);

/** One call of a function: its arguments, unexpanded, and where it stands. */
export interface Call {
  readonly scope: Scope;
  readonly name: FunctionName;
  readonly arguments: readonly Source[];
  readonly reference: Source;
  readonly depth: number;
}

/** Takes the text behind the function's name, gives its worth. */
export const callFunction = (
  scope: Scope,
  name: FunctionName,
  text: Source,
  reference: Source,
  depth: number,
): Value => {
  const call: Call = { scope, name, arguments: splitArguments(text, mostArguments(name)), reference, depth };
  switch (name) {
    case "if":
      return conditional(call);
    case "or":
      return disjunction(call);
    case "and":
      return conjunction(call);
    case "foreach":
      return eachOf(call);
    case "call":
      return callWithArguments(call);
    case "wildcard":
    case "realpath":
    case "abspath":
      return fileFunction(call);
    case "shell":
      return shell(call);
    case "value":
    case "flavor":
    case "origin":
      return aboutVariable(call);
    case "error":
    case "warning":
    case "info":
      return [];
    case "eval":
      // Flags of single objects, set in a loop, add nothing to a list.
      return /^\s*[AC]FLAGS_/.test(text.text) ? [] : unknown(scope, reference, "$(eval) is not evaluated");
    case "file":
    case "let":
    case "intcmp":
    case "guile":
      return unknown(scope, reference, `$(${name}) is not evaluated`);
    default:
      return textFunction(call, name);
  }
};

/** The value of an argument; nothing where it is missing. */
export const argument = (call: Call, index: number): Value => {
  const source = call.arguments[index];
  return source === undefined ? [] : expand(call.scope, source, call.depth);
};

type TextFunction = Exclude<
  FunctionName,
  | "if"
  | "or"
  | "and"
  | "foreach"
  | "call"
  | "wildcard"
  | "realpath"
  | "abspath"
  | "shell"
  | "value"
  | "flavor"
  | "origin"
  | "error"
  | "warning"
  | "info"
  | "eval"
  | "file"
  | "let"
  | "intcmp"
  | "guile"
>;

const textFunction = (call: Call, name: TextFunction): Value => {
  const words = (index: number): readonly Word[] => wordsOf(argument(call, index));
  const text = (index: number): string => textOf(argument(call, index));
  switch (name) {
    case "subst":
      return textSubstituted(call);
    case "patsubst":
      return patternSubstituted(call);
    case "strip":
      return valueOfWords(words(0));
    case "sort":
      return valueOfWords(sorted(words(0)));
    case "filter":
    case "filter-out":
      return valueOfWords(filterWords(words(0), words(1), name === "filter"));
    case "findstring":
      return found(call, text(0), text(1));
    case "word":
    case "wordlist":
    case "words":
    case "firstword":
    case "lastword":
      return picked(call, name);
    case "dir":
    case "notdir":
    case "suffix":
    case "basename":
      return valueOfWords(words(0).flatMap((word) => namePart(word, name)));
    case "addsuffix":
    case "addprefix":
      return affixed(call, name);
    case "join":
      return joined(words(0), words(1));
  }
};

const joined = (a: readonly Word[], b: readonly Word[]): Value => {
  const longer = a.length >= b.length ? a : b;
  return valueOfWords(
    longer.map((word, index) => ({ ...word, text: (a[index]?.text ?? "") + (b[index]?.text ?? "") })),
  );
};

/** No list of a Kbuild file comes near: what would grow beyond is unknown. In characters. */
const longestText = 4_000_000;

const affixed = (call: Call, name: "addsuffix" | "addprefix"): Value => {
  const affix = textOf(argument(call, 0)).trim();
  const words = wordsOf(argument(call, 1));
  if (affix.length * words.length > longestText)
    return unknown(call.scope, call.reference, "grows without end");
  return valueOfWords(
    words.map((word) => ({ ...word, text: name === "addsuffix" ? word.text + affix : affix + word.text })),
  );
};

/** Applied part by part: what spans two parts of a value is not found, which only a glued word could show. */
const textSubstituted = (call: Call): Value => {
  const [from, to] = [textOf(argument(call, 0)), textOf(argument(call, 1))];
  if (isUnknown(from)) return unknown(call.scope, call.reference, "what is substituted is not known");
  const value = argument(call, 2);
  if (from === "") return value;
  const most = value.reduce((sum, part) => sum + part.text.length, 0) * Math.max(to.length, 1);
  if (most > longestText) return unknown(call.scope, call.reference, "grows without end");
  return value.map((part) => ({ ...part, text: substituted(part.text, from, to) }));
};

const patternSubstituted = (call: Call): Value => {
  const [from, to] = [textOf(argument(call, 0)).trim(), textOf(argument(call, 1)).trim()];
  if (isUnknown(from)) return unknown(call.scope, call.reference, "the pattern is not known");
  const at = from.indexOf("%");
  const [prefix, suffix] = at < 0 ? [from, ""] : [from.slice(0, at), from.slice(at + 1)];
  const words = wordsOf(argument(call, 2));
  if (to.length * words.length > longestText) return unknown(call.scope, call.reference, "grows without end");
  return valueOfWords(
    words.flatMap((word) => {
      const { text } = word;
      if (isUnknown(text)) return [word];
      const isMatch =
        at < 0
          ? text === from
          : text.length >= from.length - 1 && text.startsWith(prefix) && text.endsWith(suffix);
      if (!isMatch) return [word];
      const stem = text.slice(prefix.length, text.length - suffix.length);
      const replaced = at < 0 ? to : to.replace("%", () => stem);
      return replaced === "" ? [] : [{ ...word, text: replaced }];
    }),
  );
};

const found = (call: Call, needle: string, hay: string): Value => {
  if (isUnknown(needle) || isUnknown(hay))
    return unknown(call.scope, call.reference, "the text to search is not known");
  return hay.includes(needle) ? literal(needle, call.reference.file, call.reference.start) : [];
};

const sorted = (words: readonly Word[]): readonly Word[] => {
  const byText = new Map<string, Word>();
  for (const word of words) {
    const first = byText.get(word.text);
    if (first === undefined || (!first.isCertain && word.isCertain)) byText.set(word.text, word);
  }
  return [...byText.values()].toSorted((a, b) => (a.text < b.text ? -1 : 1));
};

const picked = (call: Call, name: "word" | "wordlist" | "words" | "firstword" | "lastword"): Value => {
  const listed = name === "word" ? 1 : name === "wordlist" ? 2 : 0;
  const words = wordsOf(argument(call, listed));
  const isCounted = words.every((word) => word.isCertain && !isUnknown(word.text));
  if (!isCounted) return words.length === 0 ? [] : asUncertain(valueOfWords(words));
  const [from, to] = [Number(textOf(argument(call, 0))), Number(textOf(argument(call, 1)))];
  switch (name) {
    case "words":
      return literal(String(words.length), call.reference.file, call.reference.start);
    case "word":
      return valueOfWords(words.slice(from - 1, from));
    case "wordlist":
      return valueOfWords(words.slice(Math.max(from - 1, 0), Math.max(to, 0)));
    case "firstword":
      return valueOfWords(words.slice(0, 1));
    case "lastword":
      return valueOfWords(words.slice(-1));
  }
};

const namePart = (word: Word, name: "dir" | "notdir" | "suffix" | "basename"): readonly Word[] => {
  const { text } = word;
  if (isUnknown(text)) return [word];
  const slash = text.lastIndexOf("/");
  const dot = text.lastIndexOf(".");
  const hasSuffix = dot > slash;
  switch (name) {
    case "dir":
      return [{ ...word, text: slash < 0 ? "./" : text.slice(0, slash + 1) }];
    case "notdir":
      return slash + 1 === text.length ? [] : [{ ...word, text: text.slice(slash + 1) }];
    case "suffix":
      return hasSuffix ? [{ ...word, text: text.slice(dot) }] : [];
    case "basename":
      return [{ ...word, text: hasSuffix ? text.slice(0, dot) : text }];
  }
};

/** No program is run; the one answer that may be known is the release of the kernel that is built for. */
const shell = (call: Call): Value => {
  const command = textOf(argument(call, 0)).trim();
  if (command === "uname -r" && call.scope.release !== undefined) {
    return literal(call.scope.release, call.reference.file, call.reference.start);
  }
  if (command === "pwd")
    return literal(call.scope.workingDirectory, call.reference.file, call.reference.start);
  return unknown(call.scope, call.reference, "$(shell) is never run");
};

const aboutVariable = (call: Call): Value => {
  const name = textOf(argument(call, 0)).trim();
  const variable = call.scope.variables.get(name);
  if (isUnknown(name)) return unknown(call.scope, call.reference, "the name of the variable is not known");
  if (call.name === "value") return variable?.value ?? valueOf(call.scope, name, call.reference, call.depth);
  const inherited = call.scope.inherited(name);
  const text =
    call.name === "flavor"
      ? variable === undefined
        ? "undefined"
        : variable.isRecursive
          ? "recursive"
          : "simple"
      : variable === undefined
        ? inherited === undefined
          ? "undefined"
          : "environment"
        : "file";
  return literal(text, call.reference.file, call.reference.start);
};

/** How many commas separate: all behind them belongs to the last argument. */
const mostArguments = (name: FunctionName): number => {
  switch (name) {
    case "subst":
    case "patsubst":
    case "wordlist":
    case "if":
    case "foreach":
      return 3;
    case "findstring":
    case "filter":
    case "filter-out":
    case "word":
    case "addsuffix":
    case "addprefix":
    case "join":
      return 2;
    case "or":
    case "and":
    case "call":
    case "let":
    case "intcmp":
    case "file":
      return Number.POSITIVE_INFINITY;
    default:
      return 1;
  }
};

const splitArguments = (source: Source, most: number): readonly Source[] => {
  const { text, file, start } = source;
  const out: Source[] = [];
  let from = 0;
  let depth = 0;
  for (let at = 0; at < text.length && out.length + 1 < most; at += 1) {
    const char = text[at];
    if (char === "(" || char === "{") depth += 1;
    else if (char === ")" || char === "}") depth -= 1;
    else if (char === "," && depth === 0) {
      out.push({ text: text.slice(from, at), start: start + from, file });
      from = at + 1;
    }
  }
  return [...out, { text: text.slice(from), start: start + from, file }];
};
