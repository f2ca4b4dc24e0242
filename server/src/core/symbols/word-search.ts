/** Where words stand in C code: as whole words, outside comments, literals and #include lines. Linear; never throws. */
import {
  endOfBlockComment,
  endOfDirective,
  endOfLineComment,
  endOfLiteral,
  endOfWord,
  isWordPart,
  startsLine,
} from "../syntax/characters.ts";

export interface FoundWord {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** Gives every occurrence of any of the words, in text order. */
export function wordsInCode(text: string, words: ReadonlySet<string>): readonly FoundWord[] {
  const candidates = [...words].flatMap((word) => placesOf(text, word)).toSorted((a, b) => a.start - b.start);
  const found: FoundWord[] = [];
  const breaks = /["'#/]/g;
  let at = 0;
  for (const candidate of candidates) {
    while (at <= candidate.start) {
      breaks.lastIndex = at;
      const stop = breaks.exec(text)?.index ?? text.length;
      if (stop > candidate.start) break;
      at = behindBreak(text, stop);
    }
    if (at <= candidate.start) found.push(candidate);
  }
  return found;
}

/** Is the offset in code: not in a comment, a literal or an #include line? */
export function isInCode(text: string, offset: number): boolean {
  const breaks = /["'#/]/g;
  let at = 0;
  while (at <= offset) {
    breaks.lastIndex = at;
    const stop = breaks.exec(text)?.index ?? text.length;
    if (stop >= offset) return true;
    at = behindBreak(text, stop);
  }
  return false;
}

/** The identifier around an offset, or that ends there. */
export function identifierAt(text: string, offset: number): FoundWord | undefined {
  let start = offset;
  while (start > 0 && isWordPart(text.charCodeAt(start - 1))) start -= 1;
  const end = endOfWord(text, offset);
  const word = text.slice(start, end);
  return /^[A-Za-z_]/.test(word) ? { word, start, end } : undefined;
}

function behindBreak(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === 47) {
    const next = text.charCodeAt(at + 1);
    if (next === 42) return endOfBlockComment(text, at);
    return next === 47 ? endOfLineComment(text, at) : at + 1;
  }
  if (code !== 35) return endOfLiteral(text, at);
  const isInclude = startsLine(text, at) && /^#[ \t]*include\b/.test(text.slice(at, at + 40));
  return isInclude ? endOfDirective(text, at) : at + 1;
}

function placesOf(text: string, word: string): readonly FoundWord[] {
  const found: FoundWord[] = [];
  for (let start = text.indexOf(word); start >= 0; start = text.indexOf(word, start + word.length)) {
    const end = start + word.length;
    const isWhole =
      (end === text.length || !isWordPart(text.charCodeAt(end))) &&
      (start === 0 || !isWordPart(text.charCodeAt(start - 1)));
    if (isWhole) found.push({ word, start, end });
  }
  return found;
}
