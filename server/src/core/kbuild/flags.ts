/** What Kbuild variables tell the preprocessor by compiler arguments: folders, macros, headers that come first. */
import { joinPath } from "../text/paths.ts";
import { valueOf } from "./expand.ts";
import type { Scope } from "./scope.ts";
import { anything, isUnknown, type Word, wordsOf } from "./value.ts";

export interface Flags {
  /** -I folders, absolute, in order, each once. gcc looks into them after the kernel's own. */
  readonly includeDirectories: readonly string[];
  /** Those that come before the kernel's: of NOSTDINC_FLAGS and LINUXINCLUDE. */
  readonly firstDirectories: readonly string[];
  /** `NAME` or `NAME=value`. */
  readonly defines: readonly string[];
  /** Headers that -include puts before the file; absolute where they are given so, else as written. */
  readonly forcedIncludes: readonly string[];
  /** False where there may be other macros, first folders or forced headers than these. */
  readonly areFlagsKnown: boolean;
}

/** The words of flag variables; unknown ones and uncertain ones as well. */
export const flagWords = (scope: Scope, names: readonly string[]): readonly Word[] =>
  names.flatMap((name) => {
    const words = wordsOf(valueOf(scope, name, { text: name, file: "", start: 0 }));
    // Kbuild's own part of such a variable, which every module has.
    return /^(?:KBUILD_|NOSTDINC_|LINUXINCLUDE$)/.test(name)
      ? words.filter(({ text }) => text !== anything)
      : words;
  });

/** What a folder's Kbuild file adds before the kernel's own folders. */
export const firstWords = (scope: Scope): readonly Word[] =>
  flagWords(
    scope,
    ["NOSTDINC_FLAGS", "LINUXINCLUDE"].filter((name) => scope.variables.has(name)),
  );

/** Flags of Kbuild's own to which some Kbuild files add. */
export const addedWords = (scope: Scope): readonly Word[] =>
  flagWords(
    scope,
    ["KBUILD_CPPFLAGS", "KBUILD_CFLAGS", "KBUILD_CFLAGS_MODULE"].filter((name) => scope.variables.has(name)),
  );

/**
 * @param words compiler arguments after the kernel's own
 * @param first those before
 * @param workingDirectory the folder that make runs in
 */
export const readFlags = (
  words: readonly Word[],
  first: readonly Word[],
  workingDirectory: string,
): Flags => {
  const reading: Reading = {
    workingDirectory,
    folders: new Set(),
    defines: new Map(),
    forced: [],
    isKnown: true,
  };
  const early: Reading = { ...reading, folders: new Set() };
  readWords(first, early);
  readWords(words, reading);
  return {
    includeDirectories: [...reading.folders],
    firstDirectories: [...early.folders],
    defines: [...reading.defines.values()],
    forcedIncludes: reading.forced,
    areFlagsKnown: reading.isKnown && early.isKnown && !first.some(({ text }) => isUnknownFolder(text)),
  };
};

interface Reading {
  readonly workingDirectory: string;
  readonly folders: Set<string>;
  /** By name. */
  readonly defines: Map<string, string>;
  readonly forced: string[];
  isKnown: boolean;
}

const readWords = (words: readonly Word[], reading: Reading): void => {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (word === undefined) break;
    const option = /^-(?:I|D|U|isystem|iquote|idirafter|include|imacros)/.exec(word.text)?.[0];
    if (option === undefined) {
      if (mayBeOption(word.text)) reading.isKnown = false;
      continue;
    }
    const isApart = word.text.length === option.length;
    if (isApart) at += 1;
    const value = isApart ? words[at] : { ...word, text: word.text.slice(option.length) };
    if (value === undefined) break;
    if (!word.isCertain || !value.isCertain) reading.isKnown = false;
    take(option, value.text, reading);
  }
};

const take = (option: string, text: string, reading: Reading): void => {
  switch (option) {
    case "-D":
      define(unquoted(text), reading);
      return;
    case "-U":
      if (isUnknown(text)) reading.isKnown = false;
      reading.defines.delete(text);
      return;
    case "-include":
    case "-imacros":
      if (isUnknown(text)) reading.isKnown = false;
      else reading.forced.push(unquoted(text));
      return;
    default:
      // A folder that is not known comes last: a header that is in none of the others will be missed.
      if (!isUnknown(text)) reading.folders.add(joinPath(reading.workingDirectory, unquoted(text)));
  }
};

const define = (text: string, reading: Reading): void => {
  const name = /^\w+/.exec(text)?.[0];
  if (name === undefined) {
    if (isUnknown(text)) reading.isKnown = false;
    return;
  }
  if (!isUnknown(text)) reading.defines.set(name, text);
  // What stands in a string decides nothing: -DVERSION=\"$(shell git describe)\".
  else if (text.startsWith(`${name}="`)) reading.defines.set(name, `${name}=""`);
  else reading.isKnown = false;
};

/** A word that is wholly unknown may be any argument; one that begins with -W or -f is none of ours. */
const mayBeOption = (text: string): boolean => isUnknown(text) && !/^-[A-TV-Za-hj-z]/.test(text);

const isUnknownFolder = (text: string): boolean => text.startsWith("-I") && isUnknown(text);

/** As the shell gives it to the compiler. */
const unquoted = (text: string): string =>
  text.replace(/\\(.)|["']/g, (_, escaped?: string) => escaped ?? "");
