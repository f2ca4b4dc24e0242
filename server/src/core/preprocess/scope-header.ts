/**
 * A header made ready for evaluation, once for all units that include it: where each condition leads, whether one macro
 * guards the whole of it, and the facts that its lines state.
 */
import { remembered } from "../model/remembered.ts";
import type { DeclarationItem, HeaderItem, HeaderItems } from "./header.ts";
import type { DeclarationFact, MacroFact } from "./scope.ts";
import type { CallReading, KnownAnswer } from "./scope-memory.ts";

/** With what only the evaluation asks: where an inline's body is. */
export interface Declared extends DeclarationFact {
  /** Of the body's brace, in `text` or else in the text of `path`; -1 without a body. */
  readonly bodyStart: number;
  /** The whole of an inline that a macro call at file scope declares, macros expanded. */
  readonly text: string | undefined;
}

export type Step =
  | {
      readonly kind: "if" | "elif";
      readonly condition: string;
      /** `defined(name)`, the commonest. */
      readonly asked: string | undefined;
      readonly isNegated: boolean;
      /** The index of the next branch of the same conditional, and of its end. */
      readonly next: number;
      readonly last: number;
      readonly answers: KnownAnswer[];
    }
  | { readonly kind: "else"; readonly last: number }
  | { readonly kind: "endif" }
  | Extract<HeaderItem, { readonly kind: "include" | "undef" }>
  | { readonly kind: "define"; readonly fact: MacroFact }
  | { readonly kind: "declaration"; readonly fact: Declared }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly text: string;
      readonly start: number;
      readonly end: number;
      readonly readings: CallReading[];
    };

export interface PreparedHeader {
  readonly path: string;
  readonly steps: readonly Step[];
  /** Where it is defined, the whole header is passed over. */
  readonly guard: string | undefined;
  readonly isOnce: boolean;
}

/** Takes a header's items and its path; the same items are prepared once for each path. */
export const preparedHeader = (items: HeaderItems, path: string): PreparedHeader => {
  const byPath = preparedByPath(items);
  let prepared = byPath.get(path);
  if (prepared === undefined) {
    prepared = prepare(items, path);
    byPath.set(path, prepared);
  }
  return prepared;
};

const preparedByPath = remembered<HeaderItems, Map<string, PreparedHeader>>(() => new Map());

const prepare = ({ items, isOnce }: HeaderItems, path: string): PreparedHeader => {
  const { next, last } = branchesOf(items);
  const steps = items.map((item, i): Step => {
    switch (item.kind) {
      case "if":
      case "elif":
        return {
          kind: item.kind,
          condition: item.condition,
          ...simpleQuestion(item.condition),
          next: next[i] ?? items.length,
          last: last[i] ?? items.length,
          answers: [],
        };
      case "else":
        return { kind: "else", last: last[i] ?? items.length };
      case "endif":
        return { kind: "endif" };
      case "define": {
        const { name, parameters, body, start } = item;
        return { kind: "define", fact: { name, parameters, body, path, start } };
      }
      case "declaration":
        return { kind: "declaration", fact: declaredBy(item, path) };
      case "call": {
        const { kind, name, text, start, end } = item;
        return { kind, name, text, start, end, readings: [] };
      }
      case "include":
      case "undef":
        return item;
    }
  });
  return { path, steps, guard: guardOf(steps), isOnce: isOnce === true };
};

/** The fact that an item states. */
export const declaredBy = (item: DeclarationItem, path: string): Declared => ({
  name: item.name,
  what: item.what,
  parameters: item.parameters,
  isVariadic: item.isVariadic,
  isStatic: item.isStatic,
  path,
  header: undefined,
  start: item.start,
  end: item.end,
  nameStart: item.nameStart,
  reaches: nothing,
  mayBeConstant: false,
  bodyStart: item.bodyStart,
  text: undefined,
});

const nothing: readonly string[] = [];

/** By index of each `#if`, `#elif`, `#else`: the index of the branch after it and of the `#endif`. */
const branchesOf = (
  items: readonly HeaderItem[],
): { readonly next: Int32Array; readonly last: Int32Array } => {
  const next = new Int32Array(items.length).fill(items.length);
  const last = new Int32Array(items.length).fill(items.length);
  const open: number[][] = [];
  items.forEach(({ kind }, i) => {
    if (kind === "if") {
      open.push([i]);
      return;
    }
    if (kind !== "elif" && kind !== "else" && kind !== "endif") return;
    const branches = open.at(-1);
    if (branches === undefined) return;
    next[branches.at(-1) ?? i] = i;
    branches.push(i);
    if (kind !== "endif") return;
    open.pop();
    for (const branch of branches) last[branch] = i;
  });
  return { next, last };
};

const simpleQuestion = (
  condition: string,
): { readonly asked: string | undefined; readonly isNegated: boolean } => {
  const found = /^(!?)\s*defined\s*(?:\(\s*(\w+)\s*\)|\s(\w+))$/u.exec(condition);
  const name = found?.[2] ?? found?.[3];
  // gcc's own that no table lists are left to the condition's evaluation.
  if (name === undefined || dynamic.test(name)) return { asked: undefined, isNegated: false };
  return { asked: name, isNegated: found?.[1] === "!" };
};

const dynamic = /^__(?:has_\w+|[A-Z]+_?[A-Z]*__)$/u;

const guardOf = (steps: readonly Step[]): string | undefined => {
  const [first] = steps;
  if (first?.kind !== "if" || !first.isNegated || first.asked === undefined) return undefined;
  return first.next === steps.length - 1 && first.last === first.next ? first.asked : undefined;
};
