/**
 * The pieces a C file consists of at file scope, as a lexer sees them: what can be known without a syntax tree.
 * Pieces tile the text (lengths add up to it) and hold offsets from their own start, so a piece outlives every edit
 * outside it by identity: what was computed from a piece can be kept in a WeakMap.
 */
import type { Span } from "../text/span.ts";
import type { Resume } from "./state.ts";

/** Every span below is relative to the start of the piece that holds it; the piece's start includes its lead. */
interface PieceBase {
  /** UTF-16 units, lead included. The next piece starts where this one ends. */
  readonly length: number;
  /** Units of white space and comments before the first token. */
  readonly lead: number;
  /** Recognised attribute-like words outside braces, in text order: `__init`, `__maybe_unused`, `__section(".x")`. */
  readonly annotations: readonly PieceAnnotation[];
  /** Comments that say something to a tool, anywhere in the piece. */
  readonly comments: readonly NotedComment[];
  /** Preprocessor lines inside the piece (in a body, an initialiser, an argument list), in text order. */
  readonly directives: readonly InnerDirective[];
  /** What the parser is shown instead of the text, in text order, not overlapping. */
  readonly edits: readonly MaskEdit[];
  /**
   * The piece ends where column 0 suggests, because a bracket in it is left open to the end of the file. Its brackets
   * need not balance.
   */
  readonly isRecovered: boolean;
  /** `skim` did not look closer at what its braces hold: `edits` are those outside of them. */
  readonly isSkimmed: boolean;
  /** Where a long piece can be taken up again after an edit; says nothing of the piece itself. */
  readonly resume: Resume | undefined;
}

export interface PieceAnnotation {
  readonly name: string;
  /** The word, and its argument list where it has one. */
  readonly span: Span;
}

export interface NotedComment {
  /** `spdx` holds `SPDX-License-Identifier`, `tool` holds `kmod-lint`. */
  readonly kind: "spdx" | "tool";
  /** The whole comment, delimiters included. */
  readonly text: string;
  readonly span: Span;
}

export interface NamedSpan {
  readonly text: string;
  readonly span: Span;
}

/** A preprocessor line, its continuation lines included. */
export type Directive =
  | { readonly kind: "include"; readonly path: string; readonly pathSpan: Span; readonly isSystem: boolean }
  | {
      readonly kind: "define";
      readonly name: NamedSpan;
      /** undefined for an object-like macro. A variadic macro's last one reads `...` or `args...`. */
      readonly parameters: readonly string[] | undefined;
      /** The replacement as written (comments and continuations included), trimmed. */
      readonly body: NamedSpan;
    }
  | {
      readonly kind: "if" | "ifdef" | "ifndef" | "elif" | "else" | "endif";
      /** What follows the word, comments removed and trimmed: `CONFIG_PM`, `defined(A) && B`, empty for else and endif. */
      readonly condition: string;
    }
  /** #undef, #pragma, #error, #line, ... and an #include or #define that cannot be read. */
  | { readonly kind: "other"; readonly word: string };

/** `span` runs from the `#` to the end of its last line, without the line break. */
export interface InnerDirective {
  readonly directive: Directive;
  readonly span: Span;
}

/** Shown to the parser in place of `span`: `text` has its length, line breaks where the original has them. */
export interface MaskEdit {
  readonly span: Span;
  /** undefined: spaces (line breaks kept). */
  readonly text: string | undefined;
}

/** A function with its body. What defines it may be a macro: `SYSCALL_DEFINE1(close, unsigned int, fd) { ... }`. */
export interface FunctionPiece extends PieceBase {
  readonly kind: "function";
  /** The declarator's name, or the macro's where a macro call stands before the body. */
  readonly name: NamedSpan;
  /** The word before the body is a macro that makes the function (no type stands before it). */
  readonly isMacroDefined: boolean;
  /** From the parenthesis after the name to its partner, both included. */
  readonly parameters: Span;
  /** The braces included. */
  readonly body: Span;
}

/** A declaration, prototype, type definition or variable with its initialiser, to its semicolon. */
export interface DeclarationPiece extends PieceBase {
  readonly kind: "declaration";
}

/** A macro called at file scope; shown to the parser as nothing. */
export interface MacroCallPiece extends PieceBase {
  readonly kind: "macro-call";
  readonly name: NamedSpan;
  /** Split at top-level commas, comments and white space at either end taken off; empty for `()`. */
  readonly arguments: readonly NamedSpan[];
  /** From the first specifier or the name to `)` or, where it has one, to the semicolon, both included. */
  readonly span: Span;
  readonly hasSemicolon: boolean;
  readonly isStatic: boolean;
}

/** One preprocessor line at file scope between other pieces. */
export interface DirectivePiece extends PieceBase {
  readonly kind: "directive";
  readonly directive: Directive;
  /** From the `#` to the end of its last line, without the line break. */
  readonly span: Span;
}

/** What is left: the trivia at the end of the file, a stray brace or semicolon, text cut off by the end of the file. */
export interface OtherPiece extends PieceBase {
  readonly kind: "other";
  /** The end of the file came before the end of the item. */
  readonly isCut: boolean;
}

export type Piece = FunctionPiece | DeclarationPiece | MacroCallPiece | DirectivePiece | OtherPiece;

/** A piece in a text. */
export interface Placed {
  readonly start: number;
  readonly piece: Piece;
}
