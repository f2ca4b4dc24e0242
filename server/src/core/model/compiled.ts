/**
 * Whether what stands under a file's conditionals is compiled, as the unit's own macros decide: CONFIG_ options above
 * all. The scope knows the macros as they stand at the end of the unit, so only those are asked that the file and what
 * it includes of the project never define or undefine.
 */
import { evaluateCondition } from "../preprocess/condition.ts";
import type { MacroFact, UnitScope } from "../preprocess/scope.ts";
import type { FileModel, Guard, Guards } from "./file.ts";
import { remembered, rememberedPair } from "./remembered.ts";
import type { Unit } from "./unit.ts";

export type Compilation = "compiled" | "dead" | "unknown";

/** Takes the guards of something in the unit's C file; without a scope only what holds for every module is told. */
export function compilationOf(guards: Guards, unit: Unit, scope: UnitScope | undefined): Compilation {
  let result: Compilation = "compiled";
  for (const guard of guards) {
    if (guard.state === "active") continue;
    const truth = scope ? truthOf(guard, unit, scope) : undefined;
    if (truth === false) return "dead";
    if (truth === undefined) result = "unknown";
  }
  return result;
}

function truthOf(guard: Guard, unit: Unit, scope: UnitScope): boolean | undefined {
  const conditions = guard.earlier.map((condition) => ({ condition, isWanted: false }));
  if (!/^else\b/.test(guard.condition)) conditions.push({ condition: guard.condition, isWanted: true });
  let result: boolean | undefined = true;
  for (const { condition, isWanted } of conditions) {
    const truth = conditionTruth(condition, unit, scope);
    if (truth === undefined) result = undefined;
    else if (truth !== isWanted) return false;
  }
  return result;
}

function conditionTruth(condition: string, unit: Unit, scope: UnitScope): boolean | undefined {
  const known = truthsIn(scope, unit.file);
  if (known.has(condition)) return known.get(condition);
  const truth = decide(condition, unit, scope);
  known.set(condition, truth);
  return truth;
}

const truthsIn = rememberedPair(
  (_scope: UnitScope, _file: FileModel) => new Map<string, boolean | undefined>(),
);

function decide(condition: string, unit: Unit, scope: UnitScope): boolean | undefined {
  const [, kind = "", words = ""] = /^(\w+)\s*([\s\S]*)$/.exec(condition) ?? [];
  const expression =
    kind === "ifdef" ? `defined(${words})` : kind === "ifndef" ? `!defined(${words})` : words;
  const names = expression.match(/[A-Za-z_]\w*/g) ?? [];
  return names.every((name) => name === "defined" || isSettled(name, unit, scope))
    ? evaluateCondition(expression, scope.macros, {})
    : undefined;
}

/** Does the name mean the same throughout the file? */
function isSettled(name: string, unit: Unit, scope: UnitScope): boolean {
  if (scope.hidden.has(name) || (scope.asked && !scope.asked.has(name))) return false;
  const fact: MacroFact | undefined = scope.macros.get(name);
  if (fact === undefined && !scope.isWhole) return false;
  // What is undefined for safety's sake, and defined nowhere, stays undefined.
  return !unit.files.some(
    (file) => definedIn(file).has(name) || (fact !== undefined && undefinedIn(file).has(name)),
  );
}

const definedIn = remembered(
  (file: FileModel): ReadonlySet<string> => new Set(file.macroDefinitions.map(({ name }) => name)),
);

/** The names that an #undef line of the file names, whether it is compiled or not. */
export const undefinedIn = remembered(
  ({ text }: FileModel): ReadonlySet<string> =>
    new Set(
      text.includes("undef")
        ? Array.from(text.matchAll(/^[ \t]*#[ \t]*undef[ \t]+(\w+)/gm), ([, name]) => name ?? "")
        : [],
    ),
);
