/**
 * What one header, or one C file at file scope, says to the preprocessor and to the compiler, in text order and before
 * any condition is decided. A function of the text alone, and plain data: kept on disk by content.
 */

export interface HeaderItems {
  readonly items: readonly HeaderItem[];
  /** `#pragma once`. */
  readonly isOnce?: boolean;
}

/** `start` and `end` are offsets into the header's text. */
export type HeaderItem =
  | ConditionItem
  | {
      readonly kind: "include";
      /** As written between the delimiters; for `macro` the tokens that must be expanded first. */
      readonly path: string;
      readonly form: "system" | "quoted" | "macro";
      /** `#include_next`. */
      readonly isNext: boolean;
      readonly start: number;
    }
  | {
      readonly kind: "define";
      readonly name: string;
      /** undefined for an object-like macro. A variadic one's last reads `...` or `args...`. */
      readonly parameters: readonly string[] | undefined;
      /** The replacement: comments and line continuations are spaces, ends trimmed. */
      readonly body: string;
      readonly start: number;
    }
  | { readonly kind: "undef"; readonly name: string; readonly start: number }
  | DeclarationItem
  /** A macro called at file scope, which may declare anything: `PAGEFLAG(Locked, locked, PF_NO_TAIL)`. */
  | {
      readonly kind: "call";
      readonly name: string;
      /** The whole piece of text, specifiers before it and what follows up to `;` included: it is expanded and read. */
      readonly text: string;
      readonly start: number;
      readonly end: number;
    };

/** `#ifdef X` reads `defined(X)`, `#ifndef X` reads `!defined(X)`. Those inside bodies and braces are told as well. */
export type ConditionItem =
  | { readonly kind: "if" | "elif"; readonly condition: string; readonly start: number }
  | { readonly kind: "else" | "endif"; readonly start: number };

export interface DeclarationItem {
  readonly kind: "declaration";
  readonly name: string;
  /** `inline`: a function with a body. `constant`: an enumerator. `type`: a typedef's name. `tag`: of struct, union, enum. */
  readonly what: "function" | "inline" | "variable" | "constant" | "type" | "tag";
  /** Of functions; undefined where `()` or the list was not understood. */
  readonly parameters: number | undefined;
  readonly isVariadic: boolean;
  readonly isStatic: boolean;
  /** The whole declaration. */
  readonly start: number;
  readonly end: number;
  /** The body of `inline`, braces included: -1 where there is none. */
  readonly bodyStart: number;
  readonly nameStart: number;
}
