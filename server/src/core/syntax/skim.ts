/**
 * Goes over a body or an initialiser at file scope by its braces alone, for readers that only want to know where it
 * ends, its preprocessor lines and its comments for tools. What braces alone cannot tell (conditionals, braces that
 * column 0 contradicts) is left to the token loop.
 */
import {
  endOfBlockComment,
  endOfDirective,
  endOfLineComment,
  endOfLiteral,
  endOfWord,
  isWordPart,
  startsLine,
} from "./characters.ts";
import { nestingOf, readDirective } from "./directives.ts";
import { noteComment } from "./log.ts";
import type { InnerDirective, NotedComment } from "./pieces.ts";
import type { Reading } from "./state.ts";
import { Word, wordKind } from "./words.ts";

/** From behind the `{` that was just opened to its `}`; stays where it is if that takes a closer look. */
export const skimBraces = (reading: Reading): void => {
  if (!reading.skims || reading.conditional !== null || reading.registers.suspect >= 0) return;
  const found: Found = { comments: [], directives: [] };
  const close = closingBrace(reading, found);
  if (close === undefined) return;
  reading.at = close;
  reading.isSkimmed = true;
  reading.log.comments.push(...found.comments);
  reading.log.directives.push(...found.directives);
};

interface Found {
  readonly comments: NotedComment[];
  readonly directives: InnerDirective[];
}

const closingBrace = ({ text, at, base }: Reading, found: Found): number | undefined => {
  const { length } = text;
  let depth = 1;
  for (let i = at; i < length; i++) {
    const code = text.charCodeAt(i);
    // Nearly all text: letters, digits, most operators, blanks.
    if (code > 47 ? code !== 123 && code !== 125 : plain[code] === 1) continue;
    if (code === 10) {
      if (beginsItem(text, i + 1)) return undefined;
    } else if (code === 34 || code === 39) i = endOfLiteral(text, i) - 1;
    else if (code === 123) depth++;
    else if (code === 125) {
      if (--depth === 0) return i;
      if (text.charCodeAt(i - 1) === 10) return undefined;
    } else if (code === 47) i = behindComment(text, i, base, found) - 1;
    else if (startsLine(text, i)) {
      const end = behindDirective(text, i, base, found);
      if (end === undefined) return undefined;
      i = end - 1;
    }
  }
  return undefined;
};

/** 1 for what is below `0` and none of line break, `"`, `#`, `'`, `/`. */
const plain = Uint8Array.from({ length: 48 }, (_, code) => ([10, 34, 35, 39, 47].includes(code) ? 0 : 1));

/** A word in column 0 that a new item may begin with: see recovery.ts. */
const beginsItem = (text: string, at: number): boolean =>
  isWordPart(text.charCodeAt(at)) && wordKind(text, at, endOfWord(text, at)) === Word.storage;

/** Behind the comment at `at`, or behind the slash that begins none. */
const behindComment = (text: string, at: number, base: number, found: Found): number => {
  const next = text.charCodeAt(at + 1);
  if (next !== 42 && next !== 47) return at + 1;
  const end = next === 42 ? endOfBlockComment(text, at) : endOfLineComment(text, at);
  noteComment(found.comments, text, at, end, base);
  return end;
};

/** Behind the preprocessor line at `at`; undefined for a conditional. */
const behindDirective = (text: string, at: number, base: number, found: Found): number | undefined => {
  const end = endOfDirective(text, at);
  const directive = readDirective(text, at, end, base);
  if (nestingOf(directive) !== undefined) return undefined;
  found.directives.push({ directive, span: { start: at - base, end: end - base } });
  return end;
};
