/** Orders in which modules can be loaded or unloaded, as far as they are known before a machine is asked. Pure. */
import type { LoadedModule } from "../kernel/kmod/loaded.ts";

/** Each comes after those that it needs. */
export const neededFirst = <T extends { readonly name: string; readonly depends: readonly string[] }>(
  modules: readonly T[],
): readonly T[] => ordered(modules, ({ depends }) => modules.filter(({ name }) => depends.includes(name)));

/** Each comes after those of them that use it. */
export function usersFirst(
  names: readonly string[],
  modules: readonly Pick<LoadedModule, "name" | "usedBy">[],
): readonly string[] {
  const usersOf = new Map(modules.map(({ name, usedBy }) => [name, usedBy]));
  return ordered(names, (name) => names.filter((other) => usersOf.get(name)?.includes(other)));
}

/** What belongs before an item comes before it; where that is a circle, the circle begins somewhere. */
function ordered<T>(items: readonly T[], before: (item: T) => readonly T[]): readonly T[] {
  const done = new Set<T>();
  const visited = new Set<T>();
  const visit = (item: T): void => {
    if (visited.has(item)) return;
    visited.add(item);
    for (const one of before(item)) visit(one);
    done.add(item);
  };
  for (const item of items) visit(item);
  return [...done];
}
