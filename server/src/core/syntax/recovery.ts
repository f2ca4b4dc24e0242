/**
 * While someone types, brackets are missing. When a piece would run to the end of the file for want of one, it is read
 * again, and what stands in column 0 tells where the next item begins. Text whose brackets balance is never read so.
 */
import { blankOut } from "./log.ts";
import { Bracket, type Frame, type Reading } from "./state.ts";
import { Word, wordKind } from "./words.ts";

/**
 * Before the `}` at reading.at: in column 0 it closes the function whose `{` stands in column 0 as well (`};` the
 * outermost list or structure). Braces left open inside are hidden from the parser.
 */
export const closeForgotten = (reading: Reading): void => {
  const { registers, text, base, at } = reading;
  if (!reading.recovers) return;
  const { frame } = registers;
  const root = frame?.root ?? null;
  if (frame === null || root === null || !isFirstColumn(text, at)) return;
  const closes =
    root.kind === Bracket.block
      ? isFirstColumn(text, base + root.at)
      : root.kind <= Bracket.enum && text.charCodeAt(at + 1) === 59;
  if (!closes) return;
  for (let open: Frame | null = frame; open !== null && open !== root; open = open.outer) {
    if (open.kind <= Bracket.enum || open.kind === Bracket.argumentBlock)
      blankOut(reading, open.at, open.at + 1);
  }
  registers.frame = root;
  registers.typeArgument = 0;
  // What was open in between is gone, conditionals that began there too.
  reading.conditional = null;
};

/** A new item begins with the word at reading.at, although the piece is not at its end. */
export const beginsItem = ({ text, at, registers }: Reading, wordEnd: number): boolean => {
  if (!isFirstColumn(text, at) || wordKind(text, at, wordEnd) !== Word.storage) return false;
  return registers.frame !== null || registers.hasAssignment;
};

/** The `{` at reading.at in column 0 begins a body although the parameters before it are not closed. */
export const beginsBody = ({ text, at, registers: { frame, headOpen } }: Reading): boolean =>
  frame !== null &&
  frame.root === null &&
  frame.kind === Bracket.parameters &&
  frame.at === headOpen &&
  isFirstColumn(text, at);

const isFirstColumn = (text: string, at: number): boolean => at === 0 || text.charCodeAt(at - 1) === 10;

/** Pieces of one file that may be read so: each costs a look at the rest of the file. */
export const maxRecoveries = 8;
