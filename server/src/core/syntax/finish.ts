/** Makes the piece of what was read. */
import { splitArguments } from "./arguments.ts";
import { type Ending, isBareHead } from "./file-scope.ts";
import { ordered } from "./mask.ts";
import type { MaskEdit, NamedSpan, Piece } from "./pieces.ts";
import { isGivenUp } from "./recovery.ts";
import { type Reading, type Resume, Token } from "./state.ts";

/** The piece that `reading` has come to the end of. */
export const finishPiece = (reading: Reading, ending: Ending): Piece => {
  switch (ending) {
    case "function":
      return functionPiece(reading);
    case "macro-call":
      return macroCallPiece(reading);
    case "declaration":
      return { kind: "declaration", ...commonOf(reading, reading.log.edits) };
    case "other":
      return { kind: "other", ...commonOf(reading, reading.log.edits), isCut: isCut(reading) };
  }
};

/** The end of the text or of patience, and something has begun. */
const isCut = (reading: Reading): boolean => {
  const { at, text, lead, registers } = reading;
  const isAtEnd = at >= text.length || isGivenUp(reading);
  return isAtEnd && lead >= 0 && (registers.frame !== null || registers.hasAssignment);
};

const functionPiece = (reading: Reading): Piece => {
  const { base, registers, log } = reading;
  const { headStart, headEnd, headOpen, headClose, bodyOpen } = registers;
  const isMacroDefined = isBareHead(registers);
  return {
    kind: "function",
    ...commonOf(reading, isMacroDefined ? [...log.edits, ...macroHeadEdits(reading)] : log.edits),
    name: named(reading, headStart, headEnd),
    isMacroDefined,
    parameters: { start: headOpen, end: headClose },
    body: { start: bodyOpen, end: reading.at - base },
  };
};

const macroCallPiece = (reading: Reading): Piece => {
  const { base, registers, text, log } = reading;
  const { headStart, headEnd, headOpen, headClose } = registers;
  const hasSemicolon = registers.token === Token.boundary;
  // Without one, the lexer has gone on to the next token to find out.
  if (!hasSemicolon) reading.at = base + headClose;
  const end = reading.at - base;
  const common = commonOf(reading, [{ span: { start: reading.lead, end }, text: undefined }]);
  return {
    kind: "macro-call",
    ...common,
    annotations: log.annotations.filter(({ span }) => span.end <= end),
    comments: log.comments.filter(({ span }) => span.end <= end),
    resume: undefined,
    name: named(reading, headStart, headEnd),
    arguments: splitArguments(text, base + headOpen + 1, base + headClose - 1, base),
    span: { start: reading.lead, end },
    hasSemicolon,
    isStatic: registers.isStatic,
  };
};

const commonOf = (reading: Reading, edits: readonly MaskEdit[]) => {
  const { log, base, checkpoints, mode } = reading;
  const length = reading.at - base;
  const resume: Resume | undefined =
    checkpoints.length > 0 && mode === "limited" ? { checkpoints, log } : undefined;
  return {
    length,
    lead: reading.lead < 0 ? length : reading.lead,
    annotations: log.annotations,
    comments: log.comments,
    directives: log.directives,
    edits: ordered(edits),
    isRecovered: false,
    isSkimmed: reading.isSkimmed,
    resume,
  };
};

/** `SYSCALL_DEFINE1(close, unsigned int, fd) {` is shown as `int ALL_DEFINE1() {`. */
const macroHeadEdits = (reading: Reading): readonly MaskEdit[] => {
  const { headStart, headEnd, headOpen, headClose } = reading.registers;
  const name = named(reading, headStart, headEnd);
  if (name.text.length < 5) return [];
  return [
    { span: name.span, text: `int ${name.text.slice(4)}` },
    { span: { start: headOpen + 1, end: headClose - 1 }, text: undefined },
  ];
};

const named = ({ text, base }: Reading, start: number, end: number): NamedSpan => ({
  text: text.slice(base + start, base + end),
  span: { start, end },
});
