/**
 * Just enough C to change a driver at a chosen place, by regular expressions over kernel style: a reader of its own, so
 * that a mistake of Kmod's parser cannot hide itself from the measurement. What it misreads only makes a change odd;
 * the build decides what the change means.
 */

export interface FunctionText {
  readonly name: string;
  readonly isStatic: boolean;
  /** The head up to the name. */
  readonly specifiers: string;
  /** Offset of the first character of the head. */
  readonly start: number;
  readonly nameStart: number;
  /** Between the parentheses. */
  readonly parameters: { readonly start: number; readonly end: number };
  /** After the opening brace. */
  readonly bodyStart: number;
  /** The closing brace. */
  readonly bodyEnd: number;
}

export interface CallText {
  readonly name: string;
  readonly start: number;
  /** The closing parenthesis. */
  readonly close: number;
  /** The offset after the opening parenthesis, and of each comma that parts arguments. */
  readonly separators: readonly number[];
  readonly isEmpty: boolean;
}

/** The text with comments, contents of literals and preprocessor lines blanked; offsets and lines stay. */
export const blanked = (text: string): string =>
  text.replace(
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\.)*'|^[ \t]*#(?:[^\n\\/]|\\[\s\S]|\/(?!\*))*/gm,
    (found) =>
      found.startsWith('"') || found.startsWith("'")
        ? `${found[0]}${blank(found.slice(1, -1))}${found[0]}`
        : blank(found),
  );

const blank = (text: string): string => text.replaceAll(/[^\n]/g, " ");

const definition = /^((?!\s|typedef)[^;{}=#()]*?)\b(\w+)[ \t]*\(([^;{}]*?)\)[^;{}=()]*\n\{/gm;

/** Functions in kernel style: the head at the margin, each brace of the body alone at the margin. */
export const functionsOf = (code: string): readonly FunctionText[] =>
  Array.from(code.matchAll(definition), (match): FunctionText | undefined => {
    const [whole, specifiers = "", name = "", parameters = ""] = match;
    const bodyStart = match.index + whole.length;
    const bodyEnd = code.indexOf("\n}", bodyStart - 1) + 1;
    if (bodyEnd === 0 || specifiers.trim() === "") return undefined;
    const nameStart = match.index + specifiers.length;
    const start = code.indexOf("(", nameStart) + 1;
    return {
      name,
      isStatic: /\bstatic\b/.test(specifiers),
      specifiers,
      start: match.index,
      nameStart,
      parameters: { start, end: start + parameters.length },
      bodyStart,
      bodyEnd,
    };
  }).filter((found) => found !== undefined);

const notCalls = new Set(
  "if for while switch return sizeof typeof __typeof__ do else case defined __attribute__ alignof".split(" "),
);

/** Calls of functions and macros between two offsets; not those through members. */
export const callsIn = (code: string, from: number, to: number): readonly CallText[] =>
  Array.from(code.slice(from, to).matchAll(/(?<![\w.>])([A-Za-z_]\w*)\(/g), (match): CallText | undefined => {
    const name = match[1] ?? "";
    const start = from + match.index;
    const open = start + name.length;
    const list = notCalls.has(name) ? undefined : argumentsAt(code, open);
    if (list === undefined || list.close >= to) return undefined;
    const isEmpty = code.slice(open + 1, list.close).trim() === "";
    return { name, start, close: list.close, separators: list.separators, isEmpty };
  }).filter((found) => found !== undefined);

/** What stands in the parentheses that open at `open`; undefined where they do not close. */
export const argumentsAt = (
  code: string,
  open: number,
): { readonly close: number; readonly separators: readonly number[] } | undefined => {
  const separators = [open + 1];
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    const character = code.charAt(at);
    if ("([{".includes(character)) depth++;
    else if (")]}".includes(character)) depth--;
    else if (character === "," && depth === 1) separators.push(at);
    if (depth === 0) return { close: at, separators };
  }
  return undefined;
};

/** Names that the text itself defines, declares as a variable, or #defines: no call of them is a call of the kernel. */
export const ownNames = (text: string, code: string): ReadonlySet<string> =>
  new Set([
    ...functionsOf(code).map(({ name }) => name),
    ...Array.from(text.matchAll(/^[ \t]*#[ \t]*define[ \t]+(\w+)/gm), (match) => match[1] ?? ""),
    ...Array.from(code.matchAll(/\(\s*\*\s*(\w+)\s*\)\s*\(/g), (match) => match[1] ?? ""),
  ]);

/** From 1. */
export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split("\n").length;

export const replaced = (text: string, start: number, end: number, by: string): string =>
  text.slice(0, start) + by + text.slice(end);
