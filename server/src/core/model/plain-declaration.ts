/**
 * Reads the heads of declarations that need no parser: `static const struct foo bar[4] =`, `extern int f(void);`.
 * Whatever is not written plainly (two types, a comment, a macro, a second declarator) is left to the parser.
 */
import type { Span } from "../text/span.ts";
import type { Declared } from "./file.ts";

/** Offsets count from the start of the text given. */
export interface PlainHead {
  readonly storage: Declared["storage"];
  readonly storageSpan: Span | undefined;
  readonly isInline: boolean;
  readonly isConst: boolean;
  readonly type: string;
  readonly pointers: number;
  readonly name: string;
  readonly nameSpan: Span;
  /** Text between the first brackets. */
  readonly arrayLength: string | undefined;
  /** Behind the last of its words and brackets. */
  readonly end: number;
}

export type PlainDeclaration =
  | { readonly kind: "type" }
  | { readonly kind: "prototype"; readonly head: PlainHead }
  | { readonly kind: "variable"; readonly head: PlainHead; readonly initialiser: Span | undefined };

/**
 * What a declaration declares, where that is plain.
 * @param masked the text that a parser would be shown, from `start` to its end
 */
export function readPlainDeclaration(masked: string, start: number): PlainDeclaration | undefined {
  if (isPlainType(masked, start)) return { kind: "type" };
  const head = readPlainHead(masked, start);
  if (!head) return undefined;
  const next = masked.charCodeAt(head.end);
  if (next === semicolon)
    return head.end === masked.length - 1 ? { kind: "variable", head, initialiser: undefined } : undefined;
  if (next === openParenthesis) {
    if (head.arrayLength !== undefined || !plainParameters.test(masked.slice(head.end))) return undefined;
    return { kind: "prototype", head };
  }
  const initialiser = next === equals ? plainInitialiser(masked, head.end + 1) : undefined;
  return initialiser && { kind: "variable", head, initialiser };
}

/** The words before and of a declarator's name, and the brackets behind it. */
export function readPlainHead(masked: string, start: number): PlainHead | undefined {
  const read: Words = {
    storage: "none",
    storageSpan: undefined,
    isInline: false,
    type: [],
    named: 0,
    sized: 0,
    pointers: 0,
  };
  let name: { readonly text: string; readonly end: number } | undefined;
  let arrayLength: string | undefined;
  let at = start;
  token.lastIndex = at;
  for (let match = token.exec(masked); match; match = token.exec(masked)) {
    const text = match[1] ?? "";
    const first = text.charCodeAt(0);
    at = token.lastIndex;
    if (first === openBracket) {
      if (!name) return undefined;
      arrayLength ??= text.slice(1, -1).trim();
      continue;
    }
    if (arrayLength !== undefined) return undefined;
    if (name && !takeWord(read, name.text, name.end)) return undefined;
    name = undefined;
    if (first === star) read.pointers += 1;
    else name = { text, end: at };
  }
  token.lastIndex = 0;
  if (!name || !isOneType(read) || isTypeWord(name.text)) return undefined;
  while (isBlank(masked.charCodeAt(at))) at++;
  const { storage, storageSpan, isInline, pointers } = read;
  const type = read.type.join(" ");
  const nameSpan = { start: name.end - name.text.length, end: name.end };
  return {
    storage,
    storageSpan,
    isInline,
    isConst: read.type.includes("const"),
    type,
    pointers,
    name: name.text,
    nameSpan,
    arrayLength,
    end: at,
  };
}

interface Words {
  storage: Declared["storage"];
  storageSpan: Span | undefined;
  isInline: boolean;
  readonly type: string[];
  /** Words that name a type, `struct foo` as one. */
  named: number;
  /** `unsigned`, `long`, ... that make one type together. */
  sized: number;
  pointers: number;
}

/** Takes a word that turned out not to be the name. */
function takeWord(read: Words, word: string, end: number): boolean {
  if (read.pointers > 0) return word === "const" || word === "volatile";
  if (word === "static" || word === "extern") {
    if (read.storage !== "none") return false;
    read.storage = word;
    read.storageSpan = { start: end - word.length, end };
    return true;
  }
  if (word === "inline") {
    read.isInline = true;
    return true;
  }
  const before = read.type.at(-1);
  read.type.push(word);
  if (word === "const" || word === "volatile") return before === undefined || !isTagWord(before);
  if (isTagWord(word)) return before === undefined || !isTagWord(before);
  if (isSizedWord(word)) read.sized += 1;
  else read.named += 1;
  return true;
}

const isOneType = ({ named, sized, type }: Words): boolean =>
  (named === 1 ? sized === 0 : named === 0 && sized > 0) &&
  !isTagWord(type.at(-1) ?? "struct") &&
  isTagFirst(type);

/** `struct foo` and nothing named before it. */
const isTagFirst = (type: readonly string[]): boolean => {
  const tag = type.findIndex(isTagWord);
  return (
    tag < 0 ||
    (tag === type.findLastIndex(isTagWord) &&
      type.slice(0, tag).every((word) => word === "const" || word === "volatile"))
  );
};

const sizedWords = new Set(["unsigned", "signed", "long", "short", "int", "char", "double"]);
const isSizedWord = (word: string): boolean => sizedWords.has(word);
const tagWords = new Set(["struct", "union", "enum"]);
const isTagWord = (word: string): boolean => tagWords.has(word);
/** Words that cannot name what is declared. */
const isTypeWord = (word: string): boolean =>
  isSizedWord(word) ||
  isTagWord(word) ||
  /^(?:const|volatile|void|float|_?[Bb]ool|static|extern|inline|typedef|size_t|[us]size_t|register|auto|typeof|__.*)$/.test(
    word,
  );

/** `struct foo { ... };` and nothing declared behind it. */
function isPlainType(masked: string, start: number): boolean {
  typeHead.lastIndex = start;
  if (!typeHead.test(masked)) return false;
  return /\}\s*;$/.test(masked.slice(-64)) && !/\}[^;{},=]*=/.test(masked);
}

const typeHead = /\s*(?:struct|union|enum)(?:\s+[A-Za-z_]\w*)?\s*\{/y;
const token = /\s*([A-Za-z_]\w*|\*|\[[^\][/"']*\])/y;
const plainParameters = /^\([\w\s*,]*(?:\.\.\.\s*)?\)\s*;$/;

/** The value between `=` and the last semicolon, where no second declarator follows it. */
function plainInitialiser(masked: string, from: number): Span | undefined {
  let start = from;
  while (isBlank(masked.charCodeAt(start))) start++;
  if (masked.charCodeAt(masked.length - 1) !== semicolon) return undefined;
  let end = masked.length - 1;
  while (end > start && isBlank(masked.charCodeAt(end - 1))) end--;
  if (end <= start) return undefined;
  if (masked.charCodeAt(start) !== openBrace)
    return /^[\w\s.+*&()|<>-]+$/.test(masked.slice(start, end)) ? { start, end } : undefined;
  if (
    masked.charCodeAt(end - 1) !== closeBrace ||
    /\}\s*,\s*\**\s*[A-Za-z_]\w*\s*(?:\[[^\]]*\]\s*)*[=;,]/.test(masked)
  )
    return undefined;
  return { start, end };
}

const semicolon = 0x3b;
const openParenthesis = 0x28;
const equals = 0x3d;
const openBracket = 0x5b;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const star = 0x2a;
const isBlank = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);
