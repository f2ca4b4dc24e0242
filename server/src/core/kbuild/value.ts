/**
 * What a make variable is worth, as far as it can be told: text in parts that remember where they were written and
 * whether they are certainly there. What is not known stands in the text as a token.
 */
import type { Span } from "../text/span.ts";

/** A stretch of text. Where span and text are of one length, they match character by character. */
export interface Part {
  readonly text: string;
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** False where an unknown condition decides whether the text is there. */
  readonly isCertain: boolean;
  /** The reference that brought the text here, for a word that is glued from several parts. */
  readonly site: { readonly file: string; readonly span: Span } | undefined;
}

export type Value = readonly Part[];

/** A word of a list. */
export interface Word {
  readonly text: string;
  readonly file: string;
  readonly span: Span;
  readonly isCertain: boolean;
}

/**
 * A token is `\uE000values|options\uE001`: one of the values (`y`, `m`), or nothing, as the named options decide.
 * Values `*`: any text at all. Texts that are read never hold these characters (see `sanitised`).
 */
const tokenStart = "\uE000";
const tokenEnd = "\uE001";
const tokenPattern = /\uE000([^|\uE001]*)\|([^\uE001]*)\uE001/g;

export interface Token {
  readonly values: "y" | "m" | "ym" | "*";
  readonly options: readonly string[];
}

export const anything = `${tokenStart}*|${tokenEnd}`;

export const tokenText = (token: Token): string =>
  `${tokenStart}${token.values}|${token.options.join(" ")}${tokenEnd}`;

export const isUnknown = (text: string): boolean => text.includes(tokenStart);

/** The tokens of a text, and what is left without them. */
export const tokensOf = (text: string): { readonly tokens: readonly Token[]; readonly rest: string } => {
  const tokens: Token[] = [];
  const rest = text.replace(tokenPattern, (_, values: string, options: string) => {
    tokens.push({
      values: isTokenValues(values) ? values : "*",
      options: options === "" ? [] : options.split(" "),
    });
    return "";
  });
  return { tokens, rest };
};

/** Private-use characters of a text that would pass for tokens become U+FFFD, of the same length. */
export const sanitised = (text: string): string => text.replace(/[\uE000\uE001]/g, "\uFFFD");

export const literal = (text: string, file: string, start: number): Value =>
  text === "" ? [] : [{ text, file, start, end: start + text.length, isCertain: true, site: undefined }];

export const textOf = (value: Value): string =>
  value.length === 1 ? (value[0]?.text ?? "") : value.map((part) => part.text).join("");

export const isCertainValue = (value: Value): boolean =>
  value.every((part) => part.isCertain || part.text.trim() === "");

export const asUncertain = (value: Value): Value =>
  value.map((part) => (part.isCertain ? { ...part, isCertain: false } : part));

export const space: Part = { text: " ", file: "", start: 0, end: 0, isCertain: true, site: undefined };

/** Both, with a space between. */
export const appended = (a: Value, b: Value): Value =>
  a.length === 0 ? b : b.length === 0 ? a : [...a, space, ...b];

export const valueOfWords = (words: readonly Word[]): Value =>
  words.flatMap((word, index) => (index === 0 ? [partOfWord(word)] : [space, partOfWord(word)]));

const partOfWord = (word: Word): Part => ({
  text: word.text,
  file: word.file,
  start: word.span.start,
  end: word.span.end,
  isCertain: word.isCertain,
  site: undefined,
});

/** Splits at white space. A word glued from several parts lies where they were glued. */
export const wordsOf = (value: Value): readonly Word[] => {
  const words: Word[] = [];
  let open: Part[] = [];
  const close = (): void => {
    if (open.length > 0) words.push(glued(open));
    open = [];
  };
  for (const part of value) {
    for (const piece of pieces(part)) {
      if (piece === undefined) close();
      else open.push(piece);
    }
  }
  close();
  return words;
};

/** The parts of a part between white space; undefined for each run of it. Tokens hold spaces that do not count. */
const pieces = (part: Part): readonly (Part | undefined)[] => {
  if (!/\s/.test(part.text)) return part.text === "" ? [] : [part];
  const out: (Part | undefined)[] = [];
  const isExact = part.end - part.start === part.text.length;
  for (const match of part.text.matchAll(/(\s+)|(?:\uE000[^\uE001]*\uE001|[^\s\uE000])+/g)) {
    if (match[1] !== undefined) {
      out.push(undefined);
      continue;
    }
    const start = isExact ? part.start + match.index : part.start;
    out.push({ ...part, text: match[0], start, end: isExact ? start + match[0].length : part.end });
  }
  return out;
};

const glued = (parts: readonly Part[]): Word => {
  const [first] = parts;
  if (first === undefined || parts.length === 1) return wordOfPart(first ?? space);
  const places = parts.map(
    (part) => part.site ?? { file: part.file, span: { start: part.start, end: part.end } },
  );
  // The parts written last, that is at the reference, lie in one file; those they brought along may not.
  const file = places.at(-1)?.file ?? first.file;
  const here = places.filter((place) => place.file === file);
  return {
    text: parts.map((part) => part.text).join(""),
    file,
    span: {
      start: Math.min(...here.map((place) => place.span.start)),
      end: Math.max(...here.map((place) => place.span.end)),
    },
    isCertain: parts.every((part) => part.isCertain),
  };
};

const wordOfPart = (part: Part): Word => ({
  text: part.text,
  file: part.file,
  span: { start: part.start, end: part.end },
  isCertain: part.isCertain,
});

const isTokenValues = (text: string): text is Token["values"] =>
  text === "y" || text === "m" || text === "ym" || text === "*";
