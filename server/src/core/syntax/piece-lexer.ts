/** Reads one piece: the token loop. What tokens mean is said in tokens.ts, conditionals.ts and file-scope.ts. */

import { settleCall, settleElement } from "./calls.ts";
import {
  behindSpaces,
  endOfBlockComment,
  endOfDirective,
  endOfLineComment,
  endOfLiteral,
  isDigit,
  isWordPart,
  startsLine,
} from "./characters.ts";
import { readInnerDirective, skipBranch } from "./conditionals.ts";
import { opensDeadText, readDirective } from "./directives.ts";
import { type Ending, endsBefore, readFileScopePunctuation } from "./file-scope.ts";
import { finishPiece } from "./finish.ts";
import { blankOut, noteComment, showInstead } from "./log.ts";
import type { Directive, DirectivePiece, Piece } from "./pieces.ts";
import { beginsBody, beginsItem, isGivenUp, trustedPiece } from "./recovery.ts";
import { Bracket, type Checkpoint, freshRegisters, type Mode, type Reading, Token } from "./state.ts";
import { readPunctuation } from "./tokens.ts";
import { readWord, settleHidden } from "./word-reader.ts";

/**
 * The piece that starts at `start` of `text`; never empty while start < text.length. With `mayRecover`, one whose
 * brackets are not closed ends where column 0 suggests, if it does. With `skims`, less is read of what its braces hold.
 */
export const readPiece = (text: string, start: number, mayRecover: boolean, skims: boolean): Piece =>
  bareDirective(text, start) ??
  trustedPiece(text, start, mayRecover, (mode) =>
    readWhole(text, start, mode, skims && mode !== "recovering"),
  );

/** The piece in one mode, from its start. */
export const readWhole = (text: string, start: number, mode: Mode, skims: boolean): Piece => {
  const reading: Reading = {
    text,
    base: start,
    at: start,
    lead: -1,
    registers: freshRegisters(),
    conditional: null,
    log: { edits: [], annotations: [], comments: [], directives: [] },
    checkpoints: [],
    mode,
    skims,
    isSkimmed: false,
  };
  return readTokens(reading, undefined) ?? finishPiece(reading, "other");
};

/**
 * Reads on to the end of the piece. With `isJoined`, asked before each token, it stops where that says so and gives
 * undefined: the rest is known.
 */
export const readTokens = (reading: Reading, isJoined: (() => boolean) | undefined): Piece | undefined => {
  const { text } = reading;
  const length = text.length;
  let nextCheckpoint = reading.at + checkpointDistance;
  while (reading.at < length) {
    const at = behindSpaces(text, reading.at);
    reading.at = at;
    if (at >= length) break;
    const code = text.charCodeAt(at);
    if (code === 47 && skipComment(reading)) continue;
    if (code === 35 && startsLine(text, at)) {
      if (reading.lead < 0) return directivePiece(reading);
      const ending = endsBefore(reading, code);
      if (ending !== undefined) return finishPiece(reading, ending);
      readInnerDirective(reading);
      continue;
    }
    if (reading.lead < 0) reading.lead = at - reading.base;
    if (at >= nextCheckpoint && mayResume(reading)) {
      nextCheckpoint = at + checkpointDistance;
      reading.checkpoints.push(checkpointAt(reading));
    }
    if (isJoined?.() === true) return undefined;
    if (isGivenUp(reading) || (isWordPart(code) && beginsItem(reading))) return finishPiece(reading, "other");
    const ending = readToken(reading, code);
    if (ending !== undefined) return finishPiece(reading, ending);
  }
  return finishPiece(
    reading,
    reading.registers.headClose >= 0 ? (endsBefore(reading, 0) ?? "other") : "other",
  );
};

/** Units between two checkpoints of a piece. */
const checkpointDistance = 4096;

/** Inside braces, where no token behind depends on one far ahead. */
const mayResume = ({ registers: { frame }, conditional, skims }: Reading): boolean =>
  !skims && conditional === null && frame !== null && frame.kind <= Bracket.enum;

const checkpointAt = ({ at, base, registers, log }: Reading): Checkpoint => ({
  at: at - base,
  registers: { ...registers },
  edits: log.edits.length,
  annotations: log.annotations.length,
  comments: log.comments.length,
  directives: log.directives.length,
});

