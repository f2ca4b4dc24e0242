/** What the piece lexer knows at one place of a piece. Offsets count from the piece's start. */
import type { InnerDirective, MaskEdit, NotedComment, PieceAnnotation } from "./pieces.ts";

/** The last token, as far as the next one's meaning depends on it. */
export const Token = {
  none: 0,
  /** `;`, `{`, `}` of a block, `:` in a block: a statement may start. */
  boundary: 1,
  word: 2,
  /** `)` of a call. */
  callEnd: 3,
  /** `)` of if, while, for, switch: a statement follows. */
  controlEnd: 4,
  /** Any other `)`, `]`, `}`. */
  end: 5,
  operator: 6,
  literal: 7,
  comma: 8,
  /** `(` or `[`. */
  open: 9,
  /** do, else. */
  prefix: 10,
  /** if, return, sizeof, int, ... */
  keyword: 11,
  /** `{` of an initialiser or an enum. */
  listOpen: 12,
  control: 13,
  typeWord: 14,
  star: 15,
  /** `]`. */
  indexEnd: 16,
  storage: 17,
} as const;

/** Where a word stands, as far as a call made of it is concerned. */
export const Place = {
  elsewhere: 0,
  statement: 1,
  /** At the start of a list element. */
  element: 2,
  /** Behind a string. */
  literal: 3,
  /** Behind `static`. */
  declaration: 4,
  /** Behind a word like `void`. */
  declarator: 5,
} as const;

export const Bracket = {
  block: 0,
  statementExpression: 1,
  initialiser: 2,
  struct: 3,
  enum: 4,
  call: 5,
  control: 6,
  group: 7,
  index: 8,
  parameters: 9,
  /** Braces among a call's arguments: no C. */
  argumentBlock: 10,
  /** What the parser is not shown, with the word before it. */
  attribute: 11,
  asm: 12,
  /** Shown as a type, with the word before it. */
  typeof: 13,
  /** Behind a prototype's parameters, a word the table does not know. */
  unknownAttribute: 14,
  /** A designator among a call's arguments. */
  argumentIndex: 15,
} as const;

/** An open bracket. Immutable, so that a conditional's branches can share and compare them by identity. */
export interface Frame {
  readonly kind: number;
  readonly at: number;
  /** The word before a call's parenthesis; -1 where there is none. */
  readonly nameStart: number;
  readonly nameEnd: number;
  /** The Place of a call's word. */
  readonly place: number;
  readonly outerTypeArgument: number;
  /** A call whose arguments are no expressions. */
  readonly hidesArguments: boolean;
  /** For brackets that leave no token behind: the one before their word. */
  readonly before: TokenBefore | null;
  readonly outer: Frame | null;
  /** The outermost of the brackets around; null for itself. */
  readonly root: Frame | null;
  /** How many brackets are around; tells two stacks apart at once. */
  readonly depth: number;
}

export interface TokenBefore {
  readonly token: number;
  readonly start: number;
  readonly end: number;
  readonly tagBrace: number;
  readonly tagNamePending: boolean;
}

/** A word at file scope before the declarator's name was known. */
export interface Name {
  readonly start: number;
  readonly end: number;
  readonly outer: Name | null;
}

/** What changes from token to token. Flat, so that it can be copied and compared. */
export interface Registers {
  frame: Frame | null;
  token: number;
  tokenStart: number;
  tokenEnd: number;
  /** The Place of the last word. */
  wordPlace: number;
  /** The word right before the last word; -1 where something else stood there. */
  priorStart: number;
  priorEnd: number;
  /** The call whose parenthesis closed last: for loop macros and statement macros. */
  callName: number;
  callNameEnd: number;
  callOpen: number;
  callPlace: number;
  callHidesArguments: boolean;
  /** Behind its parenthesis; and the `=` that followed it, -1 where none did. */
  callEnd: number;
  callAssigned: number;
  /** The brackets that closed last. */
  indexStart: number;
  indexPlace: number;
  /** In a call's argument: 0 an expression, 1 a type of which nothing is shown yet, 2 a type already shown. */
  typeArgument: number;
  /** 0, or the Bracket that a `{` opens after struct, union or enum. */
  tagBrace: number;
  tagNamePending: boolean;
  /** The Bracket that a `(` opens after an attribute, asm or typeof, whose word starts at hiddenStart; or 0. */
  hidden: number;
  hiddenStart: number;

  // At file scope only:
  hasType: boolean;
  isStatic: boolean;
  hasAssignment: boolean;
  names: Name | null;
  headStart: number;
  headEnd: number;
  headOpen: number;
  headClose: number;
  /** A parenthesis after the head's: a pointer to a function. */
  isNested: boolean;
  bodyOpen: number;
  /** The first place where column 0 contradicts the brackets, or -1. */
  suspect: number;
}

/** An open conditional of the piece. Immutable as Frame is. */
export interface Conditional {
  /** State where the #if stands. */
  readonly frame: Frame | null;
  readonly token: number;
  /** State and log where a branch that may yet be blanked began; undefined in the first branch. */
  readonly retry: Retry | undefined;
  readonly outer: Conditional | null;
}

interface Retry {
  readonly registers: Registers;
  readonly at: number;
  readonly edits: number;
  readonly annotations: number;
}

/** What the lexer has to say, in the order it found it out (edits may come out of text order). */
export interface Log {
  readonly edits: MaskEdit[];
  readonly annotations: PieceAnnotation[];
  readonly comments: NotedComment[];
  readonly directives: InnerDirective[];
}

/** A place between two tokens from which reading can go on; no conditional of the piece is open there. */
export interface Checkpoint {
  readonly at: number;
  readonly registers: Readonly<Registers>;
  readonly edits: number;
  readonly annotations: number;
  readonly comments: number;
  readonly directives: number;
}

/** What a long piece keeps for the next edit. */
export interface Resume {
  readonly checkpoints: readonly Checkpoint[];
  /** As it was found; the piece's own edits are put in order. */
  readonly log: Log;
}

export const freshRegisters = (): Registers => ({
  frame: null,
  token: Token.none,
  tokenStart: 0,
  tokenEnd: 0,
  wordPlace: 0,
  priorStart: -1,
  priorEnd: -1,
  callName: -1,
  callNameEnd: -1,
  callOpen: -1,
  callPlace: 0,
  callHidesArguments: false,
  callEnd: -1,
  callAssigned: -1,
  indexStart: -1,
  indexPlace: 0,
  typeArgument: 0,
  tagBrace: 0,
  tagNamePending: false,
  hidden: 0,
  hiddenStart: -1,
  hasType: false,
  isStatic: false,
  hasAssignment: false,
  names: null,
  headStart: -1,
  headEnd: -1,
  headOpen: -1,
  headClose: -1,
  isNested: false,
  bodyOpen: -1,
  suspect: -1,
});

/** One piece being read. `at` is the place in the text; everything in `registers` counts from `base`. */
export interface Reading {
  readonly text: string;
  readonly base: number;
  at: number;
  lead: number;
  registers: Registers;
  conditional: Conditional | null;
  readonly log: Log;
  readonly checkpoints: Checkpoint[];
  readonly mode: Mode;
  /** Bodies and initialisers are gone over lightly where that will do (skim.ts). */
  readonly skims: boolean;
  isSkimmed: boolean;
}

/**
 * How brackets are trusted (recovery.ts): `limited` gives up some way behind the first place where column 0
 * contradicts them, `plain` never does, and in `recovering` column 0 has the last word.
 */
export type Mode = "limited" | "plain" | "recovering";
