/**
 * The elements of a plain table, told without the parser: every entry stands in braces, none is conditional, and the
 * last is empty, as nearly all device tables are. Whatever else is written is left to the parser.
 */
import { endOfBlockComment, endOfLineComment, endOfLiteral } from "../syntax/characters.ts";
import type { Span } from "../text/span.ts";
import type { Guards, InitialiserElement } from "./file.ts";

/**
 * @param text the file
 * @param list the initialiser, its braces included
 * @param guards of the variable
 */
export function plainElements(
  text: string,
  list: Span,
  guards: Guards,
): readonly InitialiserElement[] | undefined {
  const spans = groupsIn(text, list);
  const last = spans?.at(-1);
  if (!spans || !last || !emptyEntry.test(withoutComments(text, last))) return undefined;
  const elements: InitialiserElement[] = [];
  for (const span of spans) {
    const entry = withoutComments(text, span);
    if (emptyEntry.test(entry)) elements.push({ span, kind: "zero", guards });
    else if (certainlySet.test(entry)) elements.push({ span, kind: "value", guards });
    else return undefined;
  }
  return elements;
}

const emptyEntry = /^\{\s*(?:0\s*,\s*)*0?\s*\}$/;
/** A string, a number, a macro's call or a constant: none of them is zero to the eye. */
const certainlySet = /"[^"]|\b(?:0[xX]0*)?[1-9]|\b[A-Z]\w*\s*\(|\b(?!NULL\b)[A-Z][A-Z0-9_]+\b/;

const withoutComments = (text: string, { start, end }: Span): string =>
  text.slice(start, end).replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, " ");

/** The braces between commas; undefined where anything else stands among them. */
function groupsIn(text: string, list: Span): readonly Span[] | undefined {
  const spans: Span[] = [];
  const end = list.end - 1;
  let depth = 0;
  let start = -1;
  let isSeparated = true;
  for (let i = list.start + 1; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code <= 32) continue;
    if (code === slash) {
      const next = text.charCodeAt(i + 1);
      if (next === star) i = endOfBlockComment(text, i) - 1;
      else if (next === slash) i = endOfLineComment(text, i) - 1;
      else return undefined;
    } else if (code === hash) return undefined;
    else if (code === openBrace) {
      if (depth++ === 0) {
        if (!isSeparated) return undefined;
        start = i;
      }
    } else if (code === closeBrace) {
      if (depth === 0) return undefined;
      if (--depth === 0) {
        spans.push({ start, end: i + 1 });
        isSeparated = false;
      }
    } else if (depth > 0) {
      if (code === quote || code === apostrophe) i = endOfLiteral(text, i) - 1;
    } else if (code === comma && !isSeparated) isSeparated = true;
    else return undefined;
  }
  return depth === 0 ? spans : undefined;
}

const slash = 0x2f;
const star = 0x2a;
const hash = 0x23;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const comma = 0x2c;
const quote = 0x22;
const apostrophe = 0x27;
