/** What a function's body or an initialiser refers to, as the object file will have it. Types only. */

export interface BodyReference {
  /** After all macros: an identifier that is no local, parameter, member, label, keyword or type. */
  readonly name: string;
  /** Where the word of the source that leads to it stands, from the start of the text given. */
  readonly offset: number;
  /** The length of that word. */
  readonly length: number;
  readonly kind: "call" | "value";
  /**
   * `certain`: the object file refers to it wherever the body itself is compiled. `perhaps`: the compiler may find the
   * branch dead. `never`: only measured (sizeof, typeof) or certainly in dead code.
   */
  readonly certainty: "certain" | "perhaps" | "never";
  /** The macros it came through, outermost first; empty where the source spells it. */
  readonly through: readonly string[];
  /** The body itself declares the name: `extern int x;` in a block. */
  readonly isDeclaredInside: boolean;
}

/** A call as the source spells it, of a macro or of a function: before anything is expanded. */
export interface CallSite {
  readonly name: string;
  /** Of the name, from the start of the text given. */
  readonly offset: number;
  /** Of the closing parenthesis, exclusive. */
  readonly end: number;
  /** 0 for `f()`. */
  readonly argumentCount: number;
  /** undefined outside; the macro in whose arguments it stands, outermost: it may change them. */
  readonly within: string | undefined;
}
