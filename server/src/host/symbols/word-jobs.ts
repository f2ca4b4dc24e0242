/** Looks for words in sources: uses of symbols, and what module_init() and its kin name. */
import { isInCode, wordsInCode } from "../../core/symbols/word-search.ts";
import { lineIndex, positionAt } from "../../core/text/lines.ts";
import type { Read } from "./file-reading.ts";

/** Gives every place where a file spells one of the words in code. */
export interface UsesJob {
  readonly kind: "uses";
  readonly paths: readonly string[];
  readonly words: readonly string[];
}

/** Gives every function, driver or table that a macro at the start of a line names first: `module_init(start)`. */
export interface EntriesJob {
  readonly kind: "entries";
  readonly paths: readonly string[];
  readonly macros: readonly string[];
}

export interface SourceEntry extends WordUse {
  readonly macro: string;
}

/** A word of a file, in rows and columns from 0, columns in UTF-16 units. */
export interface WordUse {
  readonly path: string;
  readonly word: string;
  readonly line: number;
  readonly column: number;
}

export function usesIn({ paths, words }: UsesJob, read: Read): readonly WordUse[] {
  const wanted = new Set(words);
  return paths.flatMap((path) => {
    const text = read(path, words);
    return text === undefined ? [] : usesOf(path, text, wanted);
  });
}

export function entriesIn({ paths, macros }: EntriesJob, read: Read): readonly SourceEntry[] {
  const wanted = new Set(macros);
  // Nearly all have one of these in their names: a file without them need not be decoded.
  const odd = macros.filter((name) => !/module_|initcall/.test(name));
  return paths.flatMap((path) => {
    const text = path.endsWith(".c") ? read(path, ["module_", "initcall", ...odd]) : undefined;
    return text === undefined ? [] : entriesOf(path, text, wanted);
  });
}

/** The entries in one text, as those of a file. */
export function entriesOf(path: string, text: string, macros: ReadonlySet<string>): readonly SourceEntry[] {
  const lines = lineIndex(text);
  return Array.from(text.matchAll(/^([A-Za-z_]\w*)[ \t]*\(\s*([A-Za-z_]\w*)/gm)).flatMap((match) => {
    const [whole, macro = "", word = ""] = match;
    if (!macros.has(macro) || !isInCode(text, match.index)) return [];
    return [{ path, word, macro, ...positionAt(lines, match.index + whole.length - word.length) }];
  });
}

/** The uses in one text, as those of a file. */
export function usesOf(path: string, text: string, words: ReadonlySet<string>): readonly WordUse[] {
  const found = wordsInCode(text, words);
  if (found.length === 0) return [];
  const lines = lineIndex(text);
  return found.map(({ word, start }) => ({ path, word, ...positionAt(lines, start) }));
}
