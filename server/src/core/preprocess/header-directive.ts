/** Reads the preprocessor lines of a header, and keeps the reader's place right across conditionals. */
import {
  behindBreak,
  endOfBlockComment,
  endOfDirective,
  endOfLine,
  endOfLineComment,
  endOfLiteral,
  isWordPart,
} from "../syntax/characters.ts";
import { skipBlanks } from "../syntax/directives.ts";
import type { Reading } from "./header-reading.ts";
import { Token } from "./header-token.ts";

/** Reads the line whose `#` stands at `reading.at`, and goes behind it. */
export const readDirectiveAt = (reading: Reading): void => {
  const { text, at: start } = reading;
  const end = endOfDirective(text, start);
  reading.at = end;
  const wordStart = skipBlanks(text, start + 1, end);
  const wordEnd = endOfWordWithin(text, wordStart, end);
  switch (text.slice(wordStart, wordEnd)) {
    case "define":
      readDefine(reading, start, wordEnd, end);
      return;
    case "undef": {
      const from = skipBlanks(text, wordEnd, end);
      const name = text.slice(from, endOfWordWithin(text, from, end));
      if (name !== "") reading.items.push({ kind: "undef", name, start });
      return;
    }
    case "include":
      readInclude(reading, start, wordEnd, end, false);
      return;
    case "include_next":
      readInclude(reading, start, wordEnd, end, true);
      return;
    case "if":
      openCondition(reading, cleanText(text, wordEnd, end), start);
      return;
    case "ifdef":
      openCondition(reading, `defined(${firstWord(text, wordEnd, end)})`, start);
      return;
    case "ifndef":
      openCondition(reading, `!defined(${firstWord(text, wordEnd, end)})`, start);
      return;
    case "elif":
      reading.items.push({ kind: "elif", condition: cleanText(text, wordEnd, end), start });
      nextBranch(reading, false);
      return;
    case "else":
      reading.items.push({ kind: "else", start });
      nextBranch(reading, true);
      return;
    case "endif":
      reading.items.push({ kind: "endif", start });
      reading.branches.pop();
      dropAssembler(reading);
      return;
    case "pragma":
      if (cleanText(text, wordEnd, end) === "once") reading.isOnce = true;
      return;
    default:
  }
};

const readInclude = (reading: Reading, start: number, from: number, end: number, isNext: boolean): void => {
  const { text, items } = reading;
  const open = skipBlanks(text, from, end);
  const first = text.charCodeAt(open);
  if (first === 60 || first === 34) {
    const close = text.indexOf(first === 60 ? ">" : '"', open + 1);
    if (close < 0 || close > end) return;
    const form = first === 60 ? "system" : "quoted";
    items.push({ kind: "include", path: text.slice(open + 1, close), form, isNext, start });
    return;
  }
  const path = cleanText(text, open, end);
  if (path !== "") items.push({ kind: "include", path, form: "macro", isNext, start });
};

const readDefine = (reading: Reading, start: number, from: number, end: number): void => {
  const { text, items } = reading;
  const nameStart = skipBlanks(text, from, end);
  const nameEnd = endOfWordWithin(text, nameStart, end);
  if (nameEnd === nameStart) return;
  const name = text.slice(nameStart, nameEnd);
  const close = text.charCodeAt(nameEnd) === 40 ? text.indexOf(")", nameEnd) : -1;
  if (close < 0 || close >= end) {
    items.push({ kind: "define", name, parameters: undefined, body: cleanText(text, nameEnd, end), start });
    return;
  }
  const inside = cleanText(text, nameEnd + 1, close);
  const parameters = inside === "" ? [] : inside.split(",").map((parameter) => parameter.trim());
  items.push({ kind: "define", name, parameters, body: cleanText(text, close + 1, end), start });
};

