/** What words and punctuation mean inside brackets, and the words everywhere. */
import { isSpace, isWordPart } from "./characters.ts";
import { blankOut, showInstead } from "./log.ts";
import { Bracket, type Frame, type Reading, type Registers, Token } from "./state.ts";
import { Word, wordKind } from "./words.ts";

/** Reads the word at reading.at. */
export const readWord = (reading: Reading): void => {
  const { text, base } = reading;
  const from = reading.at;
  let to = from + 1;
  while (to < text.length && isWordPart(text.charCodeAt(to))) to++;
  reading.at = to;
  const start = from - base;
  const end = to - base;
  const word = text.slice(from, to);
  const kind = wordKind(word);
  switch (kind) {
    case Word.attribute:
      annotate(reading, word, start, end);
      return;
    case Word.attributeCall:
      hide(reading, Bracket.attribute, start);
      return;
    case Word.noise:
      blankOut(reading, start, end);
      return;
    case Word.typeof:
      hide(reading, Bracket.typeof, start);
      return;
    case Word.asm:
      hide(reading, Bracket.asm, start);
      return;
    default:
      plainWord(reading, word, kind, start, end);
  }
};

/** Decides, before the token that begins with `code`, what the call that just closed was; the frame is not null. */
export const settleCall = (reading: Reading, code: number): void => {
  const { registers } = reading;
  const { frame, callStartsStatement } = registers;
  if (frame === null || (frame.kind !== Bracket.block && frame.kind !== Bracket.statementExpression)) return;
  if (code === 123) {
    showLoop(reading);
    return;
  }
  const startsNext = isWordPart(code) || code === 125;
  if (!callStartsStatement || !startsNext) return;
  const name = reading.text.slice(reading.base + registers.callName, reading.base + registers.callNameEnd);
  if (code !== 125 && name.includes("for_each")) {
    showLoop(reading);
    return;
  }
  showStatement(reading);
};

/** Reads the punctuation at reading.at inside a bracket. Gives "function" when it closes the body at file scope. */
export const readPunctuation = (reading: Reading, code: number): "function" | undefined => {
  switch (code) {
    case 40:
      openParenthesis(reading);
      return undefined;
    case 91:
      push(reading, Bracket.index, Token.open);
      return undefined;
    case 123:
      openBrace(reading);
      return undefined;
    case 41:
    case 93:
      closeParenthesis(reading, code);
      return undefined;
    case 125:
      return closeBrace(reading);
    default:
      readOperator(reading, code);
      return undefined;
  }
};

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
    startsStatement: registers.wordStartsStatement,
    outerTypeArgument: registers.typeArgument,
    before: null,
    outer: registers.frame,
  };
  registers.typeArgument = 0;
  registers.tagBrace = 0;
  registers.tagNamePending = false;
  step(reading, token, 1);
};

/** Goes `length` units on; they were a token of this kind. */
export const step = (reading: Reading, token: number, length: number): void => {
  const { registers } = reading;
  registers.token = token;
  registers.tokenStart = reading.at - reading.base;
  registers.tokenEnd = registers.tokenStart + length;
  reading.at += length;
};

const plainWord = (reading: Reading, word: string, kind: number, start: number, end: number): void => {
  const { registers } = reading;
  const before = registers.token;
  if (
    registers.frame === null &&
    registers.headClose >= 0 &&
    kind === Word.none &&
    registers.hasType &&
    !registers.hasAssignment &&
    !registers.isNested
  ) {
    // An attribute the table does not know, behind a prototype's parameters.
    hide(reading, Bracket.attribute, start);
    return;
  }
  if (registers.frame === null) noteAtFileScope(registers, word, kind, start, end);
  if (registers.frame?.kind === Bracket.call) maskTypeArgument(reading, kind, start, end);
  if (kind === Word.tag || kind === Word.enum) {
    registers.tagBrace = kind === Word.tag ? Bracket.struct : Bracket.enum;
    registers.tagNamePending = true;
  } else registers.tagNamePending = false;
  registers.wordStartsStatement = kind === Word.none && startsStatement(before);
  registers.token = tokenOf(kind);
  registers.tokenStart = start;
  registers.tokenEnd = end;
};

