/**
 * The names that a piece of C mentions so that its object file may refer to them: not those in comments, literals,
 * member names, locals, and not what is only measured or made a string.
 */
import {
  endOfBlockComment,
  endOfDirective,
  endOfLineComment,
  endOfLiteral,
  endOfWord,
  isWordPart,
  startsLine,
} from "../syntax/characters.ts";
import { Word, wordKind } from "../syntax/words.ts";

export interface Mentions {
  /** By name: the offset of the first mention. */
  readonly plain: Map<string, number>;
  /** Those that are only the first argument of calls, each with what is called: it may look the symbol up by name. */
  readonly handed: Map<string, HandedMention>;
}

export interface HandedMention {
  readonly at: number;
  readonly callee: string;
}

export const newMentions = (): Mentions => ({ plain: new Map(), handed: new Map() });

/** Takes a stretch of a text and adds what it mentions; offsets are those of the text. */
export const addMentions = (
  text: string,
  start: number,
  end: number,
  found: Mentions,
  locals: ReadonlySet<string> = none,
): void => {
  const own = new Set(locals);
  const words: Mention[] = [];
  readWords(text, start, end, (mention) => {
    if (mention.isDeclared) own.add(mention.name);
    else words.push(mention);
  });
  for (const { name, at } of words) {
    if (own.has(name) || found.plain.has(name)) continue;
    const callee = calleeBefore(text, at, start);
    if (callee === undefined) {
      found.plain.set(name, at);
      found.handed.delete(name);
    } else if (!found.handed.has(name)) found.handed.set(name, { at, callee });
    else if (found.handed.get(name)?.callee !== callee) found.plain.set(name, at);
  }
};

/** `callee` of `callee(name`. */
const calleeBefore = (text: string, at: number, start: number): string | undefined => {
  let i = at - 1;
  while (i > start && text.charCodeAt(i) <= 32) i--;
  if (text.charCodeAt(i) !== openParenthesis) return undefined;
  const end = i;
  while (i > start && isWordPart(text.charCodeAt(i - 1))) i--;
  return i === end ? undefined : text.slice(i, end);
};

/** The names of the parameters in a list, parentheses included. */
export const parameterNames = (list: string): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const match of list.matchAll(/(\w+)\s*(?:\[[^\]]*\]\s*)*(?=[,)])/g)) names.add(match[1] ?? "");
  return names;
};

const none: ReadonlySet<string> = new Set();

interface Mention {
  readonly name: string;
  readonly at: number;
  /** It is declared here: a local. */
  readonly isDeclared: boolean;
}

/** The words of one statement so far, to tell a declaration from an expression. */
interface Statement {
  /** Words that may be a type's, and stars: `struct foo *`; -1 once it is none. */
  words: number;
  hasStar: boolean;
  isDeclaration: boolean;
}

const readWords = (text: string, start: number, end: number, visit: (mention: Mention) => void): void => {
  const statement: Statement = { words: 0, hasStar: false, isDeclaration: false };
  let depth = 0;
  for (let i = start; i < end; ) {
    const code = text.charCodeAt(i);
    if (code <= 32) i++;
    else if (code >= 48 && code <= 57) i = endOfWord(text, i);
    else if (isWordPart(code)) {
      const to = Math.min(endOfWord(text, i), end);
      i = readWord(text, i, to, end, statement, visit);
    } else {
      const next = behindTrivia(text, i, code);
      if (next > i) i = next;
      else {
        if (code === openParenthesis || code === openBracket) depth++;
        else if (code === closeParenthesis || code === closeBracket) depth = Math.max(0, depth - 1);
        step(statement, code, depth);
        i++;
      }
    }
  }
};

const openParenthesis = 40;
const closeParenthesis = 41;
const openBracket = 91;
const closeBracket = 93;

/** What comes after a punctuator: another statement, another declarator, or no declaration at all. */
const step = (statement: Statement, code: number, depth: number): void => {
  if (code === 59 || code === 123 || code === 125 || code === 58) {
    statement.words = 0;
    statement.hasStar = false;
    statement.isDeclaration = false;
  } else if (code === 44 && depth === 0 && statement.isDeclaration) statement.words = 1;
  else if (code === 42 && statement.words > 0) statement.hasStar = true;
  else statement.words = -1;
};

