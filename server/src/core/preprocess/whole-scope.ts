/** The scope of a unit as its evaluation leaves it, and what the evaluation works with. */
import type { HeaderItems } from "./header.ts";
import type { MacroCache } from "./macro-body.ts";
import type { MacroFact, UnitScope } from "./scope.ts";
import type { Declared } from "./scope-header.ts";

export interface HeaderSource {
  /**
   * The absolute path of what an include means, or undefined. `from`: the including file. `isNext`: the folder search
   * starts after the folder of `from`.
   */
  resolve(path: string, form: "system" | "quoted", isNext: boolean, from: string): string | undefined;
  items(path: string): HeaderItems | undefined;
  /** Asked for inline bodies, and where a macro hides a declaration's name. */
  text(path: string): string | undefined;
}

export interface PredefinedMacro {
  readonly name: string;
  readonly parameters: readonly string[] | undefined;
  readonly body: string;
}

/** The parts of a unit that its scope keeps. */
export interface EvaluatedUnit {
  readonly path: string;
  readonly text: string;
  readonly predefined: readonly PredefinedMacro[];
}

export interface WholeScope extends UnitScope {
  readonly declarations: ReadonlyMap<string, Declared>;
  /** The absolute paths of all files read but the C file. */
  readonly headers: ReadonlySet<string>;
  readonly input: EvaluatedUnit;
  readonly source: HeaderSource;
}

/** An evaluation under way. */
export interface Evaluation {
  readonly input: EvaluatedUnit;
  readonly source: HeaderSource;
  readonly macros: Map<string, MacroFact>;
  readonly declarations: Map<string, Declared>;
  readonly hidden: Set<string>;
  /** Macros that may or may not be defined. */
  readonly doubtful: Set<string>;
  readonly doubts: Set<string>;
  readonly headers: Set<string>;
  /** Headers with `#pragma once` that were read. */
  readonly readOnce: Set<string>;
  /** What `<path>` means. */
  readonly resolved: Map<string, string | undefined>;
  readonly cache: MacroCache;
  isWhole: boolean;
  /** How many open conditionals are not decided. */
  uncertain: number;
  /** Of includes. */
  depth: number;
}
