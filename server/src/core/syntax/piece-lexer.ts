/** Reads one piece: the token loop. What tokens mean is said in tokens.ts, conditionals.ts and file-scope.ts. */
import {
  endOfBlockComment,
  endOfDirective,
  endOfLineComment,
  endOfLiteral,
  isDigit,
  isSpace,
  isWordPart,
  startsLine,
} from "./characters.ts";
import { readInnerDirective, skipBranch } from "./conditionals.ts";
import { opensDeadText, readDirective } from "./directives.ts";
import { type Ending, endsBefore, readFileScopePunctuation } from "./file-scope.ts";
import { finishPiece } from "./finish.ts";
import type { Piece } from "./pieces.ts";
import { Bracket, type Checkpoint, freshRegisters, type Reading, Token } from "./state.ts";
import { readPunctuation, readWord, settleCall, settleHidden } from "./tokens.ts";

/** The piece that starts at `start` of `text`; never empty while start < text.length. */
export const readPiece = (text: string, start: number): Piece => {
  const reading: Reading = {
    text,
    base: start,
    at: start,
    lead: -1,
    registers: freshRegisters(),
    conditional: null,
    log: { edits: [], annotations: [], comments: [], directives: [] },
    checkpoints: [],
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
    const code = text.charCodeAt(reading.at);
    if (code === 32 || code === 10 || code === 9 || isSpace(code)) {
      reading.at++;
      continue;
    }
    if (code === 47 && skipComment(reading)) continue;
    if (code === 35 && startsLine(text, reading.at)) {
      if (reading.lead < 0) return directivePiece(reading);
      const ending = endsBefore(reading, code);
      if (ending !== undefined) return finishPiece(reading, ending);
      readInnerDirective(reading);
      continue;
    }
    if (reading.lead < 0) reading.lead = reading.at - reading.base;
    if (reading.at >= nextCheckpoint && mayResume(reading)) {
      nextCheckpoint = reading.at + checkpointDistance;
      reading.checkpoints.push(checkpointAt(reading));
    }
    if (isJoined?.() === true) return undefined;
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
const mayResume = ({ registers: { frame }, conditional }: Reading): boolean =>
  conditional === null && frame !== null && frame.kind <= Bracket.enum;

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
  const { text, registers } = reading;
  const start = reading.at;
  let i = start + 1;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (!isWordPart(code) && !(code === 46 && text.charCodeAt(i + 1) !== 46)) break;
  }
  registers.token = Token.literal;
  registers.tokenStart = start - reading.base;
  registers.tokenEnd = i - reading.base;
  reading.at = i;
};

const skipComment = (reading: Reading): boolean => {
  const { text, at, base } = reading;
  const next = text.charCodeAt(at + 1);
  if (next !== 42 && next !== 47) return false;
  const end = next === 42 ? endOfBlockComment(text, at) : endOfLineComment(text, at);
  reading.at = end;
  const comment = text.slice(at, end);
  const kind = comment.includes("SPDX-License-Identifier")
    ? "spdx"
    : comment.includes("kmod-lint")
      ? "tool"
      : undefined;
  if (kind !== undefined)
    reading.log.comments.push({ kind, text: comment, span: { start: at - base, end: end - base } });
  return true;
};

const directivePiece = (reading: Reading): Piece => {
  const { text, at, base, log } = reading;
  reading.lead = at - base;
  const end = endOfDirective(text, at);
  const directive = readDirective(text, at, end, base);
  const span = { start: at - base, end: end - base };
  log.edits.push({ span, text: undefined });
  reading.at = end;
  if (opensDeadText(directive)) skipBranch(reading);
  const { lead } = reading;
  return {
    kind: "directive",
    length: reading.at - base,
    lead,
    directive,
    span,
    annotations: [],
    comments: log.comments,
    directives: log.directives,
    edits: log.edits,
    resume: undefined,
  };
};
