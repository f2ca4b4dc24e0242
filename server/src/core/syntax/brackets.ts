/** Opens and closes brackets: which kind each is, and what closing it reveals. */
import { endArgument } from "./calls.ts";
import { behindSpaces, endOfWord } from "./characters.ts";
import { endHidden } from "./hidden.ts";
import { blankOut, showInstead } from "./log.ts";
import { closeForgotten } from "./recovery.ts";
import {
  Bracket,
  type Frame,
  Place,
  type Reading,
  type Registers,
  Token,
  type TokenBefore,
} from "./state.ts";
import { placeAfter } from "./word-reader.ts";

/** Opens a bracket at reading.at and goes behind it. */
export const push = (reading: Reading, kind: number, token: number): void => {
  const { registers } = reading;
  const at = reading.at - reading.base;
  const named = kind === Bracket.call || kind === Bracket.parameters;
  registers.frame = {
    kind,
    at,
    nameStart: named ? registers.tokenStart : -1,
    nameEnd: named ? registers.tokenEnd : -1,
    place: named ? registers.wordPlace : placeAfter(registers.token, registers.frame),
    outerTypeArgument: registers.typeArgument,
    hidesArguments: false,
    before: null,
    outer: registers.frame,
    root: rootOf(registers.frame),
    depth: registers.frame === null ? 0 : registers.frame.depth + 1,
  };
  registers.typeArgument = 0;
  registers.tagBrace = 0;
  registers.tagNamePending = false;
  step(reading, token, 1);
};

/** Opens the parenthesis at reading.at of a hidden word that starts at `start`: it leaves no token behind. */
export const pushHidden = (reading: Reading, kind: number, start: number): void => {
  const { registers, text, base } = reading;
  registers.frame = {
    kind,
    at: reading.at - base,
    nameStart: start,
    nameEnd: endOfWord(text, base + start) - base,
    place: registers.wordPlace,
    outerTypeArgument: registers.typeArgument,
    hidesArguments: false,
    before: beforeOf(registers),
    outer: registers.frame,
    root: rootOf(registers.frame),
    depth: registers.frame === null ? 0 : registers.frame.depth + 1,
  };
  registers.typeArgument = 0;
  step(reading, Token.open, 1);
};

/** Goes `length` units on; they were a token of this kind. */
export const step = (reading: Reading, token: number, length: number): void => {
  const { registers } = reading;
  registers.token = token;
  registers.tokenStart = reading.at - reading.base;
  registers.tokenEnd = registers.tokenStart + length;
  reading.at += length;
};

/** `CHANNELS([0 ... 3] = x)`: a parenthesis will do for the brackets. */
export const openIndex = (reading: Reading): void => {
  const { frame, token } = reading.registers;
  const isArgument = frame?.kind === Bracket.call && (token === Token.comma || token === Token.open);
  const at = reading.at - reading.base;
  if (isArgument) showInstead(reading, at, at + 1, "(");
  push(reading, isArgument ? Bracket.argumentIndex : Bracket.index, Token.open);
};

export const openParenthesis = (reading: Reading): void => {
  const { registers } = reading;
  const { frame, token } = registers;
  if (frame?.kind === Bracket.parameters) push(reading, Bracket.parameters, Token.open);
  else if (token === Token.control) push(reading, Bracket.control, Token.open);
  else if (token === Token.word && frame?.kind === Bracket.struct && opensPointer(reading))
    push(reading, Bracket.parameters, Token.open);
  else if (token === Token.word && frame?.kind === Bracket.struct && registers.wordPlace !== Place.statement)
    hideParentheses(reading);
  else if (token === Token.word && isDeclarator(reading)) push(reading, Bracket.parameters, Token.open);
  else if (token === Token.word) push(reading, Bracket.call, Token.open);
  else if (frame?.kind === Bracket.struct) push(reading, Bracket.parameters, Token.open);
  else push(reading, Bracket.group, Token.open);
};

/** Goes into the parentheses at reading.at, of which nothing is to be shown. */
export const hideParentheses = (reading: Reading): void =>
  pushHidden(reading, Bracket.asm, reading.at - reading.base);

export const openBrace = (reading: Reading): void => {
  const { callAssigned, callName, callEnd, tokenStart } = reading.registers;
  // `DECLARE_BITMAP(map, 8) = { 0 };` among statements.
  if (callAssigned >= 0 && callAssigned === tokenStart) showInstead(reading, callName, callEnd, "int x");
  const kind = braceKind(reading.registers);
  const isList = kind === Bracket.initialiser || kind === Bracket.enum;
  push(reading, kind, isList ? Token.listOpen : Token.boundary);
};

/** Closes the innermost bracket at reading.at if it is of this kind; a stray one is hidden. */
export const closeParenthesis = (reading: Reading, code: number): void => {
  const { registers } = reading;
  const frame = registers.frame;
  const at = reading.at - reading.base;
  if (frame === null || !isClosedBy(frame, code)) {
    blankOut(reading, at, at + 1);
    reading.at++;
    return;
  }
  if (frame.kind === Bracket.call) endArgument(reading, code);
  pop(registers, frame);
  if (frame.before !== null) {
    restoreToken(registers, frame.before, frame.place);
    reading.at++;
    endHidden(reading, frame.kind, frame.nameStart, at + 1);
    return;
  }
  if (frame.outer === null && frame.at === registers.headOpen && !registers.hasAssignment)
    registers.headClose = at + 1;
  switch (frame.kind) {
    case Bracket.call:
      endCall(reading, frame);
      return;
    case Bracket.index:
      registers.indexStart = frame.at;
      registers.indexPlace = frame.place;
      step(reading, Token.indexEnd, 1);
      return;
    case Bracket.argumentIndex:
      showInstead(reading, at, at + 1, ")");
      step(reading, Token.end, 1);
      return;
    default:
      step(reading, frame.kind === Bracket.control ? Token.controlEnd : Token.end, 1);
  }
};