/** Behind a comment, literal or preprocessor line at `i`; `i` itself where none begins. */
const behindTrivia = (text: string, i: number, code: number): number => {
  if (code === 34 || code === 39) return endOfLiteral(text, i);
  if (code === 47 && text.charCodeAt(i + 1) === 42) return endOfBlockComment(text, i);
  if (code === 47 && text.charCodeAt(i + 1) === 47) return endOfLineComment(text, i);
  if (code === 35 && startsLine(text, i)) return endOfDirective(text, i);
  return i;
};

const readWord = (
  text: string,
  from: number,
  to: number,
  end: number,
  statement: Statement,
  visit: (mention: Mention) => void,
): number => {
  const kind = wordKind(text, from, to);
  if (kind === Word.tag || kind === Word.enum) {
    // Its tag is no name of an object.
    statement.words = statement.words < 0 ? -1 : statement.words + 1;
    const tag = /^\s*\w+/.exec(text.slice(to, Math.min(end, to + 80)));
    return to + (tag?.[0].length ?? 0);
  }
  if (kind === Word.storage || kind === Word.qualifier || kind === Word.attribute || kind === Word.noise)
    return to;
  if (kind === Word.primitive) {
    statement.words = statement.words < 0 ? -1 : statement.words + 1;
    return to;
  }
  if (kind !== Word.none) {
    statement.words = -1;
    const isMeasured = kind === Word.sizeof || kind === Word.typeof || kind === Word.alignof;
    return isMeasured || kind === Word.offsetof || kind === Word.attributeCall
      ? behindArguments(text, to, end)
      : to;
  }
  if (isMember(text, from)) {
    statement.words = -1;
    return to;
  }
  const name = text.slice(from, to);
  if (onlyNames.has(name)) {
    if (name !== "lockdep_is_held") visit({ name, at: from, isDeclared: false });
    return behindArguments(text, to, end);
  }
  const isDeclared = statement.words > 0 && endsDeclarator(text, to, end);
  if (isDeclared) statement.isDeclaration = true;
  statement.words = statement.words < 0 ? -1 : statement.words + 1;
  visit({ name, at: from, isDeclared });
  return to;
};

/** They look a symbol up by its name, or make a string of it (include/linux/module.h, stringify.h). */
const onlyNames = new Set([
  "symbol_get",
  "symbol_put",
  "symbol_request",
  "__stringify",
  "__stringify_1",
  "__builtin_types_compatible_p",
  "__same_type",
  "MODULE_PARM_DESC",
  "defined",
  // Without lockdep it is declared and nowhere defined, and every macro drops it.
  "lockdep_is_held",
]);

const behindArguments = (text: string, from: number, end: number): number => {
  let at = from;
  while (at < end && text.charCodeAt(at) <= 32) at++;
  if (text.charCodeAt(at) !== openParenthesis) return from;
  for (let depth = 0; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 34 || code === 39) at = endOfLiteral(text, at) - 1;
    else if (code === openParenthesis) depth++;
    else if (code === closeParenthesis && --depth === 0) return at + 1;
  }
  return end;
};

/** `.name`, `->name`. */
const isMember = (text: string, from: number): boolean => {
  let at = from - 1;
  while (at >= 0 && text.charCodeAt(at) <= 32) at--;
  const code = text.charCodeAt(at);
  if (code === 46) return text.charCodeAt(at - 1) !== 46;
  return code === 62 && text.charCodeAt(at - 1) === 45;
};

/** `=`, `;`, `,` or `[` follows the name of a declarator. */
const endsDeclarator = (text: string, to: number, end: number): boolean => {
  let at = to;
  while (at < end && text.charCodeAt(at) <= 32) at++;
  const code = text.charCodeAt(at);
  return (
    code === 59 || code === 44 || code === openBracket || (code === 61 && text.charCodeAt(at + 1) !== 61)
  );
};
