/**
 * What one C file says, as far as rules and features ask: plain data with offsets into the file's own text.
 * Made by model/extract from the dialect's scan and the syntax tree; never holds a syntax node.
 */
import type { Span } from "../text/span.ts";

/**
 * The preprocessor branches a thing stands in, outermost first. Two things whose guards name the same conditional
 * with different branches are never compiled together.
 */
export interface Guard {
  /** Identifies the #if ... #endif within the file (its ordinal). */
  readonly conditional: number;
  /** 0 for the #if branch, 1 for the first #elif/#else and so on. */
  readonly branch: number;
  /** `active` where a static reader can tell for a module build (`#ifdef MODULE`, `#if 1`). Dead code is not in the model. */
  readonly state: "active" | "unknown";
  /** The condition as written: `ifdef CONFIG_PM`, `if 0`, `else`. */
  readonly condition: string;
  /** The conditions of the branches before it: it is compiled where none of them holds. */
  readonly earlier: readonly string[];
}

export type Guards = readonly Guard[];

/** `__init`, `__exit_p`, `__initdata`, `__maybe_unused`, ... as written between a declaration's specifiers. */
export interface Annotation {
  readonly name: string;
  readonly span: Span;
}

/** Which sections a definition lands in, by its annotations (include/linux/init.h). */
export type SectionKind = "normal" | "init" | "exit" | "ref";

export interface Parameter {
  readonly text: string;
  readonly type: string;
  readonly name: string | undefined;
  readonly span: Span;
}

/** The specifiers shared by functions, prototypes and variables. */
export interface Declared {
  readonly name: string;
  readonly nameSpan: Span;
  /** The whole definition or declaration, to its closing brace or semicolon. */
  readonly span: Span;
  readonly storage: "static" | "extern" | "none";
  /** Where the word `static` or `extern` stands. */
  readonly storageSpan: Span | undefined;
  readonly isInline: boolean;
  readonly annotations: readonly Annotation[];
  readonly section: SectionKind;
  readonly guards: Guards;
}

export interface Signature {
  /** Specifiers without storage, inline and annotations, and the declarator's stars: `int`, `struct foo *`. */
  readonly returnType: string;
  readonly returnTypeSpan: Span;
  /** `undefined` for `()`: no prototype. Empty for `(void)`. */
  readonly parameters: readonly Parameter[] | undefined;
  /** The parentheses included. */
  readonly parametersSpan: Span;
}

/** A `return` in a function's own body. `value` is its constant, where it is one (`-ENOMEM` counts as negative: -1). */
export interface ReturnStatement {
  readonly span: Span;
  readonly expression: string | undefined;
  readonly expressionSpan: Span | undefined;
  readonly value: number | undefined;
}

/** An identifier in a body or an initialiser that is not a member name, a label or a local declaration of that name. */
export interface Use {
  /** From the start of the definition's own span. */
  readonly offset: number;
  /** `call` where a `(` follows; `field` where it is the whole value of a designated field (`.probe = foo`). */
  readonly kind: "call" | "value" | "field";
  /** The designator for `field`: `probe`. */
  readonly field: string | undefined;
}

/** What one definition's body or initialiser mentions, found when first asked. */
export interface Uses {
  of(name: string): readonly Use[];
}

export interface FunctionDefinition extends Declared {
  readonly kind: "function";
  /** undefined where the parser did not understand it: rules stay silent. */
  readonly signature: Signature | undefined;
  readonly body: Span;
  /** Only for functions that a macro at file scope names (`module_init(f)`): how they return. */
  readonly flow: FunctionFlow | undefined;
  readonly uses: Uses;
}

export interface FunctionFlow {
  /** Control certainly runs off the end of the body without a `return`. */
  readonly fallsOffEnd: boolean;
  readonly returns: readonly ReturnStatement[];
}

export interface Prototype extends Declared {
  readonly kind: "prototype";
  readonly signature: Signature;
}

/** One element of a brace initialiser at its top level. */
export interface InitialiserElement {
  readonly span: Span;
  /** `zero`: `{}`, `{ }`, `{ 0 }`, `{ NULL }`, `{ a comment only }`, all-zero designators; `macro`: a bare macro call or name. */
  readonly kind: "zero" | "value" | "macro";
  readonly guards: Guards;
}

export interface Variable extends Declared {
  readonly kind: "variable";
  /** Specifiers without storage and annotations: `const struct pci_device_id`, `unsigned int`. */
  readonly type: string;
  /** Stars in the declarator: 1 for `char *p`. */
  readonly pointers: number;
  /** Text between the first brackets; empty for `[]`; undefined when not an array. */
  readonly arrayLength: string | undefined;
  readonly isConst: boolean;
  readonly initialiser: Span | undefined;
  /** Top-level elements when the initialiser is a brace list. */
  readonly elements: readonly InitialiserElement[] | undefined;
  /** True where the parser did not understand the list, or conditionals in it hide elements. */
  readonly elementsUncertain: boolean;
  readonly uses: Uses;
}

export interface MacroArgument {
  readonly text: string;
  readonly span: Span;
}

/** A macro called at file scope: `MODULE_LICENSE("GPL")`, `module_init(foo)` (with or without `;`), `DEFINE_MUTEX(lock);`. */
export interface MacroCall {
  readonly kind: "macro-call";
  readonly name: string;
  readonly nameSpan: Span;
  readonly arguments: readonly MacroArgument[];
  /** From the name (or the specifiers before it, `static DEFINE_X(...)`) to `)` or the `;` after it. */
  readonly span: Span;
  readonly hasSemicolon: boolean;
  readonly isStatic: boolean;
  readonly guards: Guards;
}

/** `#define`. */
export interface MacroDefinition {
  readonly kind: "macro-definition";
  readonly name: string;
  readonly nameSpan: Span;
  /** undefined for an object-like macro. */
  readonly parameters: readonly string[] | undefined;
  /** The replacement, line continuations and comments as written. */
  readonly body: string;
  readonly span: Span;
  readonly guards: Guards;
}

export interface Include {
  readonly path: string;
  readonly pathSpan: Span;
  readonly isSystem: boolean;
  readonly span: Span;
  readonly guards: Guards;
}

/** `SPDX-License-Identifier:` on one of the first lines. */
export interface SpdxTag {
  readonly expression: string;
  readonly span: Span;
}

/** `// kmod-lint-disable-next-line rule-a, rule-b` and kin (lint/suppress). */
export interface SuppressionComment {
  readonly span: Span;
  readonly text: string;
}

export interface FileModel {
  readonly path: string;
  readonly text: string;
  readonly functions: readonly FunctionDefinition[];
  readonly prototypes: readonly Prototype[];
  readonly variables: readonly Variable[];
  readonly macroCalls: readonly MacroCall[];
  readonly macroDefinitions: readonly MacroDefinition[];
  readonly includes: readonly Include[];
  readonly spdx: SpdxTag | undefined;
  readonly suppressions: readonly SuppressionComment[];
  /** Is all of this read already? Else it is read when asked for, and a look at the text first may spare it. */
  readonly isRead: boolean;
  /** Changes when, and only when, something another file's checks can see of this file may have changed. */
  readonly signature: string;
}
