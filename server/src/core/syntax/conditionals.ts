/**
 * Conditionals inside a piece. Every directive is blanked; all branches stay visible to the parser where each holds
 * whole statements or whole list elements. Where a branch splits one (`if (a) { #else if (b) { #endif`), the first
 * branch is shown and the others are blanked.
 */
import {
  behindBreak,
  endOfBlockComment,
  endOfDirective,
  endOfLineComment,
  endOfLiteral,
  startsLine,
} from "./characters.ts";
import { nestingOf, opensDeadText, readDirective } from "./directives.ts";
import type { Directive } from "./pieces.ts";
import { Bracket, type Conditional, type Frame, type Reading, Token } from "./state.ts";

/** Reads the directive at reading.at (a `#` that starts its line) inside a piece and goes behind what it blanks. */
export const readInnerDirective = (reading: Reading): void => {
  const directive = logDirective(reading);
  const nesting = nestingOf(directive);
  if (nesting === 1) open(reading, directive);
  else if (nesting === 0) nextBranch(reading);
  else if (nesting === -1) close(reading);
};

/**
 * Blanks from reading.at to the #else, #elif or #endif that ends the branch there (exclusive), directives between
 * being logged; to the end of the text where there is none.
 */
export const skipBranch = (reading: Reading): void => {
  const start = reading.at;
  const end = skipLogging(reading, false);
  blank(reading, start, end);
  reading.at = end;
};

const open = (reading: Reading, directive: Directive): void => {
  const { frame, token } = reading.registers;
  reading.conditional = { frame, token, retry: undefined, outer: reading.conditional };
  if (opensDeadText(directive)) {
    skipBranch(reading);
    if (reading.at < reading.text.length) afterDeadText(reading);
  }
};

/** Behind `#if 0`: an #else counts as a first branch. */
const afterDeadText = (reading: Reading): void => {
  const directive = logDirective(reading);
  if (nestingOf(directive) === -1) reading.conditional = reading.conditional?.outer ?? null;
};

const nextBranch = (reading: Reading): void => {
  const conditional = reading.conditional;
  if (conditional === null) {
    // Its #if stands before the piece: the piece goes on as the first branch had it.
    skipToEnd(reading);
    return;
  }
  if (conditional.retry !== undefined) settle(reading, conditional);
  if (!mayShowNext(reading, conditional)) {
    skipToEnd(reading);
    reading.conditional = conditional.outer;
    return;
  }
  const retry = {
    registers: { ...reading.registers },
    at: reading.at - reading.base,
    edits: reading.log.edits.length,
    annotations: reading.log.annotations.length,
  };
  reading.conditional = { ...conditional, retry };
};

const close = (reading: Reading): void => {
  const conditional = reading.conditional;
  if (conditional === null) return;
  if (conditional.retry !== undefined) settle(reading, conditional);
  reading.conditional = conditional.outer;
};

/** A later branch ends: blanks it after all where it does not hold whole statements. */
const settle = (reading: Reading, conditional: Conditional): void => {
  const { retry } = conditional;
  if (retry === undefined) return;
  const { frame, token } = reading.registers;
  if (frame === conditional.frame && isBetween(frame, token)) return;
  reading.log.edits.length = retry.edits;
  reading.log.annotations.length = retry.annotations;
  const directives = reading.log.directives;
  const here = directives[directives.length - 1]?.span.start ?? reading.at - reading.base;
  reading.log.edits.push({ span: { start: retry.at, end: here }, text: undefined });
  blankLastDirective(reading);
  reading.registers = { ...retry.registers };
};

const mayShowNext = (reading: Reading, conditional: Conditional): boolean => {
  const { frame, token } = reading.registers;
  return frame === conditional.frame && isBetween(frame, conditional.token) && isBetween(frame, token);
};

/** Between two statements, members or list elements. */
const isBetween = (frame: Frame | null, token: number): boolean => {
  if (frame === null) return false;
  switch (frame.kind) {
    case Bracket.block:
    case Bracket.statementExpression:
    case Bracket.argumentBlock:
    case Bracket.struct:
      return token === Token.boundary;
    case Bracket.initialiser:
    case Bracket.enum:
      return token === Token.comma || token === Token.listOpen;
    default:
      return token === Token.comma || token === Token.open;
  }
};

/** Blanks everything from here to behind the #endif of the innermost conditional. */
const skipToEnd = (reading: Reading): void => {
  const start = reading.at;
  const end = skipLogging(reading, true);
  blank(reading, start, end);
  reading.at = end;
  if (end < reading.text.length) logDirective(reading);
};

/** Finds the end of the branch (of the conditional when `whole`), logging every directive before it. */
const skipLogging = (reading: Reading, whole: boolean): number => {
  const { text, base } = reading;
  let depth = 0;
  let i = reading.at;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    const next = text.charCodeAt(i + 1);
    if (code === 47 && next === 42) i = endOfBlockComment(text, i);
    else if (code === 47 && next === 47) i = endOfLineComment(text, i);
    else if (code === 34 || code === 39) i = endOfLiteral(text, i);
    else if (code === 35 && startsLine(text, i)) {
      const end = endOfDirective(text, i);
      const directive = readDirective(text, i, end, base);
      const nesting = nestingOf(directive);
      if (depth === 0 && (nesting === -1 || (nesting === 0 && !whole))) return i;
      reading.log.directives.push({ directive, span: { start: i - base, end: end - base } });
      depth += nesting ?? 0;
      i = behindBreak(text, end);
    } else i++;
  }
  return text.length;
};

const logDirective = (reading: Reading): Directive => {
  const { text, base, at } = reading;
  const end = endOfDirective(text, at);
  const directive = readDirective(text, at, end, base);
  reading.log.directives.push({ directive, span: { start: at - base, end: end - base } });
  reading.at = end;
  blank(reading, at, end);
  return directive;
};

const blankLastDirective = (reading: Reading): void => {
  const last = reading.log.directives[reading.log.directives.length - 1];
  if (last !== undefined) reading.log.edits.push({ span: last.span, text: undefined });
};

const blank = (reading: Reading, start: number, end: number): void => {
  if (end > start)
    reading.log.edits.push({
      span: { start: start - reading.base, end: end - reading.base },
      text: undefined,
    });
};
