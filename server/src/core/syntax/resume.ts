/**
 * Takes up a long piece at the checkpoint before an edit and goes on until the lexer knows no more and no less than
 * it did at a checkpoint behind the edit: from there on the old reading holds, moved by the length of the edit.
 */
import { ordered } from "./mask.ts";
import { readTokens } from "./piece-lexer.ts";
import type { Piece } from "./pieces.ts";
import { movedRegisters, moveFrames, sameRegisters } from "./registers.ts";
import type { Checkpoint, Log, Mode, Reading } from "./state.ts";
import type { TextChange } from "./tree.ts";

/**
 * The piece that stands at `base` of `text` after `change`, where it stood before it, in a mode. undefined where it has
 * to be read from its start.
 */
export const resumePiece = (
  old: Piece,
  base: number,
  change: TextChange,
  text: string,
  mode: Mode,
): Piece | undefined => {
  if (mode === "plain") return undefined;
  if (old.resume === undefined || (old.kind === "function" && old.isMacroDefined)) return undefined;
  const { checkpoints, log } = old.resume;
  const from = change.span.start - base;
  const to = change.span.end - base;
  const delta = change.insertedLength - (to - from);
  // A number's end depends on two units behind it.
  const firstIndex = lastBefore(checkpoints, from - 1);
  const first = checkpoints[firstIndex];
  if (first === undefined || (old.kind === "function" && old.body.start >= first.at)) return undefined;
  const reading = readingFrom(first, old.lead, log, text, base, checkpoints.slice(0, firstIndex + 1), mode);
  // Up to the first contradiction the modes do not differ.
  if (mode === "recovering") return first.registers.suspect < 0 ? readTokens(reading, undefined) : undefined;
  let index = firstIndex + 1;
  const isJoined = (): boolean => {
    const at = reading.at - base - delta;
    if (at <= to) return false;
    while (index < checkpoints.length && (checkpoints[index]?.at ?? 0) < at) index++;
    const there = checkpoints[index];
    return (
      there !== undefined &&
      there.at === at &&
      reading.conditional === null &&
      sameRegisters(reading.registers, there.registers, to, delta) &&
      isAppended(log, there, to)
    );
  };
  const piece = readTokens(reading, isJoined);
  if (piece !== undefined) return piece;
  return joined(old, reading, index, to, delta);
};

const readingFrom = (
  { registers, ...first }: Checkpoint,
  lead: number,
  log: Log,
  text: string,
  base: number,
  checkpoints: readonly Checkpoint[],
  mode: Mode,
): Reading => ({
  text,
  base,
  at: base + first.at,
  lead,
  registers: { ...registers },
  conditional: null,
  log: {
    edits: log.edits.slice(0, first.edits),
    annotations: log.annotations.slice(0, first.annotations),
    comments: log.comments.slice(0, first.comments),
    directives: log.directives.slice(0, first.directives),
  },
  checkpoints: [...checkpoints],
  mode,
  skims: false,
  isSkimmed: false,
});

/** Whatever was noted behind the checkpoint lies behind the edit. */
const isAppended = (
  log: Log,
  { edits, annotations, comments, directives }: Checkpoint,
  to: number,
): boolean =>
  liesBehind(log.edits, edits, to) &&
  liesBehind(log.annotations, annotations, to) &&
  liesBehind(log.comments, comments, to) &&
  liesBehind(log.directives, directives, to);

interface Noted {
  readonly span: { readonly start: number; readonly end: number };
}

const liesBehind = (notes: readonly Noted[], from: number, to: number): boolean => {
  for (let i = from; i < notes.length; i++) if ((notes[i]?.span.start ?? 0) < to) return false;
  return true;
};

const joined = (
  old: Piece,
  reading: Reading,
  index: number,
  to: number,
  delta: number,
): Piece | undefined => {
  const there = old.resume?.checkpoints[index];
  if (old.resume === undefined || there === undefined) return undefined;
  const oldLog = old.resume.log;
  const { log } = reading;
  append(log.edits, oldLog.edits, there.edits, delta);
  append(log.annotations, oldLog.annotations, there.annotations, delta);
  append(log.comments, oldLog.comments, there.comments, delta);
  append(log.directives, oldLog.directives, there.directives, delta);
  const counts = {
    edits: log.edits.length - oldLog.edits.length,
    annotations: log.annotations.length - oldLog.annotations.length,
    comments: log.comments.length - oldLog.comments.length,
    directives: log.directives.length - oldLog.directives.length,
  };
  const frames = moveFrames(to, delta);
  const rest = old.resume.checkpoints.slice(index).map((one) => moved(one, counts, to, delta, frames));
  const common = {
    length: old.length + delta,
    annotations: log.annotations,
    comments: log.comments,
    directives: log.directives,
    edits: ordered(log.edits),
    resume: { log, checkpoints: [...reading.checkpoints, ...rest] },
  };
  if (old.kind === "function")
    return { ...old, ...common, body: { start: old.body.start, end: old.body.end + delta } };
  return old.kind === "declaration" || old.kind === "other" ? { ...old, ...common } : undefined;
};

type Counts = Pick<Checkpoint, "edits" | "annotations" | "comments" | "directives">;

const moved = (
  one: Checkpoint,
  counts: Counts,
  to: number,
  delta: number,
  frames: ReturnType<typeof moveFrames>,
): Checkpoint => ({
  at: one.at + delta,
  registers: movedRegisters(one.registers, to, delta, frames),
  edits: one.edits + counts.edits,
  annotations: one.annotations + counts.annotations,
  comments: one.comments + counts.comments,
  directives: one.directives + counts.directives,
});

const append = <T extends Noted>(into: T[], notes: readonly T[], from: number, delta: number): void => {
  for (let i = from; i < notes.length; i++) {
    const note = notes[i];
    if (note === undefined) continue;
    into.push(
      delta === 0 ? note : { ...note, span: { start: note.span.start + delta, end: note.span.end + delta } },
    );
  }
};

const lastBefore = (checkpoints: readonly Checkpoint[], at: number): number => {
  let low = 0;
  let high = checkpoints.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((checkpoints[middle]?.at ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};
