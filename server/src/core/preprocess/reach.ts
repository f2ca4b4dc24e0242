/**
 * What every caller of an inline function certainly refers to, and whether its value may be known to the compiler. Only
 * statements that always run count: a caller's arguments may decide any branch.
 */

import type { BodyDeclaration, BodyLookup } from "./body-lookup.ts";
import { certaintyOf, type PreparedBody, preparedBody, walkBody } from "./body-references.ts";
import type { Walk } from "./body-state.ts";
import type { MacroLookup } from "./expand.ts";
import type { MacroCache } from "./macro-body.ts";

/** A function with a body as a header has it. */
export interface InlineText {
  /** The whole declaration. */
  readonly text: string;
  /** Of the body's `{` in it; -1 where there is none. */
  readonly bodyStart: number;
  /** The parameters' names. */
  readonly parameters: readonly string[];
}

export interface Reach {
  /** The functions without a body and the variables that it certainly refers to, through further inline functions. */
  readonly reaches: readonly string[];
  /** Its value may be a constant to the compiler. True when in doubt. */
  readonly mayBeConstant: boolean;
}

export interface ReachLookup {
  readonly macros: MacroLookup;
  /** Of file scope; `mayBeConstant` of inline functions is not asked: it is found here. */
  readonly declarationOf: (name: string) => BodyDeclaration | undefined;
  readonly inlineOf: (name: string) => InlineText | undefined;
  /** What was found for the inline functions of this unit; begins empty. */
  readonly memory: Map<string, Reach>;
  readonly cache?: MacroCache;
}

/** Takes an inline function and what its names mean; gives what its callers certainly refer to. */
export const reachOf = (inline: InlineText, lookup: ReachLookup): Reach => reachAt(inline, lookup, 0);

/** As `reachOf`, of the inline function of that name, from the memory where it was asked before. */
export const reachOfName = (name: string, lookup: ReachLookup): Reach => reachOfNameAt(name, lookup, 0);

const unknownReach: Reach = { reaches: [], mayBeConstant: true };

/** Calls of inline functions by inline functions, beyond which nothing is certain. */
const deepest = 60;

const reachOfNameAt = (name: string, lookup: ReachLookup, depth: number): Reach => {
  const before = lookup.memory.get(name);
  if (before !== undefined) return before;
  const inline = lookup.inlineOf(name);
  if (inline === undefined || depth > deepest) return unknownReach;
  // A function that calls itself meets this: nothing is certain of it.
  lookup.memory.set(name, unknownReach);
  const reach = reachAt(inline, lookup, depth);
  lookup.memory.set(name, reach);
  return reach;
};

const reachAt = (inline: InlineText, lookup: ReachLookup, depth: number): Reach => {
  if (inline.bodyStart < 0) return unknownReach;
  const text = inline.text.slice(inline.bodyStart);
  if (stub.test(text)) return unknownReach;
  const { macros, cache } = lookup;
  const body: BodyLookup = {
    macros,
    parameters: inline.parameters,
    declarationOf: (name) => declarationAt(name, lookup, depth),
    ...(cache === undefined ? {} : { cache }),
  };
  const prepared = preparedBody(text, body);
  return {
    reaches: reachesOf(prepared, body, lookup, depth),
    mayBeConstant: mayBeConstantIn(walkBody(prepared, body, false)),
  };
};

/** `{ }` and `{ return -ENODEV; }`. */
const stub = /^\{\s*(?:return\s*\(?-?(?:[A-Z0-9_]+|true|false)?\)?\s*;)?\s*\}\s*$/u;

const declarationAt = (name: string, lookup: ReachLookup, depth: number): BodyDeclaration | undefined => {
  const declaration = lookup.declarationOf(name);
  if (declaration?.what !== "inline") return declaration;
  return { ...declaration, mayBeConstant: reachOfNameAt(name, lookup, depth + 1).mayBeConstant };
};

const reachesOf = (
  prepared: PreparedBody,
  body: BodyLookup,
  lookup: ReachLookup,
  depth: number,
): readonly string[] => {
  const walk = walkBody(prepared, body, true);
  if (!walk.isWhole) return [];
  const reaches = new Set<string>();
  for (const found of walk.found) {
    if (certaintyOf(found) !== "certain") continue;
    const what = lookup.declarationOf(found.name)?.what;
    if (what === "function" || what === "variable") reaches.add(found.name);
    else if (what === "inline")
      for (const name of reachOfNameAt(found.name, lookup, depth + 1).reaches) reaches.add(name);
  }
  return [...reaches];
};

/** Is there a way to call it so that what it returns is known? */
const mayBeConstantIn = (walk: Walk): boolean => {
  if (!walk.isWhole) return true;
  const values = walk.returns.flatMap(({ doubts, value }) =>
    value === undefined || doubts !== 0 ? [] : [value],
  );
  if (values.length === 0) return walk.effects === 0 || walk.returns.some(({ value }) => value !== undefined);
  if (values.some((value) => value.isRunTime)) return false;
  const numbers = new Set(values.map((value) => value.value));
  return numbers.size < 2 || numbers.has(undefined);
};
