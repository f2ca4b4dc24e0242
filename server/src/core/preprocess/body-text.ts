/** The tokens of a body with its preprocessor lines followed: the branches compiled, the macros it defines itself. */

import type { BodyLookup } from "./body-lookup.ts";
import { evaluateCondition } from "./condition.ts";
import type { MacroLookup } from "./expand.ts";
import type { Macro } from "./macro-body.ts";
import { type Token, tokensOf } from "./tokens.ts";

export interface BodyText {
  readonly parts: readonly BodyPart[];
  /** False where a condition could not be decided, or an include stands in the body. */
  readonly isWhole: boolean;
}

/** From one `#define` or `#undef` to the next. */
export interface BodyPart {
  readonly tokens: readonly Token[];
  /** Those that hold there. */
  readonly macros: MacroLookup;
}

/** Takes a body's text; gives the tokens that are compiled, at their own places. */
export const bodyText = (text: string, lookup: BodyLookup): BodyText => {
  if (!text.includes("#"))
    return { parts: [{ tokens: tokensOf(text), macros: lookup.macros }], isWhole: true };
  const reader: Reader = { lookup, own: new Map(), branches: [], isWhole: true };
  const macros = { get: (name: string) => macroOf(reader, name) };
  const ends: { readonly end: number; readonly macros: MacroLookup }[] = [];
  let kept = "";
  for (const line of linesOf(text)) {
    const directive = /^\s*#\s*([a-z_]*)([\s\S]*)$/u.exec(line);
    if (directive === null) kept += isCompiled(reader) ? line : blank(line);
    else {
      if (isCompiled(reader) && isOfMacro(directive[1]))
        ends.push({ end: kept.length, macros: standing(reader) });
      follow(reader, macros, directive[1] ?? "", withoutComments(directive[2] ?? ""));
      kept += blank(line);
    }
  }
  ends.push({ end: kept.length, macros });
  return { parts: partsOf(tokensOf(kept), ends), isWhole: reader.isWhole };
};

const isOfMacro = (directive: string | undefined): boolean => directive === "define" || directive === "undef";

/** The macros as they stand now, whatever follows. */
const standing = ({ lookup, own }: Reader): MacroLookup => {
  const now = new Map(own);
  return { get: (name) => (now.has(name) ? now.get(name) : lookup.macros.get(name)) };
};

const partsOf = (
  tokens: readonly Token[],
  ends: readonly { readonly end: number; readonly macros: MacroLookup }[],
): readonly BodyPart[] => {
  let from = 0;
  return ends.flatMap(({ end, macros }) => {
    const next = tokens.findIndex(({ offset }, at) => at >= from && offset >= end);
    const part = tokens.slice(from, next < 0 ? tokens.length : next);
    from += part.length;
    return part.length === 0 ? [] : [{ tokens: part, macros }];
  });
};

interface Branch {
  readonly isOuterCompiled: boolean;
  isCompiled: boolean;
  wasCompiled: boolean;
}

interface Reader {
  readonly lookup: BodyLookup;
  /** Defined in the body itself; undefined: undefined there. */
  readonly own: Map<string, Macro | undefined>;
  readonly branches: Branch[];
  isWhole: boolean;
}

const macroOf = (reader: Reader, name: string): Macro | undefined =>
  reader.own.has(name) ? reader.own.get(name) : reader.lookup.macros.get(name);

const isCompiled = (reader: Reader): boolean => reader.branches.at(-1)?.isCompiled ?? true;

/** Lines with their ends, continued ones as one. Comments over several lines stand with the line they begin on. */
const linesOf = (text: string): readonly string[] =>
  text.match(
    /(?:\\\r?\n|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|[^\n])*(?:\n|$)/gu,
  ) ?? [];

const blank = (line: string): string => line.replaceAll(/[^\n]/gu, " ");

const withoutComments = (text: string): string =>
  text
    .replaceAll(/\\\r?\n/gu, " ")
    .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/gu, " ")
    .trim();

const follow = (reader: Reader, macros: MacroLookup, directive: string, rest: string): void => {
  switch (directive) {
    case "if":
      return open(reader, macros, rest);
    case "ifdef":
      return open(reader, macros, `defined(${rest.split(/\s/u)[0] ?? ""})`);
    case "ifndef":
      return open(reader, macros, `!defined(${rest.split(/\s/u)[0] ?? ""})`);
    case "elif":
    case "else":
      return turn(reader, macros, directive === "else" ? "1" : rest);
    case "endif":
      reader.branches.pop();
      return;
    case "define":
    case "undef":
      if (isCompiled(reader)) define(reader, directive, rest);
      return;
    case "include":
      if (isCompiled(reader)) reader.isWhole = false;
      return;
    default:
  }
};

const decide = (reader: Reader, macros: MacroLookup, condition: string): boolean => {
  const { cache, hasInclude } = reader.lookup;
  const context = {
    ...(cache === undefined ? {} : { cache }),
    ...(hasInclude === undefined ? {} : { hasInclude }),
  };
  const decided = evaluateCondition(condition, macros, context);
  if (decided === undefined) reader.isWhole = false;
  return decided ?? true;
};

const open = (reader: Reader, macros: MacroLookup, condition: string): void => {
  const isOuterCompiled = isCompiled(reader);
  const isTaken = isOuterCompiled && decide(reader, macros, condition);
  reader.branches.push({ isOuterCompiled, isCompiled: isTaken, wasCompiled: isTaken });
};

const turn = (reader: Reader, macros: MacroLookup, condition: string): void => {
  const branch = reader.branches.at(-1);
  if (branch === undefined) {
    reader.isWhole = false;
    return;
  }
  branch.isCompiled = branch.isOuterCompiled && !branch.wasCompiled && decide(reader, macros, condition);
  branch.wasCompiled ||= branch.isCompiled;
};

const define = (reader: Reader, directive: string, rest: string): void => {
  const found = /^([A-Za-z_$][\w$]*)(\(([^)]*)\))?([\s\S]*)$/u.exec(rest);
  if (found === null) {
    reader.isWhole = false;
    return;
  }
  const [, name = "", list, inner = "", body = ""] = found;
  if (directive === "undef") {
    reader.own.set(name, undefined);
    return;
  }
  const names = inner.trim() === "" ? [] : inner.split(",").map((one) => one.trim());
  reader.own.set(name, { parameters: list === undefined ? undefined : names, body: body.trim() });
};
