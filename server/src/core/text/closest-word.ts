/** "Did you mean ...?": the known word that a misspelt one most likely stands for. */

/**
 * The candidate with the fewest typing errors (letters added, left out, exchanged or swapped with a neighbour), or
 * undefined where none is near enough: one error in words of up to four letters, then one more for each four letters.
 */
export function closestWord(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let fewest = Math.max(1, Math.ceil(word.length / 4)) + 1;
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) >= fewest) continue;
    const errors = typingErrors(word.toLowerCase(), candidate.toLowerCase());
    if (errors < fewest) {
      fewest = errors;
      best = candidate;
    }
  }
  return best;
}

/** Damerau's distance between neighbours: insertions, deletions, substitutions and swaps of two adjacent letters. */
function typingErrors(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let errors = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + cost);
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (isSwap) errors = Math.min(errors, at(beforeLast, column - 2) + 1);
      current.push(errors);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY;
