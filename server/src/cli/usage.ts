/** What a user did wrong, in one line: the process ends with 2 and says it on stderr. */

export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The known word nearest to what was written; undefined where none is near enough to be meant. */
export const nearest = (written: string, known: readonly string[]): string | undefined => {
  const wanted = written.toLowerCase();
  let best: { readonly word: string; readonly distance: number } | undefined;
  for (const word of known) {
    const candidate = word.toLowerCase();
    const shares = candidate.includes(wanted) || wanted.includes(candidate);
    const distance = editDistance(wanted, candidate) / (shares && wanted.length > 2 ? 4 : 1);
    if (best === undefined || distance < best.distance) best = { word, distance };
  }
  return best !== undefined && best.distance <= Math.max(2, written.length * 0.4) ? best.word : undefined;
};

/** ` (did you mean 'x'?)` or nothing. */
export const suggestion = (written: string, known: readonly string[]): string => {
  const word = nearest(written, known);
  return word === undefined ? "" : ` (did you mean '${word}'?)`;
};

/** Insertions, deletions, replacements and swaps of neighbours that make `b` of `a` (optimal string alignment). */
const editDistance = (a: string, b: string): number => {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
};
