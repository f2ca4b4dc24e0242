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
  if (
    kind === Word.none &&
    before !== Token.word &&
    before !== Token.indexEnd &&
    registers.frame?.kind === Bracket.block
  ) {
    // Much the commonest word, and nothing below concerns it.
    registers.priorStart = registers.priorEnd = -1;
    registers.tagNamePending = false;
    registers.wordPlace = placeAfter(before, registers.frame);
    registers.token = Token.word;
    registers.tokenStart = start;
    registers.tokenEnd = end;
    return;
  }
  if (
    registers.frame === null &&
    registers.headClose >= 0 &&
    kind === Word.none &&
    registers.hasType &&
    !registers.hasAssignment &&
    !registers.isNested
  ) {
    // An attribute the table does not know, behind a prototype's parameters.
    hide(reading, Bracket.unknownAttribute, start);
    return;
  }
  if (registers.frame === null) noteAtFileScope(reading, kind, start, end);
  else if (registers.frame.kind === Bracket.call) readInCall(reading, registers.frame, kind, start, end);
  if (before === Token.end && kind === Word.none && isBehindElement(reading)) {
    blankOut(reading, start, end);
    return;
  }
  if (before === Token.indexEnd && kind === Word.none && hidesAfterIndex(registers.frame)) {
    hide(reading, Bracket.unknownAttribute, start);
    return;
  }
  if (kind === Word.offsetof) showInstead(reading, start, end, "Offsetof");
  if (kind === Word.alignof) showInstead(reading, start, end, "sizeof");
  const follows = before === Token.word && kind === Word.none;
  const opensMember = kind === Word.primitive || kind === Word.tag || kind === Word.enum;
  if (before === Token.word && opensMember && registers.wordPlace === Place.statement)
    blankOut(reading, registers.tokenStart, registers.tokenEnd);
  if (follows && registers.priorStart >= 0 && registers.frame?.kind === Bracket.struct) {
    blankOut(reading, start, end);
    return;
  }
  if (follows && isExpression(registers.frame)) blankOut(reading, registers.tokenStart, registers.tokenEnd);
  registers.priorStart = follows ? registers.tokenStart : -1;
  registers.priorEnd = follows ? registers.tokenEnd : -1;
  if (kind === Word.tag || kind === Word.enum) {
    registers.tagBrace = kind === Word.tag ? Bracket.struct : Bracket.enum;
    registers.tagNamePending = true;
  } else registers.tagNamePending = false;
  registers.wordPlace = tokenOf(kind) === Token.word ? placeAfter(before, registers.frame) : Place.elsewhere;
  registers.token = tokenOf(kind);
  registers.tokenStart = start;
  registers.tokenEnd = end;
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