const readToken = (reading: Reading, code: number): Ending | undefined => {
  const registers = reading.registers;
  if (code === 123 && beginsBody(reading)) {
    registers.headClose = registers.tokenEnd;
    registers.frame = null;
  }
  if (registers.hidden !== 0 && settleHidden(reading, code)) return undefined;
  if (registers.frame === null) {
    const ending = endsBefore(reading, code);
    if (ending !== undefined) return ending;
  } else if (registers.token === Token.callEnd) settleCall(reading, code);
  if (isWordPart(code)) {
    if (isDigit(code)) readNumber(reading);
    else readWord(reading);
    return undefined;
  }
  if (code === 34 || code === 39) {
    if (
      registers.token === Token.word &&
      registers.priorStart >= 0 &&
      (registers.frame !== null || registers.hasAssignment)
    )
      blankOut(reading, registers.priorStart, registers.priorEnd);
    settleElement(reading, code);
    const end = endOfLiteral(reading.text, reading.at);
    registers.token = Token.literal;
    registers.tokenStart = reading.at - reading.base;
    registers.tokenEnd = end - reading.base;
    reading.at = end;
    return undefined;
  }
  return registers.frame === null ? readFileScopePunctuation(reading, code) : readPunctuation(reading, code);
};

const readNumber = (reading: Reading): void => {
  const { text, registers, base } = reading;
  const start = reading.at;
  const isRadix =
    text.charCodeAt(start) === 48 &&
    isWordPart(text.charCodeAt(start + 1)) &&
    !isDigit(text.charCodeAt(start + 1));
  let isOdd = false;
  let i = start + 1;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 46 && text.charCodeAt(i + 1) !== 46) continue;
    if (!isWordPart(code)) break;
    if (!isRadix && !isDigit(code) && !isNumberLetter(code)) isOdd = true;
  }
  // `3000_HB` goes to a macro that pastes it.
  if (isOdd) showInstead(reading, start - base, i - base, "0");
  registers.token = Token.literal;
  registers.tokenStart = start - base;
  registers.tokenEnd = i - base;
  reading.at = i;
};

/** Exponents and suffixes: e, f, l, u. */
const isNumberLetter = (code: number): boolean => {
  const lower = code | 32;
  return lower === 101 || lower === 102 || lower === 108 || lower === 117;
};

const skipComment = (reading: Reading): boolean => {
  const { text, at, base } = reading;
  const next = text.charCodeAt(at + 1);
  if (next !== 42 && next !== 47) return false;
  const end = next === 42 ? endOfBlockComment(text, at) : endOfLineComment(text, at);
  reading.at = end;
  noteComment(reading.log.comments, text, at, end, base);
  return true;
};

const directivePiece = (reading: Reading): Piece => {
  const { text, at, base, log } = reading;
  reading.lead = at - base;
  const end = endOfDirective(text, at);
  const directive = readDirective(text, at, end, base);
  reading.at = end;
  const piece = directiveAt(base, at, end, directive);
  if (log.comments.length === 0 && !opensDeadText(directive)) return piece;
  log.edits.push(...piece.edits);
  if (opensDeadText(directive)) skipBranch(reading);
  const { comments, directives, edits } = log;
  return { ...piece, length: reading.at - base, comments, directives, edits };
};

const directiveAt = (base: number, at: number, end: number, directive: Directive): DirectivePiece => {
  const span = { start: at - base, end: end - base };
  return {
    kind: "directive",
    length: end - base,
    lead: at - base,
    directive,
    span,
    annotations: [],
    comments: [],
    directives: [],
    edits: [{ span, text: undefined }],
    isRecovered: false,
    isSkimmed: false,
    resume: undefined,
  };
};

/** The piece at `start` where it is a preprocessor line and nothing before it: most of a header are. */
const bareDirective = (text: string, start: number): DirectivePiece | undefined => {
  const at = behindSpaces(text, start);
  if (text.charCodeAt(at) !== 35 || !startsLine(text, at)) return undefined;
  const end = endOfDirective(text, at);
  const directive = readDirective(text, at, end, start);
  return opensDeadText(directive) ? undefined : directiveAt(start, at, end, directive);
};
