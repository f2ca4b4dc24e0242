/** Preprocessor conditionals as far as a reader can tell who knows that a module is being built. */
import type { Directive } from "../syntax/pieces.ts";
import type { Guard, Guards } from "./file.ts";

/** The conditionals open at one place of a file, and whether what stands there is ever compiled. */
export interface GuardState {
  readonly guards: Guards;
  readonly isDead: boolean;
}

interface OpenConditional extends Guard {
  readonly isDead: boolean;
  /** The branches so far: one of them is certainly taken, so that `#else` is dead. */
  readonly isTaken: boolean;
}

/** Follows a file's conditionals from its start; one follower reads one file once. */
export interface GuardFollower {
  meet(directive: Directive): void;
  now(): GuardState;
}

/** Conditionals are numbered in text order from 0. */
export function followGuards(): GuardFollower {
  let ordinal = 0;
  const open: OpenConditional[] = [];
  let state: GuardState | undefined;
  return {
    meet(directive) {
      state = undefined;
      switch (directive.kind) {
        case "if":
        case "ifdef":
        case "ifndef": {
          const truth = truthOf(directive.kind, directive.condition);
          open.push({
            ...branch(ordinal++, 0, truth),
            condition: `${directive.kind} ${directive.condition}`,
            earlier: noConditions,
            isTaken: truth === true,
          });
          return;
        }
        case "elif":
        case "else": {
          const last = open.pop();
          if (!last) return;
          const truth = last.isTaken
            ? false
            : directive.kind === "else"
              ? elseTruth(last)
              : truthOf("if", directive.condition);
          const condition = `${directive.kind} ${directive.condition}`.trim();
          open.push({
            ...branch(last.conditional, last.branch + 1, truth),
            condition,
            earlier: [...last.earlier, last.condition],
            isTaken: last.isTaken || truth === true,
          });
          return;
        }
        case "endif":
          open.pop();
          return;
        case "include":
        case "define":
        case "other":
          return;
      }
    },
    now() {
      state ??= {
        guards: open.length === 0 ? none : open.map(plain),
        isDead: open.some((conditional) => conditional.isDead),
      };
      return state;
    },
  };
}

/** Are the two never compiled together? */
export const areExclusive = (a: Guards, b: Guards): boolean =>
  a.some((guard) =>
    b.some((other) => guard.conditional === other.conditional && guard.branch !== other.branch),
  );

/** Is it compiled whatever the configuration? */
export const isUnconditional = (guards: Guards): boolean => guards.every((guard) => guard.state === "active");

/** Wherever `inner` is compiled, is `outer` as well? */
export const isImpliedBy = (outer: Guards, inner: Guards): boolean =>
  outer.every(
    (guard) =>
      guard.state === "active" ||
      inner.some((other) => other.conditional === guard.conditional && other.branch === guard.branch),
  );

const none: Guards = [];

const noConditions: readonly string[] = [];

const plain = ({ conditional, branch: taken, state, condition, earlier }: OpenConditional): Guard => ({
  conditional,
  branch: taken,
  state,
  condition,
  earlier,
});

const branch = (conditional: number, number: number, truth: boolean | undefined) => ({
  conditional,
  branch: number,
  state: truth === true ? ("active" as const) : ("unknown" as const),
  isDead: truth === false,
});

/** `#else` of a lone `#if 0` is certainly taken; after an unknown branch nothing is certain. */
const elseTruth = (last: OpenConditional): boolean | undefined =>
  last.branch === 0 && last.isDead ? true : undefined;

const definedForModules = new Set(["MODULE", "__KERNEL__"]);

function truthOf(kind: "if" | "ifdef" | "ifndef", condition: string): boolean | undefined {
  if (kind === "ifdef") return definedForModules.has(condition) ? true : undefined;
  if (kind === "ifndef") return definedForModules.has(condition) ? false : undefined;
  for (const [joint, decisive] of junctions) {
    const terms = topLevelTerms(condition, joint);
    if (terms.length < 2) continue;
    const truths = terms.map((term) => truthOf("if", term));
    if (truths.includes(decisive)) return decisive;
    return truths.includes(undefined) ? undefined : !decisive;
  }
  const number = /^\(?\s*(\d+)\s*\)?$/.exec(condition);
  if (number) return Number(number[1]) !== 0;
  const defined = /^(!?)\s*defined\s*\(?\s*(\w+)\s*\)?$/.exec(condition);
  if (defined && definedForModules.has(defined[2] ?? "")) return defined[1] === "";
  return undefined;
}

/** What binds weaker comes first; one term of the second value decides the whole. */
const junctions: readonly (readonly [string, boolean])[] = [
  ["||", true],
  ["&&", false],
];

/** The terms of a condition between operators that stand in no parentheses; the condition itself where there are none. */
function topLevelTerms(condition: string, joint: string): readonly string[] {
  const terms: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < condition.length; at++) {
    if (condition[at] === "(") depth += 1;
    else if (condition[at] === ")") depth -= 1;
    else if (depth === 0 && condition.startsWith(joint, at)) {
      terms.push(condition.slice(from, at).trim());
      at += joint.length - 1;
      from = at + 1;
    }
  }
  return [...terms, condition.slice(from).trim()];
}
