/**
 * Evaluates one translation unit at file scope: walks its items through all includes in order, decides the conditions
 * with the macros defined so far, and expands the macro calls that stand at file scope. Pure but for what it asks of
 * its source; never throws on bad input.
 */
import { once, remembered } from "../model/remembered.ts";
import { evaluateCondition } from "./condition.ts";
import type { HeaderItems } from "./header.ts";
import { readHeader } from "./header-reader.ts";
import { createMacroCache, type MacroCache } from "./macro-body.ts";
import type { MacroFact } from "./scope.ts";
import { declare, readCall } from "./scope-declarations.ts";
import { type PreparedHeader, preparedHeader, type Step } from "./scope-header.ts";
import { includePath } from "./scope-include.ts";
import { isSame, keep, recording } from "./scope-memory.ts";
import type { Evaluation, HeaderSource, PredefinedMacro, WholeScope } from "./whole-scope.ts";

export { restrictScope } from "./scope-restriction.ts";
export type { HeaderSource, PredefinedMacro, WholeScope } from "./whole-scope.ts";

export interface UnitInput {
  readonly path: string;
  readonly text: string;
  readonly items: HeaderItems;
  /** The absolute paths of the `-include` files in order. */
  readonly forced: readonly string[];
  /** The compiler's own and those of the command line. Where units share them, more is remembered. */
  readonly predefined: readonly PredefinedMacro[];
}

/** Takes a C file and where its headers are; gives everything that is in scope at its end. */
export const evaluateScope = (input: UnitInput, source: HeaderSource): WholeScope => {
  const evaluation: Evaluation = {
    input,
    source,
    macros: new Map(input.predefined.map((macro) => [macro.name, predefinedFact(macro)])),
    declarations: new Map(),
    hidden: new Set(),
    doubtful: new Set(),
    doubts: new Set(),
    headers: new Set(),
    readOnce: new Set(),
    resolved: new Map(),
    cache: cacheOf(source),
    isWhole: true,
    uncertain: 0,
    depth: 0,
  };
  for (const path of input.forced) readPath(evaluation, path, "the command line");
  walk(evaluation, preparedHeader(input.items, input.path));
  const { macros, declarations, hidden, headers, doubts, isWhole } = evaluation;
  return {
    path: input.path,
    isWhole,
    doubts: [...doubts],
    macros,
    declarations,
    hidden,
    asked: undefined,
    headers,
    input,
    source,
  };
};

const cacheOf = remembered<HeaderSource, MacroCache>(() => createMacroCache());

/** The same fact for the same macro, whatever array it comes in: what is remembered rests on that. */
const predefinedFact = remembered(
  ({ name, parameters, body }: PredefinedMacro): MacroFact => ({
    name,
    parameters,
    body,
    path: undefined,
    start: 0,
  }),
);

const readPath = (evaluation: Evaluation, path: string, from: string): void => {
  const items = evaluation.source.items(path);
  if (items === undefined) {
    doubt(evaluation, `${path}, included by ${from}, cannot be read`);
    return;
  }
  if (evaluation.depth > deepest) {
    doubt(evaluation, `${path} is included too deeply`);
    return;
  }
  evaluation.headers.add(path);
  evaluation.depth++;
  walk(evaluation, preparedHeader(items, path));
  evaluation.depth--;
};

/** gcc's own bound. */
const deepest = 200;

const doubt = (evaluation: Evaluation, words: string): void => {
  evaluation.isWhole = false;
  evaluation.doubts.add(words);
};

/** What is known of the branches of a conditional that is open. */
const Branch = { none: 0, taken: 1, unknown: 2 } as const;

const walk = (evaluation: Evaluation, header: PreparedHeader): void => {
  const { macros, readOnce } = evaluation;
  if (header.guard !== undefined && macros.has(header.guard)) return;
  if (header.isOnce) {
    if (readOnce.has(header.path)) return;
    readOnce.add(header.path);
  }
  const { steps } = header;
  const open: number[] = [];
  const uncertainBefore = evaluation.uncertain;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i];
    if (step === undefined) break;
    switch (step.kind) {
      case "if":
      case "elif":
      case "else":
      case "endif":
        i = passCondition(evaluation, header, step, i, open);
        break;
      case "include":
        include(evaluation, header, step);
        break;
      case "define":
      case "undef":
      case "declaration":
      case "call":
        state(evaluation, step, header.path);
    }
  }
  evaluation.uncertain = uncertainBefore;
};

