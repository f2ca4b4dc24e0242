/** Where a walk through a body stands: its tokens, the locals in scope, and what was found. */

import type { BodyLookup } from "./body-lookup.ts";
import type { Value } from "./body-value.ts";
import type { Expanded } from "./expand.ts";

/** A name that the body itself declares. */
export interface Local {
  /** `outer`: a declaration of something at file scope. `error`: one that no code may reach, or the build fails. */
  readonly kind: "variable" | "constant" | "type" | "outer" | "error";
  readonly name: string;
  readonly isUnsigned: boolean;
  readonly isArray: boolean;
  readonly isStatic: boolean;
  value: bigint | undefined;
  isRunTime: boolean;
  wasRunTime: boolean;
  /** References whose value it holds: they count where it is used. */
  pending: Found[];
}

/** A reference while the walk goes on. */
export interface Found {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
  readonly kind: "call" | "value";
  readonly through: readonly string[];
  readonly isDeclaredInside: boolean;
  /** Of the place it stands at. */
  doubts: number;
  /** Of the place where its value has an effect. */
  anchor: number;
}

interface Change {
  readonly local: Local;
  readonly value: bigint | undefined;
  readonly isRunTime: boolean;
}

export interface Walk {
  readonly tokens: readonly Expanded[];
  readonly lookup: BodyLookup;
  /** For inlining into code not seen: every branch may be decided by the caller's arguments. */
  readonly isEveryBranchDoubted: boolean;
  /** By the index of an opening bracket: that of the closing one; the number of tokens where there is none. */
  readonly closing: Int32Array;
  /** How often each name is written to or has its address taken. */
  readonly writes: ReadonlyMap<string, number>;
  at: number;
  doubts: number;
  depth: number;
  isWhole: boolean;
  readonly found: Found[];
  /** What the expression being read has read, whose effect is not known yet. */
  readonly loose: (Found | Local)[];
  /** Grows with what is certainly done: calls, stores to memory, jumps. */
  effects: number;
  /** Grows with each way out of the function. */
  exits: number;
  readonly locals: Map<string, Local>;
  readonly hidden: { readonly name: string; readonly local: Local | undefined }[];
  readonly changes: Change[];
  readonly gotos: Map<string, number>;
  /** The fewest doubts at a `break`, at a `continue` of the innermost statement, and of its `case` labels. */
  breaks: number;
  continues: number;
  cases: number;
  readonly returns: { readonly doubts: number; readonly value: Value | undefined }[];
}

export const createWalk = (
  tokens: readonly Expanded[],
  lookup: BodyLookup,
  isEveryBranchDoubted: boolean,
): Walk => ({
  tokens,
  lookup,
  isEveryBranchDoubted,
  closing: closingOf(tokens),
  writes: writesIn(tokens, 0, tokens.length),
  at: 0,
  doubts: 0,
  depth: 0,
  isWhole: true,
  found: [],
  loose: [],
  effects: 0,
  exits: 0,
  locals: new Map((lookup.parameters ?? []).map((name) => [name, parameter(name, lookup)])),
  hidden: [],
  changes: [],
  gotos: new Map(),
  breaks: Infinity,
  continues: Infinity,
  cases: 0,
  returns: [],
});

const parameter = (name: string, lookup: BodyLookup): Local => ({
  kind: "variable",
  name,
  // Its type is not told: `x < 0` may never be.
  isUnsigned: true,
  isArray: false,
  isStatic: false,
  value: undefined,
  isRunTime: lookup.parametersMayBeConstant !== true,
  wasRunTime: lookup.parametersMayBeConstant !== true,
  pending: [],
});

const closers: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

const closingOf = (tokens: readonly Expanded[]): Int32Array => {
  const closing = new Int32Array(tokens.length).fill(tokens.length);
  const open: { readonly index: number; readonly closer: string }[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== "punctuator") continue;
    const closer = closers[token.text];
    if (closer !== undefined) open.push({ index, closer });
    else if (open.at(-1)?.closer === token.text) closing[open.pop()?.index ?? 0] = index;
  }
  return closing;
};

const assignments: ReadonlySet<string> = new Set([
  "=",
  "+=",
  "-=",
  "*=",
  "/=",
  "%=",
  "&=",
  "|=",
  "^=",
  "<<=",
  ">>=",
]);

export const isAssignment = (text: string): boolean => assignments.has(text);

/** The names that a stretch of tokens writes to or takes the address of, with how often. */
export const writesIn = (
  tokens: readonly Expanded[],
  from: number,
  to: number,
): ReadonlyMap<string, number> => {
  const writes = new Map<string, number>();
  for (let at = from; at < to; at += 1) {
    const token = tokens[at];
    if (token?.kind !== "word") continue;
    const after = tokens[at + 1]?.text ?? "";
    const before = tokens[at - 1]?.text ?? "";
    const isWritten =
      assignments.has(after) ||
      after === "++" ||
      after === "--" ||
      after === "." ||
      after === "[" ||
      before === "++" ||
      before === "--" ||
      before === "&" ||
      (before === "(" && after === ")" && tokens[at - 2]?.kind === "string");
    if (isWritten) writes.set(token.text, (writes.get(token.text) ?? 0) + 1);
  }
  return writes;
};

/** The text of the token at the walk's place, or so many further; empty after the last. */
export const textAt = (walk: Walk, ahead = 0): string => walk.tokens[walk.at + ahead]?.text ?? "";

export const isWordAt = (walk: Walk, ahead = 0): boolean => walk.tokens[walk.at + ahead]?.kind === "word";

export const takes = (walk: Walk, text: string): boolean => {
  if (textAt(walk) !== text || walk.tokens[walk.at]?.kind === "string") return false;
  walk.at += 1;
  return true;
};

/** Goes on behind a closing bracket: whatever stands before it unread was not understood. */
export const close = (walk: Walk, closing: number): void => {
  if (walk.at !== closing) walk.isWhole = false;
  walk.at = Math.min(closing + 1, walk.tokens.length);
};

/** Goes on behind the bracket that closes the one here, reading nothing. */
export const skipBrackets = (walk: Walk): void => {
  walk.at = Math.min((walk.closing[walk.at] ?? walk.at) + 1, walk.tokens.length);
};