const openCondition = (reading: Reading, condition: string, start: number): void => {
  reading.items.push({ kind: "if", condition, start });
  // No declaration is as long: every branch takes up what stands before it.
  if (reading.tokens.length > 1000) reading.tokens = [];
  const { tokens, opened, depth, isNameNext } = reading;
  const isElseDead = deadOutside.has(condition);
  reading.branches.push({
    tokens: tokens.length === 0 ? none : tokens.slice(),
    opened,
    depth,
    isNameNext,
    isElseDead,
  });
  if (deadInside.has(condition)) skipDead(reading);
};

/** No unit of C sees these branches; what stands there need not be C. */
const deadInside: ReadonlySet<string> = new Set([
  "0",
  "defined(__ASSEMBLY__)",
  "defined(__ASSEMBLER__)",
  "defined(__cplusplus)",
]);
const deadOutside: ReadonlySet<string> = new Set([
  "1",
  "!defined(__ASSEMBLY__)",
  "!defined(__ASSEMBLER__)",
  "!defined(__cplusplus)",
]);
const none: readonly never[] = [];

const nextBranch = (reading: Reading, isElse: boolean): void => {
  const branch = reading.branches.at(-1);
  if (branch === undefined) return;
  reading.tokens = branch.tokens.slice();
  reading.opened = branch.opened;
  reading.depth = branch.depth;
  reading.isNameNext = branch.isNameNext;
  if (isElse && branch.isElseDead) skipDead(reading);
};

/** To the line that ends the branch. Its conditionals are gone over by their words alone. */
const skipDead = (reading: Reading): void => {
  const { text } = reading;
  let nesting = 0;
  let at = endOfLine(text, reading.at);
  while (at < text.length) {
    at = behindBreak(text, at);
    const first = blanksEnd(text, at);
    if (text.charCodeAt(first) !== 35) {
      at = endOfLine(text, at);
      continue;
    }
    const wordStart = blanksEnd(text, first + 1);
    const word = text.slice(wordStart, endOfWordWithin(text, wordStart, text.length));
    if (word.startsWith("if")) nesting++;
    else if (nesting === 0 && (word === "endif" || word === "else" || word === "elif")) {
      reading.at = first;
      return;
    } else if (word === "endif") nesting--;
    at = endOfDirective(text, first);
  }
  reading.at = text.length;
};

/** What assembler lines left behind is no beginning of a declaration. */
const dropAssembler = (reading: Reading): void => {
  const kind = reading.tokens[0]?.kind;
  if (reading.opened === undefined && (kind === Token.other || kind === Token.number)) reading.tokens = [];
};

const firstWord = (text: string, from: number, end: number): string => {
  const start = skipBlanks(text, from, end);
  return text.slice(start, endOfWordWithin(text, start, end));
};

/** text[from, end) with comments and continuations as spaces, trimmed. */
const cleanText = (text: string, from: number, end: number): string => {
  const raw = text.slice(from, end);
  if (!raw.includes("\n") && !raw.includes("/")) return raw.trim();
  let out = "";
  let kept = 0;
  for (let i = 0; i < raw.length; i++) {
    const code = raw.charCodeAt(i);
    if (code === 34 || code === 39) i = Math.max(endOfLiteral(raw, i), i + 1) - 1;
    else if (code === 92 && isBreak(raw, i + 1)) {
      out += `${raw.slice(kept, i)} `;
      kept = behindBreak(raw, i + 1);
      i = kept - 1;
    } else if (code === 47 && (raw.charCodeAt(i + 1) === 42 || raw.charCodeAt(i + 1) === 47)) {
      out += `${raw.slice(kept, i)} `;
      kept = raw.charCodeAt(i + 1) === 42 ? endOfBlockComment(raw, i) : endOfLineComment(raw, i);
      i = kept - 1;
    }
  }
  return (out + raw.slice(kept)).trim();
};

const isBreak = (text: string, at: number): boolean =>
  text.charCodeAt(at) === 10 || (text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10);

const blanksEnd = (text: string, from: number): number => {
  let i = from;
  while (text.charCodeAt(i) === 32 || text.charCodeAt(i) === 9) i++;
  return i;
};

const endOfWordWithin = (text: string, from: number, end: number): number => {
  let i = from;
  while (i < end && isWordPart(text.charCodeAt(i))) i++;
  return i;
};
