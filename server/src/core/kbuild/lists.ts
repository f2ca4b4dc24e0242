/** The object lists of one folder, as scripts/Makefile.lib reads them once its Kbuild file has been run. */
import { ownValueOf } from "./expand.ts";
import { isDefined, type Scope, symbolicNames } from "./scope.ts";
import { isUnknown, type Word, wordsOf } from "./value.ts";

/** A word of obj-y, obj-m, obj-$(CONFIG_X) or lib-*. */
export interface Entry {
  readonly word: Word;
  /** What the list's suffix may be: `y`, `m`, `ym`. */
  readonly values: string;
  /** The options that decide the suffix; none where it is written out. */
  readonly options: readonly string[];
  readonly isLibrary: boolean;
}

/** The parts of a composite object. */
export interface Composition {
  readonly words: readonly Word[];
  /** Only where every part hangs on an unknown condition may the object be a simple one after all. */
  readonly isCertain: boolean;
  /** False where some words are not known. */
  readonly isComplete: boolean;
}

/** What obj-* and lib-* hold. A word that is not known is told by `onUnknown`. */
export const entriesOf = (scope: Scope, onUnknown: (word: Word) => void): readonly Entry[] => [
  ...listEntries(scope, "obj-", onUnknown),
  ...listEntries(scope, "lib-", onUnknown),
  ...listEntries(scope, "libs-", onUnknown),
];

/** Makefiles of an architecture and the top Makefile list folders in these. */
export const topLevelLists = ["core-", "drivers-", "libs-", "net-", "virt-", "init-"] as const;

export const listEntries = (
  scope: Scope,
  prefix: string,
  onUnknown: (word: Word) => void,
): readonly Entry[] => {
  const lists = [
    { name: `${prefix}y`, values: "y", options: [] },
    { name: `${prefix}m`, values: "m", options: [] },
    ...symbolicNames(scope, prefix),
  ];
  return lists.flatMap(({ name, values, options }) =>
    listed(scope, name, onUnknown).map((word) => ({ word, values, options, isLibrary: prefix !== "obj-" })),
  );
};

/** The parts of `stem`.o in a folder, or undefined where it is no composite. */
export const compositionOf = (scope: Scope, stem: string): Composition | undefined => {
  const lists = [`${stem}-objs`, `${stem}-y`, `${stem}-m`];
  const symbolic = symbolicNames(scope, `${stem}-`).map(({ name }) => name);
  if (symbolic.length === 0 && ![...lists, `${stem}-`].some((name) => scope.variables.has(name)))
    return undefined;
  const unknown: Word[] = [];
  const words = [
    ...lists.flatMap((name) => listed(scope, name, (word) => unknown.push(word))),
    ...symbolic.flatMap((name) =>
      listed(scope, name, (word) => unknown.push(word)).map((word) => ({ ...word, isCertain: false })),
    ),
  ];
  const isSet = [...lists, `${stem}-`].some((name) => isDefined(scope, name) === true);
  if (words.length === 0 && unknown.length === 0 && !isSet) return undefined;
  return { words: unique(words), isCertain: symbolic.length > 0 || isSet, isComplete: unknown.length === 0 };
};

const listed = (scope: Scope, name: string, onUnknown: (word: Word) => void): readonly Word[] => {
  if (!scope.variables.has(name)) return [];
  const words = wordsOf(ownValueOf(scope, name, { text: name, file: "", start: 0 }));
  if (!words.some((word) => isUnknown(word.text))) return words;
  for (const word of words) if (isUnknown(word.text)) onUnknown(word);
  return words.filter((word) => !isUnknown(word.text));
};

const unique = (words: readonly Word[]): readonly Word[] => {
  const byText = new Map<string, Word>();
  for (const word of words) {
    const known = byText.get(word.text);
    if (known === undefined || (word.isCertain && !known.isCertain)) byText.set(word.text, word);
  }
  return [...byText.values()];
};
