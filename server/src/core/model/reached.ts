/**
 * Which of a file's definitions certainly end up in its object file, and where. A static function that nothing
 * refers to is left out, and one that is only called may be put in the place of each call.
 */
import type { FileModel, FunctionDefinition, Variable } from "./file.ts";
import { belongingOf } from "./sides.ts";

/** Is the function's code certainly part of the object file, on its own or inside its callers? */
export function isReached(
  one: FunctionDefinition,
  file: FileModel,
  seen: ReadonlySet<FunctionDefinition> = new Set(),
): boolean {
  if (isStandalone(one, file)) return true;
  const visited = new Set([...seen, one]);
  return callersOf(one, file).some((caller) => !visited.has(caller) && isReached(caller, file, visited));
}

/**
 * Is its code certainly in the section that its own annotations name, under its own name? Where gcc makes a copy of a
 * static function for one set of arguments, modpost takes no offence at the copy (`*.constprop.*`) that refers to
 * __init.
 */
export function landsAtHome(one: FunctionDefinition, file: FileModel, side: "init" | "exit"): boolean {
  if (isStandalone(one, file)) return true;
  return side === "exit" && hasCallerAtHome(one, file, new Set([one]));
}

function hasCallerAtHome(
  one: FunctionDefinition,
  file: FileModel,
  seen: ReadonlySet<FunctionDefinition>,
): boolean {
  const home = belongingOf(one, file);
  return callersOf(one, file).some(
    (caller) =>
      !seen.has(caller) &&
      belongingOf(caller, file) === home &&
      (isStandalone(caller, file) || hasCallerAtHome(caller, file, new Set([...seen, caller]))),
  );
}

/** Is the variable certainly there: seen by other files, or its address taken? */
export function isKept(one: Variable, file: FileModel): boolean {
  if (one.storage !== "static" || one.annotations.some(({ name }) => name === "__used")) return true;
  if (isNamedByMacro(one.name, file)) return true;
  const takes = (user: FunctionDefinition | Variable): boolean =>
    user.uses.of(one.name).some((use) => {
      const start = user.span.start + use.offset;
      const before = file.text.slice(Math.max(0, start - 64), start);
      if (/&\s*$/.test(before)) return true;
      const isWhole =
        one.arrayLength !== undefined &&
        !/^\s*\[/.test(file.text.slice(start + one.name.length, start + one.name.length + 32));
      return isWhole && !/\b(?:sizeof|ARRAY_SIZE|typeof)\s*\(\s*$/.test(before);
    });
  return file.variables.some(takes) || file.functions.some((user) => takes(user) && isReached(user, file));
}

export const isNoinline = (one: FunctionDefinition, file: FileModel): boolean =>
  /\b(?:noinline|__noinline__|__noinline|noinline_for_stack)\b/.test(
    file.text.slice(one.span.start, one.body.start),
  );

/** Visible to other files, or its address taken. */
function isStandalone(one: FunctionDefinition, file: FileModel): boolean {
  if (one.storage !== "static" && !one.isInline) return true;
  if (isNamedByMacro(one.name, file)) return true;
  return (
    file.variables.some((variable) => variable.uses.of(one.name).length > 0 && isKept(variable, file)) ||
    file.functions.some(
      (user) =>
        user !== one &&
        user.uses.of(one.name).some((use) => use.kind !== "call") &&
        user.storage !== "static",
    )
  );
}

const isNamedByMacro = (name: string, file: FileModel): boolean =>
  file.macroCalls.some(
    (call) =>
      !call.name.startsWith("MODULE_") &&
      call.arguments.some(({ text }) => text === name || text === `&${name}`),
  );

const callersOf = (one: FunctionDefinition, file: FileModel): readonly FunctionDefinition[] =>
  file.functions.filter(
    (caller) => caller !== one && caller.uses.of(one.name).some((use) => use.kind === "call"),
  );
