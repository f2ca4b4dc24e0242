/**
 * While someone types, brackets are missing. Where column 0 contradicts the brackets, and these are not closed soon
 * after or by the end of the file, the piece is read again, and column 0 tells where the next item begins. Text whose
 * brackets balance is read by them, however it is indented.
 */
import { endOfWord } from "./characters.ts";
import { blankOut } from "./log.ts";
import type { Piece } from "./pieces.ts";
import { Bracket, type Frame, type Mode, type Reading } from "./state.ts";
import { Word, wordKind } from "./words.ts";

/** Pieces of one file that may be recovered: each costs a second reading. */
export const maxRecoveries = 8;

/** Units behind the first contradiction after which brackets are taken for unclosed. */
const patience = 65_536;

/** The piece that `read` gives in the right mode; `start` is where it stands in `text`. */
export const trustedPiece = (
  text: string,
  start: number,
  mayRecover: boolean,
  read: (mode: Mode) => Piece,
): Piece => {
  if (!mayRecover) return read("plain");
  const piece = read("limited");
  if (piece.kind !== "other" || !piece.isCut) return piece;
  const shorter = read("recovering");
  if (shorter.length < piece.length) return { ...shorter, isRecovered: true };
  return start + piece.length < text.length ? read("plain") : piece;
};

/** The brackets have been open too long for what column 0 said. */
export const isGivenUp = ({ mode, at, base, registers: { suspect } }: Reading): boolean =>
  mode === "limited" && suspect >= 0 && at - base - suspect > patience;

/**
 * Before the `}` at reading.at: in column 0 it closes the function whose `{` stands in column 0 as well (`};` the
 * outermost list or structure). Braces left open inside are hidden from the parser.
 */
export const closeForgotten = (reading: Reading): void => {
  const { registers, text, base, at } = reading;
  const { frame } = registers;
  const root = frame?.root ?? null;
  if (frame === null || root === null || !isFirstColumn(text, at)) return;
  const closes =
    root.kind === Bracket.block
      ? isFirstColumn(text, base + root.at)
      : root.kind <= Bracket.enum && text.charCodeAt(at + 1) === 59;
  if (!closes || !mayOverrule(reading)) return;
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
export const beginsItem = (reading: Reading): boolean => {
  const { text, at, base, lead, registers } = reading;
  if (!isFirstColumn(text, at) || at - base <= lead) return false;
  if (registers.frame === null && !registers.hasAssignment) return false;
  return wordKind(text, at, endOfWord(text, at)) === Word.storage && mayOverrule(reading);
};

/** The `{` at reading.at in column 0 begins a body although the parameters before it are not closed. */
export const beginsBody = (reading: Reading): boolean => {
  const { text, at, registers } = reading;
  const { frame, headOpen } = registers;
  if (frame === null || frame.root !== null || frame.kind !== Bracket.parameters || frame.at !== headOpen)
    return false;
  return isFirstColumn(text, at) && mayOverrule(reading);
};

/** Column 0 contradicts the brackets at reading.at: it is noted, and says whether that counts. */
const mayOverrule = ({ mode, registers, at, base }: Reading): boolean => {
  if (mode === "recovering") return true;
  if (registers.suspect < 0) registers.suspect = at - base;
  return false;
};

const isFirstColumn = (text: string, at: number): boolean => at === 0 || text.charCodeAt(at - 1) === 10;
