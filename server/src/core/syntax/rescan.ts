/**
 * Scans again what an edit can have changed: from the last piece before it on whose reading it may bear, until a
 * piece ends where one ended before. Inside a long piece, from one checkpoint to another.
 */
import { opensDeadText } from "./directives.ts";
import { maskedPiece } from "./mask.ts";
import { readPiece, recovered } from "./piece-lexer.ts";
import type { Piece, Placed } from "./pieces.ts";
import { maxRecoveries } from "./recovery.ts";
import { resumePiece } from "./resume.ts";
import type { TextChange } from "./tree.ts";

export interface Splice {
  readonly placed: readonly Placed[];
  readonly masked: string;
}

interface Scanned extends Splice {
  readonly text: string;
}

/** The pieces and mask of `text`, which `change` made of the text of `old`. */
export const spliceScan = (old: Scanned, change: TextChange, text: string): Splice => {
  const delta = change.insertedLength - (change.span.end - change.span.start);
  const first = firstToRead(old.placed, change, text);
  const start = old.placed[first]?.start ?? 0;
  const fresh: Placed[] = [];
  let recoveries = recoveriesIn(old.placed, 0, first);
  let oldRecoveries = recoveries;
  let at = start;
  let next = first;
  while (at < text.length) {
    const reached = indexOfStart(old.placed, at - delta, next);
    oldRecoveries += recoveriesIn(old.placed, next, reached);
    next = reached;
    if (at > start && recoveries === oldRecoveries && isBoundary(old, next, at, change, text)) break;
    const piece = readAgain(old.placed[next], at, change, text, recoveries < maxRecoveries);
    if (piece.isRecovered) recoveries++;
    fresh.push({ start: at, piece });
    at += piece.length;
  }
  return splicedAt(old, text, first, fresh, at < text.length ? next : undefined, delta);
};

/** @param next the first old piece that holds on; undefined where all was read anew to the end */
const splicedAt = (
  old: Scanned,
  text: string,
  first: number,
  fresh: readonly Placed[],
  next: number | undefined,
  delta: number,
): Splice => {
  const start = old.placed[first]?.start ?? 0;
  const tail = next === undefined ? [] : old.placed.slice(next);
  const oldEnd = tail[0]?.start ?? old.text.length;
  const replacement = fresh.map((place) => maskedPiece(text, place.start, place.piece)).join("");
  return {
    placed: [...old.placed.slice(0, first), ...fresh, ...tail.map((place) => movedPlace(place, delta))],
    masked: old.masked.slice(0, start) + replacement + old.masked.slice(oldEnd),
  };
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
  const resumed = before?.start === at ? resumePiece(before.piece, at, change, text) : undefined;
  return resumed === undefined ? readPiece(text, at, mayRecover) : recovered(resumed, text, at, mayRecover);
};

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
    const again = readPiece(text, place.start, true);
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