export const closeBrace = (reading: Reading): "function" | undefined => {
  const { registers } = reading;
  closeForgotten(reading);
  let frame = registers.frame;
  while (frame !== null && frame.kind >= Bracket.call && frame.kind !== Bracket.argumentBlock)
    frame = frame.outer;
  if (frame === null) {
    registers.frame = null;
    blankOut(reading, reading.at - reading.base, reading.at - reading.base + 1);
    reading.at++;
    return undefined;
  }
  pop(registers, frame);
  const isBlock = frame.kind === Bracket.block;
  step(reading, isBlock ? Token.boundary : Token.end, 1);
  if (frame.kind === Bracket.argumentBlock) showInstead(reading, frame.at, reading.at - reading.base, "0");
  if (frame.outer === null && !isBlock) registers.hasType = true;
  return isBlock && frame.outer === null ? "function" : undefined;
};

const rootOf = (frame: Frame | null): Frame | null => frame && (frame.root ?? frame);

const beforeOf = ({ token, tokenStart, tokenEnd, tagBrace, tagNamePending }: Registers): TokenBefore => ({
  token,
  start: tokenStart,
  end: tokenEnd,
  tagBrace,
  tagNamePending,
});

/** `extern void f(unsigned long);` among statements, and `(u32 (*)(int))`. */
const isDeclarator = ({ text, at, registers: { wordPlace, frame } }: Reading): boolean => {
  if (wordPlace === Place.declarator && frame?.kind === Bracket.block) return true;
  if (frame?.kind !== Bracket.group) return false;
  const star = behindSpaces(text, at + 1);
  return text.charCodeAt(star) === 42 && text.charCodeAt(behindSpaces(text, star + 1)) === 41;
};

/** `u8 (*read)(int)`. */
const opensPointer = ({ text, at }: Reading): boolean => text.charCodeAt(behindSpaces(text, at + 1)) === 42;

const braceKind = ({ frame, token, tagBrace }: Registers): number => {
  if (tagBrace !== 0) return tagBrace;
  const kind = frame?.kind;
  if (kind === Bracket.call && token !== Token.end) return Bracket.argumentBlock;
  if (kind === Bracket.initialiser || kind === Bracket.enum) return Bracket.initialiser;
  if (kind === Bracket.struct) return Bracket.struct;
  if (kind === Bracket.group || kind === Bracket.control || kind === Bracket.index)
    return token === Token.open ? Bracket.statementExpression : Bracket.initialiser;
  const isValue =
    token === Token.operator || token === Token.comma || token === Token.end || token === Token.keyword;
  return isValue ? Bracket.initialiser : Bracket.block;
};

/** `DECLARE_BITMAP(map, 8);` among members, `STATES(GENERATE)` among enumerators: no C to the parser. */
const hideMemberMacro = (reading: Reading, frame: Frame, separator: number, token: number): void => {
  const { text, registers } = reading;
  const end = behindSpaces(text, reading.at);
  if (text.charCodeAt(end) === separator) reading.at = end + 1;
  blankOut(reading, frame.nameStart, reading.at - reading.base);
  registers.token = token;
};

const pop = (registers: Registers, frame: Frame): void => {
  registers.frame = frame.outer;
  registers.typeArgument = frame.outerTypeArgument;
  registers.tagBrace = 0;
  registers.tagNamePending = false;
};

const isClosedBy = ({ kind }: Frame, code: number): boolean => {
  const isSquare = kind === Bracket.index || kind === Bracket.argumentIndex;
  return kind >= Bracket.call && kind !== Bracket.argumentBlock && isSquare === (code === 93);
};

/** Behind a hidden word's parenthesis, the token before the word is the last one again. */
const restoreToken = (registers: Registers, before: TokenBefore, place: number): void => {
  registers.token = before.token;
  registers.tokenStart = before.start;
  registers.tokenEnd = before.end;
  registers.tagBrace = before.tagBrace;
  registers.tagNamePending = before.tagNamePending;
  registers.wordPlace = place;
};

const endCall = (reading: Reading, frame: Frame): void => {
  const { registers } = reading;
  if (frame.hidesArguments) blankOut(reading, frame.at + 1, reading.at - reading.base);
  registers.callName = frame.nameStart;
  registers.callNameEnd = frame.nameEnd;
  registers.callOpen = frame.at;
  registers.callPlace = frame.place;
  registers.callHidesArguments = frame.hidesArguments;
  step(reading, Token.callEnd, 1);
  registers.callEnd = registers.tokenEnd;
  registers.callAssigned = -1;
  if (frame.outer?.kind === Bracket.struct) hideMemberMacro(reading, frame, 59, Token.boundary);
  else if (frame.outer?.kind === Bracket.enum && frame.place === Place.element)
    hideMemberMacro(reading, frame, 44, Token.comma);
  else if (frame.place === Place.literal) blankOut(reading, frame.nameStart, reading.at - reading.base);
};
