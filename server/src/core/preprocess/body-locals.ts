/** The locals in scope, what they hold, and the references found: everything a walk through a body changes. */

import type { Found, Local, Walk } from "./body-state.ts";
import { perhaps, runTime, type Value } from "./body-value.ts";
import { asmWords, isCompilerName, otherWords, typeWords } from "./body-words.ts";

/** Declares a name in the innermost scope: it hides what it meant before. */
export const declare = (walk: Walk, local: Local): void => {
  walk.hidden.push({ name: local.name, local: walk.locals.get(local.name) });
  walk.locals.set(local.name, local);
};

/** Does something in a scope of its own. */
export const inScope = <T>(walk: Walk, act: () => T): T => {
  const start = walk.hidden.length;
  const result = act();
  while (walk.hidden.length > start) {
    const before = walk.hidden.pop();
    if (before?.local === undefined) walk.locals.delete(before?.name ?? "");
    else walk.locals.set(before.name, before.local);
  }
  return result;
};

/** Records that a local now holds this. */
export const assign = (walk: Walk, local: Local, value: bigint | undefined, isRunTime: boolean): void => {
  if (local.value === value && local.isRunTime === isRunTime) return;
  walk.changes.push({ local, value: local.value, isRunTime: local.isRunTime });
  local.value = value;
  local.isRunTime = isRunTime;
  local.wasRunTime ||= isRunTime;
};

/** Somebody else may write to it from here on. */
export const escape = (walk: Walk, local: Local | undefined): void => {
  if (local !== undefined) assign(walk, local, undefined, true);
};

/**
 * Reads a branch with that many doubts more, and leaves the locals as they are where it and its absence meet. The
 * doubts after it are left in the walk; gives them as they were at its start.
 */
export const inBranch = (walk: Walk, doubts: number, act: () => void): number => {
  const start = walk.changes.length;
  walk.doubts += doubts;
  const entry = walk.doubts;
  act();
  const hasEnded = walk.doubts === Infinity && entry !== Infinity;
  for (let index = walk.changes.length - 1; index >= start; index -= 1) {
    const change = walk.changes[index];
    if (change === undefined) continue;
    const { local } = change;
    if (hasEnded || doubts === Infinity) {
      local.value = change.value;
      local.isRunTime = change.isRunTime;
    } else if (local.value !== change.value || local.isRunTime !== change.isRunTime) {
      local.isRunTime = doubts === 0 || (local.isRunTime && change.isRunTime);
      local.value = undefined;
      local.wasRunTime ||= local.isRunTime;
    }
  }
  return entry;
};

/** Reads what is never done, only measured: nothing of it stays but the references. */
export const inNever = (walk: Walk, act: () => void): void => {
  const { doubts, effects } = walk;
  const loose = walk.loose.length;
  walk.doubts = Infinity;
  const changes = walk.changes.length;
  act();
  for (let index = walk.changes.length - 1; index >= changes; index -= 1) {
    const change = walk.changes[index];
    if (change === undefined) continue;
    change.local.value = change.value;
    change.local.isRunTime = change.isRunTime;
  }
  walk.changes.length = changes;
  walk.doubts = doubts;
  walk.effects = effects;
  walk.loose.length = loose;
};

/** At a label: a jump may bring any of the values a local ever has. */
export const meetJumps = (walk: Walk): void => {
  for (const local of walk.locals.values()) {
    if (local.kind === "variable" && (local.wasRunTime || (walk.writes.get(local.name) ?? 0) > 1)) {
      assign(walk, local, undefined, true);
    }
  }
};

/** Whatever a loop writes to holds nothing known from the loop's second round on. */
export const meetRounds = (walk: Walk, writes: ReadonlyMap<string, number>): void => {
  for (const name of writes.keys()) {
    const local = walk.locals.get(name);
    if (local?.kind === "variable") assign(walk, local, undefined, true);
  }
};

/** Records a reference at a token; undefined where the name is none of file scope's. Its value still waits. */
export const refer = (walk: Walk, at: number, kind: "call" | "value"): Found | undefined => {
  const token = walk.tokens[at];
  if (token === undefined || !isReference(walk, token.text)) return undefined;
  const local = walk.locals.get(token.text);
  const isError = local?.kind === "error";
  const found: Found = {
    name: token.text,
    offset: token.origin.offset,
    length: token.origin.length,
    kind,
    through: token.through,
    isDeclaredInside: local !== undefined,
    doubts: isError ? Infinity : walk.doubts,
    anchor: kind === "call" ? 0 : 1,
  };
  walk.found.push(found);
  if (kind === "value") walk.loose.push(found);
  return found;
};

const isReference = (walk: Walk, name: string): boolean => {
  const local = walk.locals.get(name);
  if (local !== undefined) return local.kind === "outer" || local.kind === "error";
  if (otherWords.has(name) || typeWords.has(name) || asmWords.has(name) || isCompilerName(name)) return false;
  const what = walk.lookup.declarationOf(name)?.what;
  return what !== "constant" && what !== "type" && what !== "tag";
};

/** What a name of no local is worth. */
export const valueOfOuter = (walk: Walk, name: string): Value => {
  const declaration = walk.lookup.declarationOf(name);
  return declaration?.what === "variable" && !declaration.mayBeConstant ? runTime : perhaps;
};

/** What has been read since `from` has an effect here. */
export const anchor = (walk: Walk, from: number): void => {
  if (walk.loose.length > from) anchorAll(walk, walk.loose.slice(from));
};

/** What these read has an effect at this place. */
export const anchorAll = (walk: Walk, read: readonly (Found | Local)[]): void => {
  for (const one of read) {
    if (!("pending" in one)) {
      one.anchor = Math.min(one.anchor, walk.doubts);
      continue;
    }
    for (const found of one.pending) found.anchor = Math.min(found.anchor, walk.doubts);
    if (walk.doubts === 0) one.pending = [];
  }
};

/** What has been read since `from` is now held by a local. */
export const hold = (walk: Walk, local: Local, from: number): void => {
  const held: Found[] = [];
  for (const one of walk.loose.slice(from)) {
    if (!("pending" in one)) held.push(one);
    else if (one !== local) held.push(...one.pending.slice(0, mostHeld));
  }
  walk.loose.length = from;
  if (held.length > 0) local.pending = [...local.pending, ...held].slice(-mostHeld);
};

/** More than any code holds; it keeps the walk linear. */
const mostHeld = 50;

/** Something is certainly done here, or it is not certain and counts for nothing. */
export const act = (walk: Walk): void => {
  if (walk.doubts === 0) walk.effects += 1;
};