const tokenOf = (kind: number): number => {
  switch (kind) {
    case Word.none:
      return Token.word;
    case Word.control:
      return Token.control;
    case Word.prefix:
      return Token.prefix;
    case Word.statement:
      return Token.keyword;
    default:
      return Token.typeWord;
  }
};

const startsStatement = (token: number): boolean =>
  token === Token.boundary || token === Token.controlEnd || token === Token.prefix;

const noteAtFileScope = (
  registers: Registers,
  word: string,
  kind: number,
  start: number,
  end: number,
): void => {
  if (word === "static") registers.isStatic = true;
  if (kind === Word.primitive || kind === Word.tag || kind === Word.enum) registers.hasType = true;
  if (kind !== Word.none || registers.hasAssignment || registers.headClose >= 0) return;
  if (!registers.tagNamePending) registers.names = { start, end, outer: registers.names };
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

const annotate = (reading: Reading, name: string, start: number, end: number): void => {
  blankOut(reading, start, end);
  if (!isInBraces(reading.registers.frame)) reading.log.annotations.push({ name, span: { start, end } });
};

const isInBraces = (frame: Frame | null): boolean => frame !== null && frame.kind !== Bracket.parameters;

/** After a word that takes a parenthesis away with it. */
const hide = ({ registers }: Reading, kind: number, start: number): void => {
  registers.hidden = kind;
  registers.hiddenStart = start;
};

/** Decides, before the token that begins with `code`, on the hidden word before it. True when the token was read. */
export const settleHidden = (reading: Reading, code: number): boolean => {
  const { registers, text, base } = reading;
  const { hidden: kind, hiddenStart } = registers;
  const at = reading.at - base;
  if (kind === Bracket.asm && isWordPart(code)) {
    let end = reading.at;
    while (end < text.length && isWordPart(text.charCodeAt(end))) end++;
    if (asmQualifiers.has(text.slice(reading.at, end))) {
      reading.at = end;
      return true;
    }
  }
  registers.hidden = 0;
  if (code !== 40) {
    endHidden(reading, kind, hiddenStart, hiddenStart + wordLength(text, base + hiddenStart));
    return false;
  }
  registers.frame = {
    kind,
    at,
    nameStart: hiddenStart,
    nameEnd: hiddenStart + wordLength(text, base + hiddenStart),
    startsStatement: registers.wordStartsStatement,
    outerTypeArgument: registers.typeArgument,
    before: { token: registers.token, start: registers.tokenStart, end: registers.tokenEnd },
    outer: registers.frame,
  };
  registers.typeArgument = 0;
  step(reading, Token.open, 1);
  return true;
};

/** The hidden word and what it took with it end at `end`. */
const endHidden = (reading: Reading, kind: number, start: number, end: number): void => {
  switch (kind) {
    case Bracket.attribute: {
      const from = reading.base + start;
      annotate(reading, reading.text.slice(from, from + wordLength(reading.text, from)), start, end);
      return;
    }
    case Bracket.typeof:
      endTypeof(reading, start, end);
      return;
    default:
      blankOut(reading, start, end);
  }
};

const wordLength = (text: string, from: number): number => {
  let to = from;
  while (to < text.length && isWordPart(text.charCodeAt(to))) to++;
  return to - from;
};

const endTypeof = (reading: Reading, start: number, end: number): void => {
  const { registers } = reading;
  if (registers.frame === null) registers.hasType = true;
  const inArgument =
    registers.frame?.kind === Bracket.call &&
    (registers.typeArgument > 0 || registers.token === Token.open || registers.token === Token.comma);
  showInstead(reading, start, end, inArgument ? "0" : "int");
  if (inArgument) registers.typeArgument = 2;
  registers.token = Token.typeWord;
  registers.tokenStart = start;
  registers.tokenEnd = end;
};

const asmQualifiers: ReadonlySet<string> = new Set([
  "volatile",
  "__volatile__",
  "__volatile",
  "goto",
  "inline",
  "__inline__",
  "__inline",
]);

const behindBlanks = (text: string, from: number): number => {
  let i = from;
  while (i < text.length && isSpace(text.charCodeAt(i))) i++;
  return i;
};

/** `for_each_x(a, b) {` is shown as `while(a, b) {`. */
const showLoop = (reading: Reading): void => {
  const { registers } = reading;
  const { callName: start, callNameEnd: end, callOpen, tokenEnd: close } = registers;
  const isEmpty = reading.text.slice(reading.base + callOpen + 1, reading.base + close - 1).trim() === "";
  if (isEmpty) showInstead(reading, start, close, close - start >= 8 ? "for (;;)" : "do");
  else showInstead(reading, start, end, end - start >= 5 ? "while" : "if");
  registers.token = Token.controlEnd;
};

/** A call used as a statement without its semicolon: `FOO(a, b)` is shown as `FOO,a, b;`. */
const showStatement = (reading: Reading): void => {
  const { registers, text, base } = reading;
  const { callOpen: open, tokenEnd: end } = registers;
  const isEmpty = text.slice(base + open + 1, base + end - 1).trim() === "";
  showInstead(reading, open, open + 1, isEmpty ? " " : ",");
  showInstead(reading, end - 1, end, ";");
  registers.token = Token.boundary;
};

const openParenthesis = (reading: Reading): void => {
  const { registers } = reading;
  const { frame, token } = registers;
  if (frame?.kind === Bracket.parameters) push(reading, Bracket.parameters, Token.open);
  else if (token === Token.control) push(reading, Bracket.control, Token.open);
  else if (token === Token.word && frame?.kind === Bracket.struct && !registers.wordStartsStatement)
    push(reading, Bracket.parameters, Token.open);
  else if (token === Token.word) push(reading, Bracket.call, Token.open);
  else if (frame?.kind === Bracket.struct) push(reading, Bracket.parameters, Token.open);
  else push(reading, Bracket.group, Token.open);
};

const openBrace = (reading: Reading): void => {
  const kind = braceKind(reading.registers);
  const isList = kind === Bracket.initialiser || kind === Bracket.enum;
  push(reading, kind, isList ? Token.listOpen : Token.boundary);
};

const braceKind = ({ frame, token, tagBrace }: Registers): number => {
  if (tagBrace !== 0) return tagBrace;
  const kind = frame?.kind;
  if (kind === Bracket.call) return Bracket.argumentBlock;
  if (kind === Bracket.initialiser || kind === Bracket.enum) return Bracket.initialiser;
  if (kind === Bracket.struct) return Bracket.struct;
  if (kind === Bracket.group || kind === Bracket.control || kind === Bracket.index)
    return token === Token.open ? Bracket.statementExpression : Bracket.initialiser;
  const isValue =
    token === Token.operator || token === Token.comma || token === Token.end || token === Token.keyword;
  return isValue ? Bracket.initialiser : Bracket.block;
};

const closeParenthesis = (reading: Reading, code: number): void => {
  const { registers } = reading;
  const frame = registers.frame;
  const matches =
    frame !== null &&
    frame.kind >= Bracket.call &&
    frame.kind !== Bracket.argumentBlock &&
    (frame.kind === Bracket.index) === (code === 93);
  if (frame === null || !matches) {
    blankOut(reading, reading.at - reading.base, reading.at - reading.base + 1);
    reading.at++;
    return;
  }
  if (frame.kind === Bracket.call) endTypeArgument(reading);
  pop(registers, frame);
  if (frame.before !== null) {
    registers.token = frame.before.token;
    registers.tokenStart = frame.before.start;
    registers.tokenEnd = frame.before.end;
    registers.wordStartsStatement = frame.startsStatement;
    reading.at++;
    endHidden(reading, frame.kind, frame.nameStart, reading.at - reading.base);
    return;
  }
  if (frame.outer === null && frame.at === registers.headOpen && !registers.hasAssignment)
    registers.headClose = reading.at + 1 - reading.base;
  if (frame.kind !== Bracket.call) {
    step(reading, frame.kind === Bracket.control ? Token.controlEnd : Token.end, 1);
    return;
  }
  registers.callName = frame.nameStart;
  registers.callNameEnd = frame.nameEnd;
  registers.callOpen = frame.at;
  registers.callStartsStatement = frame.startsStatement;
  step(reading, Token.callEnd, 1);
  if (frame.outer?.kind === Bracket.struct) hideMemberMacro(reading, frame);
};

/** `DECLARE_BITMAP(map, 8);` among the members of a struct is no C to the parser. */
const hideMemberMacro = (reading: Reading, frame: Frame): void => {
  const { text, registers } = reading;
  const semicolon = behindBlanks(text, reading.at);
  if (text.charCodeAt(semicolon) === 59) reading.at = semicolon + 1;
  blankOut(reading, frame.nameStart, reading.at - reading.base);
  registers.token = Token.boundary;
};

const pop = (registers: Registers, frame: Frame): void => {
  registers.frame = frame.outer;
  registers.typeArgument = frame.outerTypeArgument;
  registers.tagBrace = 0;
  registers.tagNamePending = false;
};

/** The stars of a type without a keyword, before the comma or parenthesis at reading.at: `va_arg(ap, u8 *)`. */
const endTypeArgument = (reading: Reading): void => {
  const { registers, text, base } = reading;
  if (registers.token === Token.star) {
    let start = registers.tokenEnd;
    while (
      start > 0 &&
      (text.charCodeAt(base + start - 1) === 42 || isSpace(text.charCodeAt(base + start - 1)))
    )
      start--;
    blankOut(reading, start, registers.tokenEnd);
  }
  registers.typeArgument = 0;
};

const closeBrace = (reading: Reading): "function" | undefined => {
  const { registers } = reading;
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

const readOperator = (reading: Reading, code: number): void => {
  const { registers, text, at } = reading;
  const frame = registers.frame;
  const inBlock =
    frame !== null &&
    (frame.kind <= Bracket.statementExpression ||
      frame.kind === Bracket.struct ||
      frame.kind === Bracket.argumentBlock);
  switch (code) {
    case 44:
      if (frame?.kind === Bracket.call) endTypeArgument(reading);
      registers.tagBrace = 0;
      step(reading, Token.comma, 1);
      return;
    case 59:
      registers.tagBrace = 0;
      step(reading, inBlock ? Token.boundary : Token.operator, 1);
      return;
    case 58:
      step(reading, inBlock && frame.kind !== Bracket.struct ? Token.boundary : Token.operator, 1);
      return;
    case 42:
      if (registers.typeArgument > 0) blankOut(reading, at - reading.base, at - reading.base + 1);
      registers.tagBrace = 0;
      step(reading, registers.typeArgument > 0 ? Token.typeWord : Token.star, 1);
      return;
    case 46:
      if (text.startsWith("...", at)) readEllipsis(reading);
      else step(reading, Token.operator, 1);
      return;
    default:
      if (code !== 92) {
        registers.tagBrace = 0;
        step(reading, Token.operator, 1);
      } else reading.at++;
  }
};

/** `case 1 ... 3:` and `[0 ... 9] =` are shown with a `+`. */
const readEllipsis = (reading: Reading): void => {
  const { token } = reading.registers;
  const isRange =
    token === Token.word || token === Token.literal || token === Token.callEnd || token === Token.end;
  const at = reading.at - reading.base;
  if (isRange) showInstead(reading, at, at + 3, "+");
  step(reading, Token.operator, 3);
};
