/**
 * What an expansion or a condition came to, kept with the macros that it asked for: where the next unit has the same
 * ones, the answer is the same.
 */
import type { MacroLookup } from "./expand.ts";
import type { MacroFact } from "./scope.ts";
import type { Declared } from "./scope-header.ts";

/** The names that were looked up and what each was then. */
export interface Asked {
  readonly names: readonly string[];
  readonly facts: readonly (MacroFact | undefined)[];
}

export interface KnownAnswer {
  readonly asked: Asked;
  readonly answer: boolean | undefined;
}

/** What a macro call at file scope declares. */
export interface CallReading {
  readonly asked: Asked;
  readonly declared: readonly Declared[];
  /** Words of what was not understood. */
  readonly hidden: readonly string[];
}

type Macros = ReadonlyMap<string, MacroFact>;

/** The macros as they are, and what is asked of them. */
export const recording = (macros: Macros): { readonly lookup: MacroLookup; readonly asked: Asked } => {
  const names: string[] = [];
  const facts: (MacroFact | undefined)[] = [];
  const seen = new Set<string>();
  const get = (name: string): MacroFact | undefined => {
    const fact = macros.get(name);
    if (!seen.has(name)) {
      seen.add(name);
      names.push(name);
      facts.push(fact);
    }
    return fact;
  };
  return { lookup: { get }, asked: { names, facts } };
};

/** The macros would answer the same today. */
export const isSame = ({ names, facts }: Asked, macros: Macros): boolean => {
  for (let i = 0; i < names.length; i++) if (macros.get(names[i] ?? "") !== facts[i]) return false;
  return true;
};

/** Keeps the newest answers only: a trace header is read in some ten ways. */
export const keep = <T>(answers: T[], answer: T): void => {
  if (answers.length >= 16) answers.shift();
  answers.push(answer);
};
