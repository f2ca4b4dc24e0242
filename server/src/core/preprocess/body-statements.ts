/**
 * Reads statements. The walk's doubts are those of the place reached: a `return` leaves Infinity behind it, a condition
 * that may be constant and leads out of the function one more.
 */

import { assembly } from "./body-assembly.ts";
import { declaration, isDeclaration } from "./body-declarations.ts";
import { doubtsOf, eitherBranch, expression, isTooDeep } from "./body-expressions.ts";
import { act, anchor, anchorAll, inBranch, inScope, meetJumps } from "./body-locals.ts";
import { doLoop, forLoop, whileLoop } from "./body-loops.ts";
import {
  close,
  type Found,
  isWordAt,
  type Local,
  skipBrackets,
  takes,
  textAt,
  type Walk,
} from "./body-state.ts";
import { perhaps, plain, type Value } from "./body-value.ts";
import { asmWords, attributeWords, stoppingFunctions } from "./body-words.ts";

/** `{ ... }`; gives the value of its last expression, which is a statement expression's. */
export const block = (walk: Walk): Value => {
  const closing = walk.closing[walk.at] ?? walk.tokens.length;
  walk.at += 1;
  const value = inScope(walk, () => {
    let last = perhaps;
    while (walk.at < closing) {
      const { at } = walk;
      last = statement(walk, closing);
      if (walk.at !== at) continue;
      walk.isWhole = false;
      walk.at += 1;
    }
    return last;
  });
  close(walk, closing);
  return value;
};

/** `({ ... })`. */
export const statementExpression = (walk: Walk): Value => {
  const closing = walk.closing[walk.at] ?? walk.tokens.length;
  walk.at += 1;
  const value = block(walk);
  close(walk, closing);
  return value;
};

/** One statement; gives the value of an expression, with what it read still waiting when it ends a block. */
export const statement = (walk: Walk, blockEnd = -1): Value => {
  if (isTooDeep(walk)) return perhaps;
  walk.depth += 1;
  const value = isWordAt(walk) ? worded(walk, textAt(walk), blockEnd) : unworded(walk, blockEnd);
  walk.depth -= 1;
  return value;
};

const unworded = (walk: Walk, blockEnd: number): Value => {
  if (takes(walk, ";")) return perhaps;
  if (textAt(walk) !== "{") return expressionStatement(walk, blockEnd);
  block(walk);
  return perhaps;
};

const worded = (walk: Walk, word: string, blockEnd: number): Value => {
  const read = statements.get(word);
  if (read !== undefined) read(walk);
  else if (asmWords.has(word)) assembly(walk);
  else if (textAt(walk, 1) === ":" && walk.locals.get(word)?.kind !== "type") label(walk, word);
  else if (isDeclaration(walk)) declaration(walk);
  else return expressionStatement(walk, blockEnd);
  return perhaps;
};

const statements: ReadonlyMap<string, (walk: Walk) => void> = new Map<string, (walk: Walk) => void>([
  ["if", (walk) => condition(walk)],
  ["while", (walk) => whileLoop(walk)],
  ["for", (walk) => forLoop(walk)],
  ["do", (walk) => doLoop(walk)],
  ["switch", (walk) => selection(walk)],
  ["case", (walk) => caseLabel(walk)],
  ["default", (walk) => caseLabel(walk)],
  ["return", (walk) => leave(walk)],
  ["goto", (walk) => jump(walk)],
  [
    "break",
    (walk) => {
      walk.breaks = Math.min(walk.breaks, walk.doubts);
      stop(walk);
    },
  ],
  [
    "continue",
    (walk) => {
      walk.continues = Math.min(walk.continues, walk.doubts);
      stop(walk);
    },
  ],
  ["__label__", (walk) => skipTo(walk, ";")],
  ["_Pragma", (walk) => skipCall(walk)],
]);

const skipTo = (walk: Walk, text: string): void => {
  while (walk.at < walk.tokens.length && textAt(walk) !== text) walk.at += 1;
  walk.at += 1;
};

const skipCall = (walk: Walk): void => {
  walk.at += 1;
  if (textAt(walk) === "(") skipBrackets(walk);
};

/** A jump: nothing behind it is reached from before it. */
const stop = (walk: Walk): void => {
  act(walk);
  walk.at += 1;
  takes(walk, ";");
  walk.doubts = Infinity;
};

const expressionStatement = (walk: Walk, blockEnd: number): Value => {
  const start = walk.loose.length;
  const isStopping = stopsHere(walk);
  const value = plain(expression(walk));
  takes(walk, ";");
  if (isStopping) walk.doubts = Infinity;
  if (walk.at !== blockEnd) walk.loose.length = start;
  return value;
};

const stopsHere = (walk: Walk): boolean => {
  const name = textAt(walk);
  if (!isWordAt(walk) || textAt(walk, 1) !== "(" || walk.locals.has(name)) return false;
  return stoppingFunctions.has(name) || walk.lookup.declarationOf(name)?.isNoReturn === true;
};

