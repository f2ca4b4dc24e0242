/** What is new in a log that was read as a whole a second time, when its beginning may have been overwritten meanwhile. */

/**
 * How many lines at the beginning of `now` were there before: `now` begins with the longest end of `before` that fits.
 * The first line may have been cut where the buffer was overwritten, and is then not compared. 0: nothing is the same.
 */
export function knownLines(before: readonly string[], now: readonly string[]): number {
  return overlap(before, now, 0) || overlap(before, now, 1);
}

function overlap(before: readonly string[], now: readonly string[], from: number): number {
  const first = now[from];
  if (first === undefined) return 0;
  for (let at = before.indexOf(first, from); at >= 0; at = before.indexOf(first, at + 1)) {
    if (isContinued(before, at, now, from)) return from + before.length - at;
  }
  return 0;
}

function isContinued(before: readonly string[], at: number, now: readonly string[], from: number): boolean {
  const length = before.length - at;
  if (from + length > now.length) return false;
  for (let index = 0; index < length; index += 1) {
    if (before[at + index] !== now[from + index]) return false;
  }
  return true;
}
