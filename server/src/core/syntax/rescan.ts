/**
 * Scans again what an edit can have changed: from the last piece before it on whose reading it may bear, until a
 * piece ends where one ended before. Inside a long piece, from one checkpoint to another.
 */
import { opensDeadText } from "./directives.ts";
import { readPiece, readWhole } from "./piece-lexer.ts";
import type { Piece, Placed } from "./pieces.ts";
import { maxRecoveries, trustedPiece } from "./recovery.ts";
import { resumePiece } from "./resume.ts";
import type { Mode } from "./state.ts";
import type { TextChange } from "./tree.ts";

interface Scanned {
  readonly text: string;
  readonly placed: readonly Placed[];
}

/** The pieces of `text`, which `change` made of the text of `old`. */
export const spliceScan = (old: Scanned, change: TextChange, text: string): readonly Placed[] => {
  const delta = change.insertedLength - (change.span.end - change.span.start);
  const first = firstToRead(old.placed, change, text);
  const start = old.placed[first]?.start ?? 0;
  const troubled = lastTroubled(old.placed);
  const fresh: Placed[] = [];
  let recoveries = recoveriesIn(old.placed, 0, first);
  let oldRecoveries = recoveries;
  let at = start;
  let next = first;
  while (at < text.length) {
    // What starts before the change starts where it did.
    const reached = indexOfStart(old.placed, at > change.span.start ? at - delta : at, next);
    oldRecoveries += recoveriesIn(old.placed, next, reached);
    next = reached;
    if (at > start && isBoundary(old, next, at, change, text)) {
      if (recoveries === oldRecoveries || next > troubled) break;
    }
    const piece = readAgain(old.placed[next], at, change, text, recoveries < maxRecoveries);
    if (piece.isRecovered) recoveries++;
    fresh.push({ start: at, piece });
    at += piece.length;
  }
  return splicedAt(old, first, fresh, at < text.length ? next : undefined, delta);
};

/** @param next the first old piece that holds on; undefined where all was read anew to the end */
const splicedAt = (
  old: Scanned,
  first: number,
  fresh: readonly Placed[],
  next: number | undefined,
  delta: number,
): readonly Placed[] => {
  const tail = next === undefined ? [] : old.placed.slice(next);
  return [...old.placed.slice(0, first), ...fresh, ...tail.map((place) => movedPlace(place, delta))];
};

const movedPlace = (place: Placed, delta: number): Placed =>
  delta === 0 ? place : { start: place.start + delta, piece: place.piece };

const readAgain = (
  before: Placed | undefined,
  at: number,
  change: TextChange,
  text: string,
  mayRecover: boolean,
): Piece => {
  const known = before?.start === at ? before.piece : undefined;
  const read = (mode: Mode): Piece =>
    (known && resumePiece(known, at, change, text, mode)) ?? readWhole(text, at, mode, false);
  return trustedPiece(text, at, mayRecover, read);
};

/** The last piece on which it bears how many before it were recovered; -1 where there is none. */
const lastTroubled = (placed: readonly Placed[]): number =>
  placed.findLastIndex(({ piece }) => piece.isRecovered || (piece.kind === "other" && piece.isCut));

const recoveriesIn = (placed: readonly Placed[], from: number, to: number): number => {
  let count = 0;
  for (let i = from; i < to; i++) if (placed[i]?.piece.isRecovered === true) count++;
  return count;
};

/** Where a recovered piece ends depends on the whole text behind it: it is asked again after every edit there. */
const firstToRead = (placed: readonly Placed[], change: TextChange, text: string): number => {
  const affected = firstAffected(placed, change.span.start);
  for (let i = 0; i < affected; i++) {
    const place = placed[i];
    if (place?.piece.isRecovered !== true) continue;
    const again = readPiece(text, place.start, true, false);
    if (!again.isRecovered || again.length !== place.piece.length || again.kind !== place.piece.kind)
      return i;
  }
  return affected;
};

/** The first piece that is to be read again: pieces before it end as they did whatever follows them. */
const firstAffected = (placed: readonly Placed[], at: number): number => {
  // One unit more: between CR and LF, a line ends before the first.
  let index = Math.max(0, lastStartingBefore(placed, at - 1));
  while (index > 0 && looksAhead(placed[index - 1]?.piece)) index--;
  return index;
};

/** Where such a piece ends depends on what follows. */
const looksAhead = (piece: Piece | undefined): boolean => {
  if (piece?.kind === "macro-call") return !piece.hasSemicolon;
  return piece?.kind === "directive" && opensDeadText(piece.directive);
};

/** The last piece that starts strictly before `at` (an edit at a piece's very start touches the one before). */
const lastStartingBefore = (placed: readonly Placed[], at: number): number => {
  let low = 0;
  let high = placed.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((placed[middle]?.start ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

/** The first piece from index `from` on that starts at or behind `at`. */
const indexOfStart = (placed: readonly Placed[], at: number, from: number): number => {
  let index = from;
  while (index < placed.length && (placed[index]?.start ?? 0) < at) index++;
  return index;
};

/**
 * An old piece starts here, behind the change. A `#` looks back over the blanks of its line, so there must be
 * something else between the change and it.
 */
const isBoundary = (old: Scanned, index: number, at: number, change: TextChange, text: string): boolean => {
  const delta = change.insertedLength - (change.span.end - change.span.start);
  if (old.placed[index]?.start !== at - delta) return false;
  const end = change.span.start + change.insertedLength;
  for (let i = at - 1; i >= end; i--) {
    const code = text.charCodeAt(i);
    if (code !== 32 && code !== 9) return true;
  }
  return false;
};
