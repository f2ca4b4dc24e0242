/** The variables of one evaluation, and what is known of those that no makefile sets. */

import type { Disk } from "../text/disk.ts";
import type { Span } from "../text/span.ts";
import {
  anything,
  appended,
  asUncertain,
  isCertainValue,
  isUnknown,
  literal,
  type Part,
  space,
  textOf,
  tokensOf,
  type Value,
} from "./value.ts";

export interface Variable {
  /** Set with `=`: parts are unexpanded text. */
  readonly isRecursive: boolean;
  /** Grows in place: a list of thousands of `+=` must not be copied for each. Nothing else keeps the array. */
  readonly value: Part[];
}

/** Something that could not be evaluated. */
export interface Unknown {
  readonly file: string;
  readonly span: Span;
  readonly reason: string;
}

export interface Scope {
  readonly variables: Map<string, Variable>;
  /** Names with a token in them (`obj-` + token), by what stands before it. */
  readonly symbolic: Map<string, Set<string>>;
  /** What a name is worth that no makefile sets; undefined: nothing. */
  readonly inherited: (name: string) => string | undefined;
  /** Set by the caller of make, or with `override`: only an assignment with `override` counts. */
  readonly fixed: Set<string>;
  readonly disk: Disk;
  /** Where relative paths begin: the folder make runs in. */
  readonly workingDirectory: string;
  /** `$(wildcard)` answers inside these folders only. */
  readonly visible: readonly string[];
  readonly release: string | undefined;
  /** Names under expansion: one that is met again is endless recursion. */
  readonly active: Set<string>;
  /** Steps left; at 0 every expansion is unknown. */
  readonly budget: { left: number; isTold: boolean };
  readonly note: (unknown: Unknown) => void;
}

/** The folder of the kernel that needs most spends 13,000; this much takes well under a second. */
export const expansionBudget = 150_000;

/** More parts than this in one variable is growth, not a list. */
const mostParts = 20_000;

/** Sets a variable as an operator and the certainty of its condition say. */
export const assign = (
  scope: Scope,
  name: string,
  operator: "=" | ":=" | "+=" | "?=",
  value: Value,
  isCertain: boolean,
  isOverride = false,
): void => {
  if (scope.fixed.has(name) && !isOverride) return;
  if (isOverride && isCertain) scope.fixed.add(name);
  const old = scope.variables.get(name);
  if (operator === "?=" && (old !== undefined || scope.inherited(name) !== undefined)) return;
  const added = isCertain ? value : asUncertain(value);
  if (operator === "+=") {
    append(scope, name, old, added);
    return;
  }
  const isRecursive = operator !== ":=" || (!isCertain && (old?.isRecursive ?? false));
  const before = isCertain ? [] : asUncertain(old?.value ?? inheritedValue(scope, name));
  store(scope, name, { isRecursive, value: [...appended(before, added)] });
};

const append = (scope: Scope, name: string, old: Variable | undefined, added: Value): void => {
  const variable = old ?? { isRecursive: true, value: [...inheritedValue(scope, name)] };
  if (old === undefined) store(scope, name, variable);
  const { value } = variable;
  if (value.length > mostParts) return;
  if (value.length > 0) value.push(space);
  value.push(...(value.length + added.length > mostParts ? literal(anything, "", 0) : added));
};

const inheritedValue = (scope: Scope, name: string): Value => literal(scope.inherited(name) ?? "", "", 0);

const store = (scope: Scope, name: string, variable: Variable): void => {
  scope.variables.set(name, variable);
  const token = name.indexOf("\uE000");
  if (token < 0) return;
  const prefix = name.slice(0, token);
  const names = scope.symbolic.get(prefix) ?? new Set();
  names.add(name);
  scope.symbolic.set(prefix, names);
};

/** The names `prefix` + token: `obj-$(CONFIG_X)` for `obj-`, with what the token may be. */
export const symbolicNames = (
  scope: Scope,
  prefix: string,
): readonly { readonly name: string; readonly values: string; readonly options: readonly string[] }[] => {
  const found: { name: string; values: string; options: readonly string[] }[] = [];
  for (const name of scope.symbolic.get(prefix) ?? []) {
    const { tokens, rest } = tokensOf(name.slice(prefix.length));
    if (rest !== "") continue;
    const values = tokens.some((token) => token.values === "*")
      ? "ym"
      : tokens.map((token) => token.values).join("");
    found.push({ name, values, options: tokens.flatMap((token) => token.options) });
  }
  return found;
};

/** true, false, or undefined where it cannot be told: has the variable a value, as `ifdef` asks? */
export const isDefined = (scope: Scope, name: string): boolean | undefined => {
  if (isUnknown(name)) return undefined;
  const variable = scope.variables.get(name);
  if (variable === undefined) {
    const text = scope.inherited(name) ?? "";
    return isUnknown(text) ? tokensOf(text).rest !== "" || undefined : text !== "";
  }
  const parts = variable.value.filter((part) => part.text !== "");
  if (parts.some((part) => part.isCertain && !isUnknown(part.text))) return true;
  if (parts.length === 0) return false;
  return isCertainValue(parts) && !isUnknown(textOf(parts)) ? textOf(parts) !== "" : undefined;
};
