/**
 * A macro's replacement list, read once: which words are parameters, what is made a string and what is pasted. Kept by
 * the body's text in a cache that its owner makes, as bodies are the same for every unit that includes the header.
 */

import { type Token, type TokenKind, tokensOf } from "./tokens.ts";

export interface Macro {
  /** undefined for an object-like macro. A variadic one's last reads `...` or `args...`. */
  readonly parameters: readonly string[] | undefined;
  readonly body: string;
}

/** One token of a replacement list. */
export interface BodyPiece {
  readonly kind: TokenKind;
  readonly text: string;
  readonly spaceBefore: boolean;
  /** Which parameter it is; -1 for none. */
  readonly parameter: number;
  /** `#` stands before it. */
  readonly isMadeString: boolean;
  /** `##` stands before it, or after it. */
  readonly isPastedBefore: boolean;
  readonly isPastedAfter: boolean;
  /** What stands in `__VA_OPT__( )`; undefined for everything else. */
  readonly optional: readonly BodyPiece[] | undefined;
}

export interface CompiledMacro {
  readonly parameters: readonly string[] | undefined;
  readonly isVariadic: boolean;
  readonly pieces: readonly BodyPiece[];
  /** By parameter: it stands somewhere where its argument is expanded first. */
  readonly isExpanded: readonly boolean[];
}

/** Compiled bodies by their text. */
export interface MacroCache {
  readonly compiled: Map<string, CompiledMacro[]>;
}

/** An empty cache: one serves any number of units and may be dropped at any time. */
export const createMacroCache = (): MacroCache => ({ compiled: new Map() });

/** Takes a macro; gives its replacement list, from the cache where it was read before. */
export const compiledMacro = (macro: Macro, cache: MacroCache): CompiledMacro => {
  let known = cache.compiled.get(macro.body);
  if (known === undefined) {
    known = [];
    cache.compiled.set(macro.body, known);
  }
  for (const one of known) if (isSameList(one.parameters, macro.parameters)) return one;
  const compiled = compile(macro);
  known.push(compiled);
  return compiled;
};

const isSameList = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean => {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
};

const compile = (macro: Macro): CompiledMacro => {
  const last = macro.parameters?.at(-1);
  const isVariadic = last?.endsWith("...") ?? false;
  const names = macro.parameters?.map((name) =>
    name === "..." ? "__VA_ARGS__" : name.replace(/\.\.\.$/u, "").trim(),
  );
  const pieces = piecesOf(tokensOf(macro.body), names, isVariadic);
  const isExpanded = (names ?? []).map(() => false);
  markExpanded(pieces, isExpanded);
  return { parameters: macro.parameters, isVariadic, pieces, isExpanded };
};

const piecesOf = (
  tokens: readonly Token[],
  names: readonly string[] | undefined,
  isVariadic: boolean,
): readonly BodyPiece[] => {
  const pieces: BodyPiece[] = [];
  let isPasted = false;
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.text === "##" && pieces.length > 0 && at + 1 < tokens.length) {
      isPasted = true;
      continue;
    }
    const read = pieceAt(tokens, at, token, names, isVariadic);
    at = read.last;
    pieces.push({
      ...read.piece,
      isPastedBefore: isPasted,
      isPastedAfter: tokens[at + 1]?.text === "##" && at + 2 < tokens.length,
    });
    isPasted = false;
  }
  return pieces;
};

/** The piece that begins at a token, and the index of its last token. */
const pieceAt = (
  tokens: readonly Token[],
  at: number,
  token: Token,
  names: readonly string[] | undefined,
  isVariadic: boolean,
): { readonly piece: BodyPiece; readonly last: number } => {
  const plain: BodyPiece = {
    kind: token.kind,
    text: token.text,
    spaceBefore: token.spaceBefore,
    parameter: token.kind === "word" ? (names?.indexOf(token.text) ?? -1) : -1,
    isMadeString: false,
    isPastedBefore: false,
    isPastedAfter: false,
    optional: undefined,
  };
  const next = tokens[at + 1];
  if (isVariadic && token.text === "__VA_OPT__" && next?.text === "(") {
    const end = closingOf(tokens, at + 1);
    return {
      piece: { ...plain, optional: piecesOf(tokens.slice(at + 2, end), names, isVariadic) },
      last: end,
    };
  }
  if (token.text === "#" && names !== undefined && next?.kind === "word") {
    const parameter = names.indexOf(next.text);
    if (parameter >= 0)
      return { piece: { ...plain, kind: "string", parameter, isMadeString: true }, last: at + 1 };
  }
  return { piece: plain, last: at };
};

/** The index of the parenthesis that closes the one at `open`; the number of tokens where there is none. */
const closingOf = (tokens: readonly Token[], open: number): number => {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    if (tokens[at]?.text === "(") depth += 1;
    if (tokens[at]?.text === ")") depth -= 1;
    if (depth === 0) return at;
  }
  return tokens.length;
};

const markExpanded = (pieces: readonly BodyPiece[], isExpanded: boolean[]): void => {
  for (const piece of pieces) {
    if (piece.optional !== undefined) {
      markExpanded(piece.optional, isExpanded);
      // Whether the optional part is there is decided by what the variable arguments expand to.
      if (isExpanded.length > 0) isExpanded[isExpanded.length - 1] = true;
    } else if (piece.parameter >= 0 && !piece.isMadeString && !piece.isPastedBefore && !piece.isPastedAfter) {
      isExpanded[piece.parameter] = true;
    }
  }
};
