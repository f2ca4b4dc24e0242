/** What a macro call is shown as, where it is no expression. */
import { isSpace, isWordPart } from "./characters.ts";
import { blankOut, showInstead } from "./log.ts";
import { Bracket, type Frame, Place, type Reading, Token } from "./state.ts";
import { Word } from "./words.ts";

/** Decides, before the token that begins with `code`, what the call that just closed was; the frame is not null. */
export const settleCall = (reading: Reading, code: number): void => {
  const { registers, text, base } = reading;
  const { frame, callPlace } = registers;
  if (code === 34 && frame !== null) {
    blankOut(reading, registers.callName, registers.tokenEnd);
    return;
  }
  if (frame?.kind === Bracket.initialiser) {
    const startsElement =
      isWordPart(code) || (code === 46 && text.charCodeAt(reading.at + 1) !== 46) || code === 91;
    if (callPlace === Place.element && startsElement) showSeparate(reading, ",", Token.comma);
    return;
  }
  if (frame?.kind !== Bracket.block && frame?.kind !== Bracket.statementExpression) return;
  if (code === 123) {
    showLoop(reading);
    return;
  }
  if (callPlace === Place.declaration && (code === 59 || code === 61)) {
    showInstead(reading, registers.callName, registers.tokenEnd, "int x");
    return;
  }
  if (callPlace === Place.statement && code === 61) registers.callAssigned = reading.at - base;
  if (callPlace !== Place.statement || code === 59) return;
  const name = text.slice(base + registers.callName, base + registers.callNameEnd);
  if (code !== 125 && name.includes("for_each")) showLoop(reading);
  else if (isWordPart(code) || code === 125) showSeparate(reading, ";", Token.boundary);
};

/**
 * Before a `.`, brace or literal in an initialiser: hides a macro that stands for whole elements (`PARAMS .x = 1`)
 * and an old designator without its `=` (`[0] { 1 }`).
 */
export const settleElement = (reading: Reading, code: number): void => {
  const { registers, text, base } = reading;
  const { frame, token, wordPlace, tokenStart, tokenEnd } = registers;
  if (frame?.kind !== Bracket.initialiser) return;
  if (token === Token.indexEnd && code !== 46 && registers.indexPlace === Place.element)
    blankOut(reading, registers.indexStart, tokenEnd);
  const startsLine = (): boolean => text.slice(base + tokenEnd, reading.at).includes("\n");
  if (token === Token.word && code === 46 && wordPlace === Place.element && startsLine())
    blankOut(reading, tokenStart, tokenEnd);
};

export const readInCall = (
  reading: Reading,
  frame: Frame,
  kind: number,
  start: number,
  end: number,
): void => {
  if (kind === Word.control || kind === Word.prefix || kind === Word.statement) hideArguments(reading, frame);
  else maskTypeArgument(reading, kind, start, end);
};

/** A statement among a call's arguments: `DEBUG(if (x) y();)`. */
export const hideArguments = ({ registers }: Reading, frame: Frame): void => {
  registers.frame = { ...frame, hidesArguments: true };
};

/**
 * Before the comma or parenthesis at reading.at: an argument that ends in operators is a type (`va_arg(ap, u8 *)`) or
 * an operator for the macro to use (`COMPARE(a, ==, b)`); one that is empty takes its comma away.
 */
export const endArgument = (reading: Reading, code: number): void => {
  const { registers, text, base } = reading;
  const { token, tokenStart, tokenEnd } = registers;
  registers.typeArgument = 0;
  if (token === Token.star || token === Token.operator) {
    let start = tokenEnd;
    while (start > 0 && isOperatorOrSpace(text.charCodeAt(base + start - 1))) start--;
    const before = text.charCodeAt(base + start - 1);
    while (isSpace(text.charCodeAt(base + start))) start++;
    if (before === 44 || before === 40) showInstead(reading, start, tokenEnd, "0");
    else blankOut(reading, start, tokenEnd);
  } else if (token === Token.comma) blankOut(reading, tokenStart, tokenEnd);
  else if (token === Token.open && code === 44) blankOut(reading, reading.at - base, reading.at - base + 1);
};

/** A type among a call's arguments is shown as an expression: `struct foo *` as `foo`, `unsigned int` as `0`. */
const maskTypeArgument = (reading: Reading, kind: number, start: number, end: number): void => {
  const { registers } = reading;
  const isType =
    kind === Word.tag ||
    kind === Word.enum ||
    kind === Word.qualifier ||
    kind === Word.primitive ||
    kind === Word.storage;
  if (isType) {
    if (registers.typeArgument === 0 && registers.token !== Token.open && registers.token !== Token.comma)
      return;
    const isShown = kind === Word.primitive && registers.typeArgument < 2;
    if (isShown) showInstead(reading, start, end, "0");
    else blankOut(reading, start, end);
    registers.typeArgument = isShown ? 2 : Math.max(1, registers.typeArgument);
  } else if (registers.typeArgument === 1) registers.typeArgument = 2;
  else if (registers.typeArgument === 2) blankOut(reading, start, end);
};

/** `for_each_x(a, b) {` is shown as `while(a, b) {`. */
const showLoop = (reading: Reading): void => {
  const { registers } = reading;
  const { callName: start, callNameEnd: end, callOpen, tokenEnd: close } = registers;
  const inside = reading.text.slice(reading.base + callOpen + 1, reading.base + close - 1);
  const isEmpty = registers.callHidesArguments || inside.trim() === "";
  if (isEmpty) showInstead(reading, start, close, close - start >= 8 ? "for (;;)" : "do");
  else showInstead(reading, start, end, end - start >= 5 ? "while" : "if");
  registers.token = Token.controlEnd;
};

/**
 * A call without the semicolon or comma that should follow: `FOO(a, b)` is shown as `FOO,a, b;` so that its
 * arguments stay visible.
 */
const showSeparate = (reading: Reading, separator: ";" | ",", token: number): void => {
  const { registers, text, base } = reading;
  const { callOpen: open, tokenEnd: end } = registers;
  const isEmpty = registers.callHidesArguments || text.slice(base + open + 1, base + end - 1).trim() === "";
  showInstead(reading, open, open + 1, isEmpty ? " " : ",");
  showInstead(reading, end - 1, end, separator);
  registers.token = token;
};

const isOperatorOrSpace = (code: number): boolean =>
  isSpace(code) || "*+-/%&|^<>=!~".includes(String.fromCharCode(code));