/** Reads `( condition )`; gives its value, and what it read, which counts once something is done in a branch. */
export const inParentheses = (
  walk: Walk,
): { readonly value: Value; readonly read: readonly (Found | Local)[] } => {
  const start = walk.loose.length;
  if (textAt(walk) !== "(") {
    walk.isWhole = false;
    return { value: perhaps, read: [] };
  }
  const closing = walk.closing[walk.at] ?? walk.tokens.length;
  walk.at += 1;
  const value = expression(walk);
  close(walk, closing);
  const read = walk.loose.slice(start);
  walk.loose.length = start;
  return { value, read };
};

const condition = (walk: Walk): void => {
  walk.at += 1;
  const { value, read } = inParentheses(walk);
  const { effects, doubts } = walk;
  eitherBranch(
    walk,
    doubtsOf(walk, value),
    () => statement(walk),
    () => {
      if (takes(walk, "else")) statement(walk);
    },
  );
  if (walk.effects === effects) return;
  const end = walk.doubts;
  walk.doubts = doubts;
  anchorAll(walk, read);
  walk.doubts = end;
};

const selection = (walk: Walk): void => {
  walk.at += 1;
  const { value, read } = inParentheses(walk);
  const { breaks, cases, doubts, effects } = walk;
  walk.breaks = Infinity;
  walk.cases = doubts + (value.isRunTime && !walk.isEveryBranchDoubted ? 0 : 1);
  const hasDefault = hasDefaultAt(walk);
  const { exits } = walk;
  // Nothing stands before the first label; whatever a case does to a local is one possibility.
  let end = Infinity;
  inBranch(walk, 0, () => {
    walk.doubts = Infinity;
    statement(walk);
    end = walk.doubts;
    // A `break` ends a case but not what comes after.
    walk.doubts = doubts;
  });
  const reached = Math.min(end, walk.breaks, hasDefault ? Infinity : walk.cases);
  // One of the cases is taken: what follows is as certain as the statement, unless a case may lead out.
  walk.doubts = reached === walk.cases && exits === walk.exits ? doubts : reached;
  if (!walk.isEveryBranchDoubted && value.isRunTime && reached === walk.cases) walk.doubts = doubts;
  walk.breaks = breaks;
  walk.cases = cases;
  if (walk.effects === effects) return;
  end = walk.doubts;
  walk.doubts = doubts;
  anchorAll(walk, read);
  walk.doubts = end;
};

const hasDefaultAt = (walk: Walk): boolean => {
  const end = textAt(walk) === "{" ? (walk.closing[walk.at] ?? walk.tokens.length) : walk.at;
  for (let at = walk.at; at < end; at += 1) {
    const token = walk.tokens[at];
    if (token?.text === "default" && walk.tokens[at + 1]?.text === ":") return true;
  }
  return false;
};

/** `case a:`, `case a ... b:` and `default:`. */
const caseLabel = (walk: Walk): void => {
  while (walk.at < walk.tokens.length && textAt(walk) !== ":") {
    if (textAt(walk) === "?") skipTo(walk, ":");
    else if (textAt(walk) === "(") skipBrackets(walk);
    else walk.at += 1;
  }
  walk.at += 1;
  walk.doubts = Math.min(walk.doubts, walk.cases);
  meetJumps(walk);
};

const leave = (walk: Walk): void => {
  walk.at += 1;
  const start = walk.loose.length;
  const value = textAt(walk) === ";" ? undefined : plain(expression(walk));
  if (!walk.isEveryBranchDoubted) anchor(walk, start);
  walk.loose.length = start;
  walk.returns.push({ doubts: walk.doubts, value });
  walk.exits += 1;
  act(walk);
  takes(walk, ";");
  walk.doubts = Infinity;
};

const jump = (walk: Walk): void => {
  walk.at += 1;
  walk.exits += 1;
  if (textAt(walk) === "*") {
    walk.at += 1;
    expression(walk);
    for (const name of walk.gotos.keys()) walk.gotos.set(name, 1);
    walk.gotos.set("*", walk.doubts);
    takes(walk, ";");
    walk.doubts = Infinity;
    return;
  }
  const name = textAt(walk);
  walk.gotos.set(name, Math.min(walk.gotos.get(name) ?? Infinity, walk.doubts));
  stop(walk);
};

const label = (walk: Walk, name: string): void => {
  walk.at += 2;
  while (attributeWords.has(textAt(walk))) skipCall(walk);
  const jumped = walk.gotos.get(name);
  if (jumped !== undefined) walk.doubts = Math.min(walk.doubts, jumped);
  // Only something behind it can lead to it: not known yet.
  else if (walk.doubts === Infinity) walk.doubts = 1;
  meetJumps(walk);
};
