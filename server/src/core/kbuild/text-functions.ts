/** The functions of GNU make that make words of words (manual, "Functions for Transforming Text"). */
import { unknown } from "./expand.ts";
import type { TextFunction } from "./function-names.ts";
import { argument, type Call } from "./functions.ts";
import { filterWords, substituted } from "./patterns.ts";
import {
  asUncertain,
  isUnknown,
  literal,
  textOf,
  type Value,
  valueOfWords,
  type Word,
  wordsOf,
} from "./value.ts";

/** The worth of a call of one of them. */
export const textFunction = (call: Call, name: TextFunction): Value => {
  const words = (index: number): readonly Word[] => wordsOf(argument(call, index));
  const text = (index: number): string => textOf(argument(call, index));
  switch (name) {
    case "subst":
      return textSubstituted(call);
    case "patsubst":
      return patternSubstituted(call);
    case "strip":
      return valueOfWords(words(0));
    case "sort":
      return valueOfWords(sorted(words(0)));
    case "filter":
    case "filter-out":
      return valueOfWords(filterWords(words(0), words(1), name === "filter"));
    case "findstring":
      return found(call, text(0), text(1));
    case "word":
    case "wordlist":
    case "words":
    case "firstword":
    case "lastword":
      return picked(call, name);
    case "dir":
    case "notdir":
    case "suffix":
    case "basename":
      return valueOfWords(words(0).flatMap((word) => namePart(word, name)));
    case "addsuffix":
    case "addprefix":
      return affixed(call, name);
    case "join":
      return joined(words(0), words(1));
  }
};

const joined = (a: readonly Word[], b: readonly Word[]): Value => {
  const longer = a.length >= b.length ? a : b;
  return valueOfWords(
    longer.map((word, index) => ({ ...word, text: (a[index]?.text ?? "") + (b[index]?.text ?? "") })),
  );
};

/** No list of a Kbuild file comes near: what would grow beyond is unknown. In characters. */
const longestText = 4_000_000;

const affixed = (call: Call, name: "addsuffix" | "addprefix"): Value => {
  const affix = textOf(argument(call, 0)).trim();
  const words = wordsOf(argument(call, 1));
  if (affix.length * words.length > longestText)
    return unknown(call.scope, call.reference, "grows without end");
  return valueOfWords(
    words.map((word) => ({ ...word, text: name === "addsuffix" ? word.text + affix : affix + word.text })),
  );
};

/** Applied part by part: what spans two parts of a value is not found, which only a glued word could show. */
const textSubstituted = (call: Call): Value => {
  const [from, to] = [textOf(argument(call, 0)), textOf(argument(call, 1))];
  if (isUnknown(from)) return unknown(call.scope, call.reference, "what is substituted is not known");
  const value = argument(call, 2);
  if (from === "") return value;
  const most = value.reduce((sum, part) => sum + part.text.length, 0) * Math.max(to.length, 1);
  if (most > longestText) return unknown(call.scope, call.reference, "grows without end");
  return value.map((part) => ({ ...part, text: substituted(part.text, from, to) }));
};

const patternSubstituted = (call: Call): Value => {
  const [from, to] = [textOf(argument(call, 0)).trim(), textOf(argument(call, 1)).trim()];
  if (isUnknown(from)) return unknown(call.scope, call.reference, "the pattern is not known");
  const at = from.indexOf("%");
  const [prefix, suffix] = at < 0 ? [from, ""] : [from.slice(0, at), from.slice(at + 1)];
  const words = wordsOf(argument(call, 2));
  if (to.length * words.length > longestText) return unknown(call.scope, call.reference, "grows without end");
  return valueOfWords(
    words.flatMap((word) => {
      const { text } = word;
      if (isUnknown(text)) return [word];
      const isMatch =
        at < 0
          ? text === from
          : text.length >= from.length - 1 && text.startsWith(prefix) && text.endsWith(suffix);
      if (!isMatch) return [word];
      const stem = text.slice(prefix.length, text.length - suffix.length);
      const replaced = at < 0 ? to : to.replace("%", () => stem);
      return replaced === "" ? [] : [{ ...word, text: replaced }];
    }),
  );
};

const found = (call: Call, needle: string, hay: string): Value => {
  if (isUnknown(needle) || isUnknown(hay))
    return unknown(call.scope, call.reference, "the text to search is not known");
  return hay.includes(needle) ? literal(needle, call.reference.file, call.reference.start) : [];
};

const sorted = (words: readonly Word[]): readonly Word[] => {
  const byText = new Map<string, Word>();
  for (const word of words) {
    const first = byText.get(word.text);
    if (first === undefined || (!first.isCertain && word.isCertain)) byText.set(word.text, word);
  }
  return [...byText.values()].toSorted((a, b) => (a.text < b.text ? -1 : 1));
};

const picked = (call: Call, name: "word" | "wordlist" | "words" | "firstword" | "lastword"): Value => {
  const listed = name === "word" ? 1 : name === "wordlist" ? 2 : 0;
  const words = wordsOf(argument(call, listed));
  const isCounted = words.every((word) => word.isCertain && !isUnknown(word.text));
  if (!isCounted) return words.length === 0 ? [] : asUncertain(valueOfWords(words));
  const [from, to] = [Number(textOf(argument(call, 0))), Number(textOf(argument(call, 1)))];
  switch (name) {
    case "words":
      return literal(String(words.length), call.reference.file, call.reference.start);
    case "word":
      return valueOfWords(words.slice(from - 1, from));
    case "wordlist":
      return valueOfWords(words.slice(Math.max(from - 1, 0), Math.max(to, 0)));
    case "firstword":
      return valueOfWords(words.slice(0, 1));
    case "lastword":
      return valueOfWords(words.slice(-1));
  }
};

const namePart = (word: Word, name: "dir" | "notdir" | "suffix" | "basename"): readonly Word[] => {
  const { text } = word;
  if (isUnknown(text)) return [word];
  const slash = text.lastIndexOf("/");
  const dot = text.lastIndexOf(".");
  const hasSuffix = dot > slash;
  switch (name) {
    case "dir":
      return [{ ...word, text: slash < 0 ? "./" : text.slice(0, slash + 1) }];
    case "notdir":
      return slash + 1 === text.length ? [] : [{ ...word, text: text.slice(slash + 1) }];
    case "suffix":
      return hasSuffix ? [{ ...word, text: text.slice(dot) }] : [];
    case "basename":
      return [{ ...word, text: hasSuffix ? text.slice(0, dot) : text }];
  }
};
