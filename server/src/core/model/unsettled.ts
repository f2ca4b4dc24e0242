/** Macros of a file that may mean something else in a body than at the end of the unit, which is what scopes tell. */
import { bodyStart, type Definition } from "./body-facts.ts";
import { undefinedIn } from "./compiled.ts";
import type { FileModel } from "./file.ts";
import { remembered } from "./remembered.ts";

/**
 * Does it mention a macro that may mean something else here than at the end of the unit, which is what the scope tells:
 * one that the file undefines, defines several times, or only below?
 */
export function mentionsUnsettled(
  one: Definition,
  file: FileModel,
  { changing, places }: Unsettled,
): boolean {
  if (!changing && places.length === 0) return false;
  const start = bodyStart(one);
  const body = file.text.slice(start, one.span.end);
  if (changing?.test(body)) return true;
  const below = places.filter((place) => place.start > start);
  return (
    below.length > 0 &&
    (body.match(/[A-Za-z_]\w*/g) ?? []).some((word) => below.some(({ name }) => name === word))
  );
}

export interface Unsettled {
  /** All of them, as one string. */
  readonly names: string;
  readonly changing: RegExp | undefined;
  /** Those that are defined below the first function. */
  readonly places: readonly { readonly name: string; readonly start: number }[];
}

export const unsettledIn = remembered((file: FileModel): Unsettled => {
  const changing = new Set(undefinedIn(file));
  const seen = new Map<string, number>();
  for (const { name, span } of file.macroDefinitions) {
    if (seen.has(name)) changing.add(name);
    seen.set(name, span.start);
  }
  const first = file.functions[0]?.span.start ?? Number.POSITIVE_INFINITY;
  const places = [...seen].flatMap(([name, start]) => (start > first ? [{ name, start }] : []));
  return {
    names: [...changing, "", ...places.map(({ name }) => name)].join(" "),
    changing: changing.size === 0 ? undefined : new RegExp(`\\b(?:${[...changing].join("|")})\\b`),
    places,
  };
});

/** How many macros are defined only below it. */
export const countBelow = (one: Definition, { places }: Unsettled): number =>
  places.length === 0 ? 0 : places.filter(({ start }) => start > bodyStart(one)).length;
