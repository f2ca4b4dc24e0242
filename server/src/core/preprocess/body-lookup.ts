/** What the walk through a function's body asks about names. Types only. */

import type { MacroLookup } from "./expand.ts";
import type { MacroCache } from "./macro-body.ts";

export interface BodyLookup {
  /** Those in force at the body. */
  readonly macros: MacroLookup;
  /** Of file scope: the unit's headers and the file's own. undefined: not known. */
  readonly declarationOf: (name: string) => BodyDeclaration | undefined;
  /** The names of the function's parameters. */
  readonly parameters?: readonly string[];
  /**
   * A parameter itself may be known to the compiler: the function is static and called by name. What a pointer
   * parameter points at is decided at run time all the same.
   */
  readonly parametersMayBeConstant?: boolean;
  readonly cache?: MacroCache;
  /** For `#if __has_include( )` within the body. */
  readonly hasInclude?: (path: string, form: "system" | "quoted") => boolean | undefined;
}

export interface BodyDeclaration {
  readonly what: "function" | "inline" | "variable" | "constant" | "type" | "tag";
  /**
   * The compiler may know its value: of a function with a body what it returns, of a variable what it holds (it is
   * const, or static and never written).
   */
  readonly mayBeConstant: boolean;
  /** A function that does not return. */
  readonly isNoReturn?: boolean;
}
