/** Parts of a page that is ours: what is looked for is there. */

/** The element of an id. @param type what it must be */
export function part<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${id}`);
  return found;
}

/** An element with a text, never with markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  text = "",
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (className !== "") made.className = className;
  if (text !== "") made.textContent = text;
  return made;
}

/** The words that the extension has put into the page (`wordsElement`), in the language of the editor. */
export function readWords<K extends string>(): Readonly<Record<K, string>> {
  const words: unknown = JSON.parse(part("words", HTMLDataElement).value);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made by the same version of the extension
  return words as Readonly<Record<K, string>>;
}

/** Puts what only the page knows into a text. @param values of `{0}`, `{1}`... */
export const filled = (text: string, ...values: readonly string[]): string =>
  text.replaceAll(/\{(\d)\}/gu, (place, index: string) => values[Number(index)] ?? place);
