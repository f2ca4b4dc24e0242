/** What words mean. */
import { pushHidden } from "./brackets.ts";
import { readInCall } from "./calls.ts";
import { endOfWord, isWordPart } from "./characters.ts";
import { annotate, endHidden, hide } from "./hidden.ts";
import { blankOut, showInstead } from "./log.ts";
import { Bracket, type Frame, Place, type Reading, Token } from "./state.ts";
import { Word, wordKind } from "./words.ts";

/** Reads the word at reading.at. */
export const readWord = (reading: Reading): void => {
  const { text, base } = reading;
  const from = reading.at;
  const to = endOfWord(text, from);
  reading.at = to;
  const start = from - base;
  const end = to - base;
  const kind = wordKind(text, from, to);
  switch (kind) {
    case Word.attribute:
      annotate(reading, start, end);
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
      plainWord(reading, kind, start, end);
  }
};

/** Decides, before the token that begins with `code`, on the hidden word before it. True when the token was read. */
export const settleHidden = (reading: Reading, code: number): boolean => {
  const { registers, text, base } = reading;
  const { hidden: kind, hiddenStart } = registers;
  if (kind === Bracket.asm && isWordPart(code)) {
    const end = endOfWord(text, reading.at);
    if (asmQualifiers.has(text.slice(reading.at, end))) {
      reading.at = end;
      return true;
    }
  }
  registers.hidden = 0;
  if (code !== 40) {
    const end = endOfWord(text, base + hiddenStart) - base;
    if (kind === Bracket.attribute) plainWord(reading, Word.none, hiddenStart, end);
    else endHidden(reading, kind, hiddenStart, end);
    return false;
  }
  pushHidden(reading, kind, hiddenStart);
  return true;
};

const plainWord = (reading: Reading, kind: number, start: number, end: number): void => {
  const { registers } = reading;
  const before = registers.token;
  const { frame } = registers;
  if (
    kind === Word.none &&
    before !== Token.word &&
    before !== Token.indexEnd &&
    frame?.kind === Bracket.block
  ) {
    // Much the commonest word, and nothing of what follows concerns it.
    registers.priorStart = registers.priorEnd = -1;
    registers.tagNamePending = false;
  } else {
    if (kind === Word.none && hidesWord(reading, start, end)) return;
    if (frame === null) noteAtFileScope(reading, kind, start, end);
    else if (frame.kind === Bracket.call) readInCall(reading, frame, kind, start, end);
    if (kind === Word.offsetof) showInstead(reading, start, end, "Offsetof");
    if (kind === Word.alignof) showInstead(reading, start, end, "sizeof");
    followWord(reading, kind);
    registers.tagNamePending = kind === Word.tag || kind === Word.enum;
    if (registers.tagNamePending) registers.tagBrace = kind === Word.tag ? Bracket.struct : Bracket.enum;
  }
  registers.token = tokenOf(kind);
  registers.wordPlace =
    registers.token === Token.word ? placeAfter(before, registers.frame) : Place.elsewhere;
  registers.tokenStart = start;
  registers.tokenEnd = end;
};

/** A word where C has none, an unknown macro: it is hidden, at once or with the parenthesis that may follow. */
const hidesWord = (reading: Reading, start: number, end: number): boolean => {
  const { registers } = reading;
  const { token: before, frame } = registers;
  const isBehindHead = frame === null && registers.headClose >= 0 && registers.hasType;
  const isBehindPrototype = isBehindHead && !registers.hasAssignment && !registers.isNested;
  if (isBehindPrototype || (before === Token.indexEnd && hidesAfterIndex(frame))) {
    hide(reading, Bracket.unknownAttribute, start);
    return true;
  }
  const isThirdWord = before === Token.word && registers.priorStart >= 0 && frame?.kind === Bracket.struct;
  if (isThirdWord || (before === Token.end && isBehindElement(reading))) {
    blankOut(reading, start, end);
    return true;
  }
  return false;
};

/** Where two words follow each other and the first can only be a macro, it is hidden. */
const followWord = (reading: Reading, kind: number): void => {
  const { registers } = reading;
  const { token, tokenStart, tokenEnd, wordPlace, frame } = registers;
  const follows = token === Token.word && kind === Word.none;
  const beginsType = kind === Word.primitive || kind === Word.tag || kind === Word.enum;
  if (follows && isExpression(frame)) blankOut(reading, tokenStart, tokenEnd);
  if (token === Token.word && beginsType && wordPlace === Place.statement)
    blankOut(reading, tokenStart, tokenEnd);
  registers.priorStart = follows ? tokenStart : -1;
  registers.priorEnd = follows ? tokenEnd : -1;
};

const tokenOf = (kind: number): number => {
  switch (kind) {
    case Word.none:
    case Word.offsetof:
      return Token.word;
    case Word.storage:
      return Token.storage;
    case Word.control:
      return Token.control;
    case Word.prefix:
      return Token.prefix;
    case Word.statement:
    case Word.sizeof:
    case Word.alignof:
      return Token.keyword;
    default:
      return Token.typeWord;
  }
};

export const placeAfter = (token: number, frame: Frame | null): number => {
  switch (token) {
    case Token.boundary:
    case Token.controlEnd:
    case Token.prefix:
      return Place.statement;
    case Token.listOpen:
      return Place.element;
    case Token.comma:
      return frame?.kind === Bracket.initialiser || frame?.kind === Bracket.enum
        ? Place.element
        : Place.elsewhere;
    case Token.literal:
      return Place.literal;
    case Token.storage:
      return Place.declaration;
    case Token.typeWord:
      return Place.declarator;
    default:
      return Place.elsewhere;
  }
};

/** `{ 1 } PARAMS` in an initialiser. */
const isBehindElement = ({ text, base, registers: { frame, tokenEnd } }: Reading): boolean =>
  frame?.kind === Bracket.initialiser && text.charCodeAt(base + tokenEnd - 1) === 125;

/** Behind `]` a word is an attribute, but for a designator's in an initialiser. */
const hidesAfterIndex = (frame: Frame | null): boolean => frame?.kind !== Bracket.initialiser;

/** Where two words never follow each other in C. */
const isExpression = (frame: Frame | null): boolean =>
  frame !== null &&
  (frame.kind === Bracket.call ||
    frame.kind === Bracket.initialiser ||
    frame.kind === Bracket.enum ||
    frame.kind === Bracket.index);

const noteAtFileScope = (
  { registers, text, base }: Reading,
  kind: number,
  start: number,
  end: number,
): void => {
  if (kind === Word.storage && text.startsWith("static", base + start)) registers.isStatic = true;
  if (kind === Word.primitive || kind === Word.tag || kind === Word.enum) registers.hasType = true;
  if (kind !== Word.none || registers.hasAssignment || registers.headClose >= 0) return;
  if (!registers.tagNamePending) registers.names = { start, end, outer: registers.names };
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
