/**
 * What stands at the end of one translation unit: its macros and what its headers declare, with conditions decided by
 * the kernel's configuration. Exact for one unit and one kernel; nothing is concluded from a name that was not asked.
 */

export interface MacroFact {
  readonly name: string;
  readonly parameters: readonly string[] | undefined;
  readonly body: string;
  /** Where it is defined; undefined for one of the compiler's or the command line's. */
  readonly path: string | undefined;
  readonly start: number;
}

export interface DeclarationFact {
  readonly name: string;
  readonly what: "function" | "inline" | "variable" | "constant" | "type" | "tag";
  /** The number of parameters; undefined where it is not known. */
  readonly parameters: number | undefined;
  readonly isVariadic: boolean;
  readonly isStatic: boolean;
  readonly path: string;
  /** The header that declared it before, where the C file itself declares or defines it again. */
  readonly header: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly nameStart: number;
  /**
   * For `inline`: the symbols that the object file of any caller certainly refers to, whatever the arguments: those of
   * statements that always run. Through further macros and inlines; empty where nothing is certain.
   */
  readonly reaches: readonly string[];
  /** For `inline`: its value or effect may be a constant to the compiler (a stub): conditions on it may be dead code. */
  readonly mayBeConstant: boolean;
}

/**
 * A scope, whole or restricted to what one file's text can mention: then it holds the names that the text mentions and,
 * through macro bodies, everything these can expand to. Plain data.
 */
export interface UnitScope {
  /** The C file. */
  readonly path: string;
  /** Every include that is compiled was found and read, and every condition around includes and declarations decided. */
  readonly isWhole: boolean;
  /** In words, for the log: what could not be found or decided. */
  readonly doubts: readonly string[];
  readonly macros: ReadonlyMap<string, MacroFact>;
  readonly declarations: ReadonlyMap<string, DeclarationFact>;
  /** Names that something not understood may declare: nothing may be concluded from their absence. */
  readonly hidden: ReadonlySet<string>;
  /** The names that were looked up: of others nothing is known. undefined: all were. */
  readonly asked: ReadonlySet<string> | undefined;
  /**
   * Of names that the file calls and nothing in the unit declares: the kernel headers that do, as an #include names them
   * (`linux/slab.h`), the likeliest first. undefined: nobody looked. A name that is missing is in no header.
   */
  readonly elsewhere?: ReadonlyMap<string, readonly string[]>;
}

/** What can be asked of a scope name by name. */
export interface ScopeLookup extends Pick<UnitScope, "path" | "isWhole"> {
  readonly macros: Pick<UnitScope["macros"], "get" | "has">;
  readonly declarations: Pick<UnitScope["declarations"], "get" | "has">;
  readonly hidden: Pick<UnitScope["hidden"], "has">;
  readonly asked: Pick<ReadonlySet<string>, "has"> | undefined;
}

/** Is the name certainly neither a macro nor declared by anything that the unit includes? */
export const isCertainlyAbsent = (name: string, scope: ScopeLookup): boolean =>
  scope.isWhole &&
  (scope.asked === undefined || scope.asked.has(name)) &&
  !scope.hidden.has(name) &&
  !scope.macros.has(name) &&
  !scope.declarations.has(name);
