/** A macro's replacement list with its arguments put in: strings made, tokens pasted, nothing expanded. */

import type { BodyPiece, CompiledMacro } from "./macro-body.ts";
import { type TokenKind, tokensOf } from "./tokens.ts";

/** A token of an expansion. Each is one place's own: it may be changed. */
export interface Substituted {
  readonly kind: TokenKind;
  readonly text: string;
  spaceBefore: boolean;
  readonly origin: { readonly offset: number; readonly length: number };
  readonly through: readonly string[];
  /** No macro, or the name of one that is never expanded again. */
  isFixed: boolean;
  /** The next one is pasted to it. */
  isPasted: boolean;
}

type Tokens = readonly Substituted[];

/**
 * Takes a compiled macro, the name in the call, its arguments as written and as expanded (an omitted variable argument
 * is missing from both) and how many tokens may be made at most; gives new tokens.
 */
export const substitute = (
  macro: CompiledMacro,
  name: Substituted,
  given: readonly Tokens[],
  expanded: readonly Tokens[],
  maximum: number,
): Tokens => {
  const into: Substituted[] = [];
  const call: Call = { macro, name, through: [...name.through, name.text], given, expanded, maximum };
  return putAll(call, macro.pieces, into) ? pasted(call, into) : into;
};

interface Call {
  readonly macro: CompiledMacro;
  readonly name: Substituted;
  readonly through: readonly string[];
  readonly given: readonly Tokens[];
  readonly expanded: readonly Tokens[];
  readonly maximum: number;
}

const none: Tokens = [];

/** Puts pieces one after the other; tells whether anything is to be pasted. */
const putAll = (call: Call, pieces: readonly BodyPiece[], into: Substituted[]): boolean => {
  let isPasting = false;
  for (const piece of pieces) {
    if (piece.isPastedAfter) isPasting = true;
    if (into.length > call.maximum) break;
    if (piece.optional !== undefined) isPasting = putOptional(call, piece, piece.optional, into) || isPasting;
    else if (piece.parameter < 0) into.push(made(call, piece, piece.kind, piece.text));
    else if (piece.isMadeString)
      into.push(made(call, piece, "string", stringOf(call.given[piece.parameter] ?? none)));
    else putArgument(call, piece, into);
  }
  return isPasting;
};

const made = (call: Call, piece: BodyPiece, kind: TokenKind, text: string): Substituted => ({
  kind,
  text,
  spaceBefore: piece.spaceBefore,
  origin: call.name.origin,
  through: call.through,
  isFixed: kind !== "word",
  isPasted: piece.isPastedAfter,
});

const putArgument = (call: Call, piece: BodyPiece, into: Substituted[]): void => {
  const isRaw = piece.isPastedBefore || piece.isPastedAfter;
  const isVariable = call.macro.isVariadic && piece.parameter === (call.macro.parameters?.length ?? 0) - 1;
  const tokens = (isRaw ? call.given : call.expanded)[piece.parameter];
  const before = leftOperand(piece, into);
  const isAfterComma = isVariable && before?.text === ",";
  // GNU: the comma goes with an omitted variable argument, and is never pasted to one that is given.
  if (isAfterComma && tokens === undefined) into.pop();
  else if (before !== undefined && (isAfterComma || tokens === undefined || tokens.length === 0)) {
    before.isPasted = !isAfterComma && piece.isPastedAfter;
  }
  put(tokens ?? none, piece, into);
};

/** What the piece is pasted to; undefined where that is nothing, or an argument that is empty. */
const leftOperand = (piece: BodyPiece, into: readonly Substituted[]): Substituted | undefined => {
  const before = piece.isPastedBefore ? into.at(-1) : undefined;
  return before?.isPasted === true ? before : undefined;
};

/** Copies tokens to where a piece stands. */
const put = (tokens: Tokens, piece: BodyPiece, into: Substituted[]): void => {
  const last = tokens.length - 1;
  for (let index = 0; index <= last; index += 1) {
    const token = tokens[index];
    if (token === undefined) continue;
    into.push({
      kind: token.kind,
      text: token.text,
      spaceBefore: index === 0 ? piece.spaceBefore : token.spaceBefore,
      origin: token.origin,
      through: token.through,
      isFixed: token.isFixed,
      isPasted: index === last && piece.isPastedAfter,
    });
  }
};

/** `__VA_OPT__( )`: what it holds where there are variable arguments, and nothing otherwise. */
const putOptional = (
  call: Call,
  piece: BodyPiece,
  optional: readonly BodyPiece[],
  into: Substituted[],
): boolean => {
  const variable = call.expanded[(call.macro.parameters?.length ?? 0) - 1] ?? none;
  const content: Substituted[] = [];
  const isPasting = variable.length > 0 && putAll(call, optional, content);
  const tokens = isPasting ? pasted(call, content) : content;
  const before = leftOperand(piece, into);
  if (before !== undefined && tokens.length === 0) before.isPasted = piece.isPastedAfter;
  put(tokens, piece, into);
  return piece.isPastedAfter;
};

/** `#x`: the argument as spelt, white space between tokens as one space, strings escaped. */
const stringOf = (tokens: Tokens): string => {
  let text = "";
  for (const [index, token] of tokens.entries()) {
    if (index > 0 && token.spaceBefore) text += " ";
    text +=
      token.kind === "string" || token.kind === "character"
        ? token.text.replaceAll(/["\\]/gu, "\\$&")
        : token.text;
  }
  return `"${text}"`;
};

const pasted = (call: Call, tokens: Tokens): Tokens => {
  const result: Substituted[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    let token = tokens[at];
    if (token === undefined) break;
    while (token.isPasted) {
      const right: Substituted | undefined = tokens[at + 1];
      const both: Substituted | undefined = right === undefined ? undefined : joined(call, token, right);
      if (both === undefined) break;
      token = both;
      at += 1;
    }
    result.push(token.isPasted ? { ...token, isPasted: false } : token);
  }
  return result;
};

/** Two tokens as one; undefined where C has no such token: they stay two. */
const joined = (call: Call, left: Substituted, right: Substituted): Substituted | undefined => {
  const text = left.text + right.text;
  const kind = kindOfJoined(left, right, text);
  if (kind === undefined) return undefined;
  return {
    kind,
    text,
    spaceBefore: left.spaceBefore,
    origin: call.name.origin,
    through: call.through,
    isFixed: kind !== "word",
    isPasted: right.isPasted,
  };
};

const kindOfJoined = (left: Substituted, right: Substituted, text: string): TokenKind | undefined => {
  if (left.kind === "word" && right.kind === "word") return "word";
  const tokens = tokensOf(text);
  return tokens.length === 1 && tokens[0]?.text === text ? tokens[0].kind : undefined;
};
