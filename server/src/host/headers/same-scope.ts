/** Whether two scopes of one file say the same to a rule. */
import type { UnitScope } from "../../core/preprocess/scope.ts";

/**
 * Where the file's own declarations stand does not count: the file's model knows better, and each line typed moves them.
 */
export const isSameScope = (a: UnitScope, b: UnitScope): boolean => a === b || textOf(a) === textOf(b);

const textOf = (scope: UnitScope): string =>
  JSON.stringify(
    [
      scope.isWhole,
      scope.doubts,
      [...scope.hidden].toSorted(),
      scope.asked && [...scope.asked].toSorted(),
      [...scope.macros.values()].toSorted(byName),
      [...scope.declarations.values()].toSorted(byName),
      scope.elsewhere && [...scope.elsewhere],
    ],
    (_, value: unknown) =>
      typeof value === "object" && value !== null && "path" in value && value.path === scope.path
        ? { ...value, start: 0, end: 0, nameStart: 0 }
        : value,
  );

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