type ConditionStep = Extract<Step, { readonly kind: "if" | "elif" | "else" | "endif" }>;

/** Gives the index of the step after which the walk goes on. */
const passCondition = (
  evaluation: Evaluation,
  header: PreparedHeader,
  step: ConditionStep,
  index: number,
  open: number[],
): number => {
  if (step.kind === "endif") {
    if (open.pop() === Branch.unknown) evaluation.uncertain--;
    return index;
  }
  if (step.kind === "if") open.push(Branch.none);
  const top = open.length - 1;
  if (open[top] === Branch.unknown) return index;
  // One before the end, which the loop steps on and which closes the conditional.
  if (open[top] === Branch.taken) return step.last - 1;
  const answer = step.kind === "else" ? true : decide(evaluation, header, step);
  if (answer === false) return step.kind === "else" ? index : step.next - 1;
  open[top] = answer === true ? Branch.taken : Branch.unknown;
  if (answer === undefined) {
    evaluation.uncertain++;
    evaluation.doubts.add(`${header.path}: #if ${step.kind === "else" ? "" : step.condition} is not known`);
  }
  return index;
};

const decide = (
  evaluation: Evaluation,
  header: PreparedHeader,
  step: Extract<Step, { readonly kind: "if" | "elif" }>,
): boolean | undefined => {
  const { macros, doubtful } = evaluation;
  if (step.asked !== undefined) {
    if (doubtful.size > 0 && doubtful.has(step.asked)) return undefined;
    return macros.has(step.asked) !== step.isNegated;
  }
  for (const known of step.answers) {
    if (isSame(known.asked, macros))
      return isDoubtful(evaluation, known.asked.names) ? undefined : known.answer;
  }
  const { lookup, asked } = recording(macros);
  const answer = evaluateCondition(step.condition, lookup, {
    cache: evaluation.cache,
    hasInclude: (path, form) => evaluation.source.resolve(path, form, false, header.path) !== undefined,
  });
  if (!step.condition.includes("__has_include")) keep(step.answers, { asked, answer });
  return isDoubtful(evaluation, asked.names) ? undefined : answer;
};

const isDoubtful = ({ doubtful }: Evaluation, names: readonly string[]): boolean =>
  doubtful.size > 0 && names.some((name) => doubtful.has(name));

const include = (
  evaluation: Evaluation,
  header: PreparedHeader,
  step: Extract<Step, { readonly kind: "include" }>,
): void => {
  if (evaluation.uncertain > 0) {
    doubt(evaluation, `${header.path}: whether ${step.path} is included is not known`);
    return;
  }
  const path = includePath(evaluation, header.path, step);
  if (path !== undefined) readPath(evaluation, path, header.path);
  else if (step.path === "stdarg.h") walk(evaluation, stdarg());
  else doubt(evaluation, `${header.path}: ${step.path} is not found`);
};

/** The compiler's own header that kernels before 5.15 include; Kbuild finds it by asking the compiler. */
const stdarg = once(() =>
  preparedHeader(
    readHeader(`#ifndef _STDARG_H
#define _STDARG_H
typedef __builtin_va_list va_list;
#define va_start(v, l) __builtin_va_start(v, l)
#define va_end(v) __builtin_va_end(v)
#define va_arg(v, l) __builtin_va_arg(v, l)
#define va_copy(d, s) __builtin_va_copy(d, s)
#endif`),
    "stdarg.h",
  ),
);

const state = (
  evaluation: Evaluation,
  step: Extract<Step, { readonly kind: "define" | "undef" | "declaration" | "call" }>,
  path: string,
): void => {
  const { macros, hidden, doubtful } = evaluation;
  const isCertain = evaluation.uncertain === 0;
  switch (step.kind) {
    case "define":
    case "undef": {
      const name = step.kind === "define" ? step.fact.name : step.name;
      if (!isCertain) {
        hidden.add(name);
        doubtful.add(name);
        return;
      }
      if (doubtful.size > 0) doubtful.delete(name);
      if (step.kind === "define") macros.set(name, step.fact);
      else macros.delete(name);
      return;
    }
    case "declaration":
      if (isCertain) declare(evaluation, step.fact);
      else {
        hidden.add(step.fact.name);
        evaluation.isWhole = false;
      }
      return;
    case "call":
      if (isCertain) {
        readCall(evaluation, step, path);
        return;
      }
      evaluation.isWhole = false;
      for (const [word] of step.text.matchAll(/[A-Za-z_]\w*/gu)) hidden.add(word);
  }
};
