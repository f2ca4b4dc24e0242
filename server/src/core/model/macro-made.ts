/** Names that only macro calls could define: the unit's macros tell whether they do. */
import type { KernelFacts } from "../kernel/facts.ts";
import type { UnitScope } from "../preprocess/scope.ts";
import type { FileModel, Prototype, Variable } from "./file.ts";
import { declaresNothing } from "./lookup.ts";
import { madeByCall } from "./made-by-macros.ts";
import { rememberedPair } from "./remembered.ts";
import { mayBeBuiltInText, type Unit } from "./unit.ts";

/**
 * May the unit define the name in another way than by a plain definition? Its macro calls are expanded; one that is not
 * understood may define anything.
 */
export const isMadeByMacro = (name: string, unit: Unit, scope: UnitScope, kernel: KernelFacts): boolean =>
  mayBeBuiltInText(name, unit, kernel) ||
  unit.files.some((file) =>
    file.macroCalls.some((call) => {
      if (isHarmless(call.name, scope, kernel)) return false;
      const made = madeByCall(call, file, scope);
      return made === undefined || made.definitions.some((one) => one.name === name);
    }),
  );

/** Known without its definition; module_init() and kin make names of their own only. */
const isHarmless = (macro: string, scope: UnitScope, kernel: KernelFacts): boolean =>
  /^(?:MODULE|EXPORT)_/.test(macro) ||
  (!scope.macros.has(macro) && (declaresNothing(macro) || kernel.entryMacros.has(macro)));

/**
 * Where the C file first declares each of its names, plainly or by a macro call that could be expanded, in its own text.
 */
export const firstDeclarations = rememberedPair(
  (scope: UnitScope, file: FileModel): ReadonlyMap<string, number> => {
    const first = new Map<string, number>();
    const add = (name: string, start: number): void => {
      const known = first.get(name);
      if (known === undefined || start < known) first.set(name, start);
    };
    for (const one of file.functions) add(one.name, one.span.start);
    for (const one of file.prototypes) add(one.name, one.span.start);
    for (const one of file.variables) add(one.name, one.span.start);
    for (const call of file.macroCalls) {
      for (const { name } of madeByCall(call, file, scope)?.definitions ?? []) add(name, call.span.start);
    }
    return first;
  },
);

/** What declares the name in the files of the unit. */
export const declarationsOf = (name: string, unit: Unit): readonly (Prototype | Variable)[] =>
  unit.files.flatMap((file) => [
    ...file.prototypes.filter((one) => one.name === name),
    ...file.variables.filter((one) => one.name === name),
  ]);
