/**
 * Which names a definition mentions: from the text itself, not the tree, because the mask hides arguments of macros
 * and because a command-line run leaves most bodies unparsed. Comments, strings and member names do not count.
 */
import type { Span } from "../text/span.ts";
import type { Use, Uses } from "./file.ts";

/**
 * @param text the file
 * @param within the body or the initialiser
 * @param origin the offset that uses count from: the start of the definition
 */
export function usesIn(text: string, within: Span, origin: number): Uses {
  let all: ReadonlyMap<string, readonly Use[]> | undefined;
  const source = text.slice(within.start, within.end);
  const distance = within.start - origin;
  return {
    of(name) {
      // A table of a megabyte is searched for one name a hundred times faster than it is split into words.
      if (!all && source.length > largeDefinition && !source.includes(name)) return none;
      all ??= collect(source, distance);
      return all.get(name) ?? none;
    },
  };
}

const largeDefinition = 1 << 16;
const none: readonly Use[] = [];

/** Comment, string, character, number, designator or member with what joins it, word. */
const token =
  /\/\*[\s\S]*?(?:\*\/|$)|\/\/(?:[^\n\\]|\\[\s\S])*|"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?|(?:\.|->)\s*[A-Za-z_]\w*|\.?\d[\w.]*|[A-Za-z_]\w*/g;

function collect(source: string, distance: number): ReadonlyMap<string, readonly Use[]> {
  const found = new Map<string, Use[]>();
  let designator: { readonly name: string; readonly end: number } | undefined;
  for (const match of source.matchAll(token)) {
    const word = match[0];
    const first = word.charCodeAt(0);
    const end = match.index + word.length;
    if (first === dot) designator = { name: word.slice(1).trim(), end };
    if (!isWordStart(first) || isKeyword(word)) continue;
    const field =
      designator && isFieldValue(source, designator.end, match.index, end) ? designator.name : undefined;
    const kind = field !== undefined ? "field" : followedByParenthesis(source, end) ? "call" : "value";
    const use: Use = { offset: distance + match.index, kind, field };
    const uses = found.get(word);
    if (uses) uses.push(use);
    else found.set(word, [use]);
  }
  return found;
}

const dot = 0x2e;
const isWordStart = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
const isKeyword = (word: string): boolean => keywords.has(word);
const keywords = new Set(
  "if else for while do switch case default return goto break continue sizeof static const struct union enum int char void long short unsigned signed".split(
    " ",
  ),
);

const followedByParenthesis = (source: string, end: number): boolean =>
  /^\s*\(/.test(source.slice(end, end + 32));

/** `.probe = foo,`: the word is the whole value of the designator, but for casts, `&` and __exit_p(). */
function isFieldValue(source: string, from: number, start: number, end: number): boolean {
  if (start - from > 200) return false;
  const between = source.slice(from, start);
  return (
    /^(?:\s*\[[^\]]*\])?\s*=\s*(?:\([^()]*\)\s*)?&?\s*(?:(?:__exit_p|of_match_ptr|ACPI_PTR|pm_ptr|pm_sleep_ptr|PTR_IF)\s*\(\s*)?$/.test(
      between,
    ) && /^\s*\)?\s*(?:[,}]|\/[*/]|$)/.test(source.slice(end, end + 64))
  );
}
