/** Words that the parser is not shown as they are: attributes, asm and typeof, with their parentheses. */
import { endOfWord } from "./characters.ts";
import { blankOut, showInstead } from "./log.ts";
import { Bracket, type Frame, type Reading, Token } from "./state.ts";

/** After a word that takes a parenthesis away with it. */
export const hide = ({ registers }: Reading, kind: number, start: number): void => {
  registers.hidden = kind;
  registers.hiddenStart = start;
};

/** The hidden word and what it took with it end at `end`. */
export const endHidden = (reading: Reading, kind: number, start: number, end: number): void => {
  switch (kind) {
    case Bracket.attribute:
    case Bracket.unknownAttribute:
      annotate(reading, start, end);
      return;
    case Bracket.typeof:
      endTypeof(reading, start, end);
      return;
    default:
      blankOut(reading, start, end);
  }
};

/** Hides an attribute from the parser; [start, end) begins with its word. */
export const annotate = ({ log, text, base, registers }: Reading, start: number, end: number): void => {
  log.edits.push({ span: { start, end }, text: undefined });
  if (isInBraces(registers.frame)) return;
  const from = base + start;
  log.annotations.push({ name: text.slice(from, endOfWord(text, from)), span: { start, end } });
};

const isInBraces = (frame: Frame | null): boolean => {
  if (frame === null) return false;
  const outermost = frame.root ?? frame;
  return (
    frame.kind !== Bracket.parameters ||
    outermost.kind <= Bracket.enum ||
    outermost.kind === Bracket.argumentBlock
  );
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
