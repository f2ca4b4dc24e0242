/**
 * References from one definition of a file to another name, as they certainly stand in the object file. Inlining and
 * dead code decide many of them: those are not told.
 */

import type { Span } from "../text/span.ts";
import type { FileModel, FunctionDefinition, Use, Variable } from "./file.ts";

export interface Reference {
  readonly span: Span;
  /** `inlined`: the compiler decides whether a call of it remains. */
  readonly certainty: "certain" | "inlined";
}

/** What is referred to, as far as a reference depends on it. */
export interface Target {
  readonly name: string;
  readonly kind: "function" | "variable";
  /** gcc sees its body here, and may put it in the place of a call or do without the call. */
  readonly isInlinable: boolean;
  readonly isConst: boolean;
}

/** The references in a function's body; none where conditionals or a local of the same name leave doubt. */
export function referencesIn(
  from: FunctionDefinition,
  target: Target,
  file: FileModel,
): readonly Reference[] {
  if (from.signature?.parameters?.some((parameter) => parameter.name === target.name)) return [];
  const uses = from.uses.of(target.name);
  if (uses.length === 0) return [];
  const body = file.text.slice(from.body.start, from.body.end);
  if (/^\s*#/m.test(body) || constantConditions.test(body)) return [];
  const places = uses.map((use) => placeOf(use, from, file));
  if (places.some(declaresLocal)) return [];
  return places.flatMap((place) => {
    const certainty =
      target.kind === "function" ? ofFunction(place, target, file) : ofVariable(place, target, file);
    return certainty ? [{ span: place.span, certainty }] : [];
  });
}

/** The references in a variable's initialiser. */
export function referencesFrom(from: Variable, target: Target, file: FileModel): readonly Reference[] {
  if (!from.initialiser || from.elementsUncertain) return [];
  const uses = from.uses.of(target.name);
  if (uses.length === 0 || /^\s*#/m.test(file.text.slice(from.initialiser.start, from.initialiser.end)))
    return [];
  return uses.flatMap((use): readonly Reference[] => {
    const place = placeOf(use, from, file);
    const caller = /(\w+)\s*\(\s*&?\s*$/.exec(place.before)?.[1];
    const isPlain =
      /(?:^|[=,{(])\s*(?:\([^()]*\)\s*)?&?\s*$/.test(place.before) &&
      /^\s*\)?\s*(?:[,}]|$)/.test(place.after);
    const isTable = target.kind === "function" || !target.isConst || /^\s*[,}]/.test(place.after);
    return isPlain && isTable && (caller === undefined || caller === "__exit_p")
      ? [{ span: place.span, certainty: "certain" }]
      : [];
  });
}

/** Branches that a constant decides: what stands in them may never be compiled. */
const constantConditions =
  /\b(?:IS_(?:ENABLED|BUILTIN|MODULE|REACHABLE)|__builtin_constant_p|system_state)\b/;

interface Place {
  readonly span: Span;
  readonly use: Use;
  /** Up to 200 units of text on either side of the name. */
  readonly before: string;
  readonly after: string;
}

function placeOf(use: Use, from: FunctionDefinition | Variable, { text }: FileModel): Place {
  const start = from.span.start + use.offset;
  const end = start + (/^\w+/.exec(text.slice(start, start + 128))?.[0].length ?? 0);
  const inside = from.kind === "function" ? from.body : (from.initialiser ?? from.span);
  return {
    use,
    span: { start, end },
    before: text.slice(Math.max(inside.start, start - 200), start),
    after: text.slice(end, Math.min(inside.end, end + 200)),
  };
}

/** `int name`, `struct x *name`: a word that is no operator stands before it. */
const declaresLocal = ({ before }: Place): boolean => {
  const word = /([A-Za-z_]\w*)[\s*]+$/.exec(before)?.[1];
  return word !== undefined && !["return", "case", "else", "do", "goto", "sizeof", "typeof"].includes(word);
};

function ofFunction(
  { use, before, after }: Place,
  target: Target,
  file: FileModel,
): Reference["certainty"] | undefined {
  if (isOnlyMeasured(before)) return undefined;
  if (use.kind === "call") return target.isInlinable ? "inlined" : "certain";
  if (/\breturn\s+&?\s*$/.test(before) && /^\s*;/.test(after)) return "certain";
  if (/(?:->|\.)\s*\w+\s*=\s*&?\s*$/.test(before) && use.kind === "value" && /^\s*;/.test(after))
    return "certain";
  if (
    /(?:^|[;{}])\s*[A-Za-z_]\w*\s*=\s*&?\s*$/.test(before) &&
    assignsGlobal(before, file) &&
    /^\s*;/.test(after)
  )
    return "certain";
  return isArgument(before, after, file) ? "certain" : undefined;
}

function ofVariable(
  { before, after }: Place,
  target: Target,
  file: FileModel,
): Reference["certainty"] | undefined {
  if (isOnlyMeasured(before)) return undefined;
  if (target.isConst) return isArgument(before, after, file) ? "certain" : undefined;
  return isWritten({ before, after }) ? undefined : "certain";
}

/** The operand of sizeof and kin is never evaluated. */
function isOnlyMeasured(before: string): boolean {
  const caller = callerOf(before);
  return (caller !== undefined && measuring.test(caller)) || /\b(?:sizeof|typeof)\s*$/.test(before);
}

const measuring =
  /^(?:sizeof|typeof|__typeof__|ARRAY_SIZE|offsetof|__alignof__|BUILD_BUG_ON\w*|static_assert|alignof)$/;

/** A variable that is only written may be left out altogether. */
function isWritten({ before, after }: Pick<Place, "before" | "after">): boolean {
  const access = /^\s*(?:\[[^\]]*\]|\.\s*\w+)*\s*/.exec(after)?.[0] ?? "";
  const operator = after.slice(access.length);
  if (/^(?:=(?!=)|[-+*/%|&^]=|<<=|>>=)/.test(operator)) return true;
  const isStep = /(?:\+\+|--)\s*$/.test(before) || /^(?:\+\+|--)/.test(operator);
  return (
    isStep &&
    (callerOf(before) === "for" || /(?:^|[;{}):])\s*(?:\+\+|--)?\s*$/.test(before) || /^\{?\s*$/.test(before))
  );
}

/** A whole argument of a call that goes out of this file: what it is given cannot be optimised away. */
function isArgument(before: string, after: string, file: FileModel): boolean {
  if (!/[(,]\s*&?\s*$/.test(before) || !/^\s*[,)]/.test(after)) return false;
  const caller = callerOf(before);
  if (
    caller === undefined ||
    !/^[a-z_]\w*$/.test(caller) ||
    /^(?:if|while|for|switch|return|sizeof|typeof|likely|unlikely|__builtin_\w+)$/.test(caller)
  )
    return caller !== undefined && /^INIT_(?:DELAYED_|DEFERRABLE_)?WORK$/.test(caller);
  return ![...file.functions, ...file.macroDefinitions, ...file.variables].some((one) => one.name === caller);
}

/** The word before the parenthesis that is open at the end of a text. */
function callerOf(before: string): string | undefined {
  let depth = 0;
  for (let index = before.length - 1; index >= 0; index--) {
    const character = before[index];
    if (character === ";" || character === "{" || character === "}") return undefined;
    if (character === ")") depth++;
    else if (character === "(" && depth-- === 0) return /(\w+)\s*$/.exec(before.slice(0, index))?.[1];
  }
  return undefined;
}

function assignsGlobal(before: string, file: FileModel): boolean {
  const name = /([A-Za-z_]\w*)\s*=\s*&?\s*$/.exec(before)?.[1];
  return file.variables.some((one) => one.name === name && one.storage !== "static");
}
