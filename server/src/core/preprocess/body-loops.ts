/** Reads loops: what they write to is not known from the second round on, and their first condition may be. */

import { declaration, isDeclaration } from "./body-declarations.ts";
import { doubtsOf, expression } from "./body-expressions.ts";
import { anchorAll, inBranch, inNever, inScope, meetRounds } from "./body-locals.ts";
import { close, type Found, type Local, takes, textAt, type Walk, writesIn } from "./body-state.ts";
import { inParentheses, statement } from "./body-statements.ts";
import { known, type Value } from "./body-value.ts";

export const whileLoop = (walk: Walk): void => {
  walk.at += 1;
  const start = walk.at;
  const { value, read } = inParentheses(walk);
  rounds(walk, { start, first: value, read, again: () => inParentheses(walk).value }, () => statement(walk));
};

export const forLoop = (walk: Walk): void => {
  walk.at += 1;
  const closing = walk.closing[walk.at] ?? walk.tokens.length;
  walk.at += 1;
  inScope(walk, () => {
    if (isDeclaration(walk)) declaration(walk);
    else {
      clause(walk, ";");
      takes(walk, ";");
    }
    const start = walk.at;
    const loose = walk.loose.length;
    const first = clause(walk, ";");
    const read = walk.loose.slice(loose);
    walk.loose.length = loose;
    takes(walk, ";");
    const step = walk.at;
    walk.at = Math.min(closing + 1, walk.tokens.length);
    rounds(walk, { start, first, read, again: () => clause(walk, ";") }, () => {
      statement(walk);
      const end = walk.at;
      walk.doubts = Math.min(walk.doubts, walk.continues);
      walk.at = step;
      clause(walk, ")");
      close(walk, closing);
      walk.at = end;
    });
  });
};

/** One of the three expressions of `for`, which may be missing: the condition is true then. */
const clause = (walk: Walk, end: string): Value => (textAt(walk) === end ? known(1n) : expression(walk));

interface Condition {
  /** The token its text begins at. */
  readonly start: number;
  /** Its value before the first round. */
  readonly first: Value;
  readonly read: readonly (Found | Local)[];
  /** Reads it again, at any round. */
  readonly again: () => Value;
}

const rounds = (walk: Walk, condition: Condition, body: () => void): void => {
  const { doubts, breaks, continues, effects, exits } = walk;
  walk.breaks = Infinity;
  walk.continues = Infinity;
  const { first } = condition;
  if (first.whenTrue !== Infinity)
    meetRounds(walk, writesIn(walk.tokens, condition.start, endOfStatement(walk)));
  const later = first.whenFalse === 0 ? first : readAgain(walk, condition);
  inBranch(walk, doubtsOf(walk, first).whenTrue, body);
  const mayLeave = walk.isEveryBranchDoubted && exits !== walk.exits ? 1 : 0;
  walk.doubts = Math.min(walk.breaks, doubts + Math.max(later.whenFalse, mayLeave));
  walk.breaks = breaks;
  walk.continues = continues;
  if (walk.effects === effects) return;
  const end = walk.doubts;
  walk.doubts = doubts;
  anchorAll(walk, condition.read);
  walk.doubts = end;
};

const readAgain = (walk: Walk, condition: Condition): Value => {
  const { at } = walk;
  const found = walk.found.length;
  let value = condition.first;
  walk.at = condition.start;
  inNever(walk, () => {
    value = condition.again();
  });
  walk.found.length = found;
  walk.at = at;
  return value;
};

/** The index behind the statement that begins here. */
const endOfStatement = (walk: Walk): number => {
  let { at } = walk;
  for (; at < walk.tokens.length; at += 1) {
    const text = walk.tokens[at]?.text;
    if (text === "(" || text === "[") at = walk.closing[at] ?? at;
    else if (text === "{") {
      at = walk.closing[at] ?? at;
      if (walk.tokens[at + 1]?.text !== "else") return at + 1;
    } else if (text === ";" && walk.tokens[at + 1]?.text !== "else") return at + 1;
  }
  return at;
};

export const doLoop = (walk: Walk): void => {
  walk.at += 1;
  const { breaks, continues, exits } = walk;
  walk.breaks = Infinity;
  walk.continues = Infinity;
  const end = endOfStatement(walk);
  const isOnce =
    walk.tokens[end]?.text === "while" &&
    walk.tokens[end + 2]?.text === "0" &&
    walk.tokens[end + 3]?.text === ")";
  if (!isOnce) meetRounds(walk, writesIn(walk.tokens, walk.at, end));
  statement(walk);
  walk.doubts = Math.min(walk.doubts, walk.continues);
  if (!takes(walk, "while")) walk.isWhole = false;
  const { value, read } = inParentheses(walk);
  anchorAll(walk, read);
  takes(walk, ";");
  const mayLeave = walk.isEveryBranchDoubted && exits !== walk.exits && !isOnce ? 1 : 0;
  walk.doubts = Math.min(walk.breaks, walk.doubts + Math.max(value.whenFalse, mayLeave));
  walk.breaks = breaks;
  walk.continues = continues;
};
