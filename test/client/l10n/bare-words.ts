/** What of a text is not translated, where every translation stands in brackets. */

/**
 * Words of a shown text that do not come from the bundle.
 * @param data names and words of others that are shown as they are
 */
export function bareWords(shown: string, data: readonly string[] = []): readonly string[] {
  let rest = shown;
  for (let before = ""; before !== rest; ) {
    before = rest;
    rest = rest.replaceAll(/⟦[^⟦⟧]*⟧/gu, " ");
  }
  for (const known of data.toSorted((one, other) => other.length - one.length))
    rest = rest.replaceAll(known, " ");
  return rest.match(/\p{L}{3,}/gu) ?? [];
}
