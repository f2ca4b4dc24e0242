/**
 * What a function's body or an initialiser refers to once its macros are expanded, and how certain it is that the
 * object file has it. Follows what gcc may drop at -O2 without knowing any type. Never throws; what is not understood
 * is told and makes everything uncertain.
 */

import { initialiser } from "./body-declarations.ts";
import { anchor } from "./body-locals.ts";
import type { BodyLookup } from "./body-lookup.ts";
import { createWalk, type Found, type Walk } from "./body-state.ts";
import { block } from "./body-statements.ts";
import { bodyText } from "./body-text.ts";
import { type Expanded, expand } from "./expand.ts";
import type { BodyReference } from "./reference.ts";

export interface BodyReferences {
  readonly references: readonly BodyReference[];
  /** False where something was not understood: nothing in it is certain. */
  readonly isWhole: boolean;
}

/** Takes the text of a function's body, braces included, and what its names mean; gives what it refers to. */
export const referencesOfBody = (text: string, lookup: BodyLookup): BodyReferences =>
  told(walkBody(preparedBody(text, lookup), lookup, false));

/** Takes an initialiser, what stands behind `=`, of an object that is certainly kept; gives what it refers to. */
export const referencesOfInitialiser = (text: string, lookup: BodyLookup): BodyReferences => {
  const body = preparedBody(text, lookup);
  const walk = createWalk(body.tokens, lookup, false);
  initialiser(walk);
  anchor(walk, 0);
  if (!body.isWhole || walk.at !== walk.tokens.length) walk.isWhole = false;
  return told(walk);
};

/** A body's tokens after all macros. */
export interface PreparedBody {
  readonly tokens: readonly Expanded[];
  readonly isWhole: boolean;
}

/** Takes the text of a body or an initialiser; gives its tokens, preprocessor lines followed and macros expanded. */
export const preparedBody = (text: string, lookup: BodyLookup): PreparedBody => {
  const { parts, isWhole } = bodyText(text, lookup);
  const options = lookup.cache === undefined ? {} : { cache: lookup.cache };
  const expansions = parts.map(({ tokens, macros }) => expand(tokens, macros, options));
  return {
    tokens: expansions.flatMap(({ tokens }) => tokens),
    isWhole: isWhole && expansions.every((expansion) => expansion.isWhole),
  };
};

/**
 * Reads a body whole. `isEveryBranchDoubted`: for an inline function, whose caller's arguments may decide any branch.
 */
export const walkBody = (body: PreparedBody, lookup: BodyLookup, isEveryBranchDoubted: boolean): Walk => {
  const walk = createWalk(body.tokens, lookup, isEveryBranchDoubted);
  if (!body.isWhole || walk.tokens[0]?.text !== "{") walk.isWhole = false;
  if (walk.tokens[0]?.text === "{") block(walk);
  if (walk.at !== walk.tokens.length) walk.isWhole = false;
  return walk;
};

/** One reference for each name at each word of the source: the most certain. */
const told = (walk: Walk): BodyReferences => {
  const best = new Map<string, BodyReference>();
  for (const found of walk.found) {
    const key = `${found.offset} ${found.name}`;
    const certainty = walk.isWhole ? certaintyOf(found) : "perhaps";
    const before = best.get(key);
    if (before !== undefined && rank(before.certainty) >= rank(certainty)) continue;
    const { name, offset, length, through, isDeclaredInside } = found;
    best.set(key, { name, offset, length, kind: found.kind, certainty, through, isDeclaredInside });
  }
  const references = [...best.values()];
  return { references: references.toSorted((a, b) => a.offset - b.offset), isWhole: walk.isWhole };
};

/** How certain a reference is that was found in a walk. */
export const certaintyOf = (found: Found): BodyReference["certainty"] => {
  const doubts = Math.max(found.doubts, found.anchor);
  if (doubts === 0) return "certain";
  return found.doubts === Infinity ? "never" : "perhaps";
};

const rank = (certainty: BodyReference["certainty"]): number => {
  switch (certainty) {
    case "certain":
      return 2;
    case "perhaps":
      return 1;
    case "never":
      return 0;
  }
};
