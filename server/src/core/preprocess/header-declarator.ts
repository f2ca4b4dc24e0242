/** Reads one declarator: `*name[3]`, `name(int a, ...)`, `(*name)(void)`, with attributes around it. */
import { Word } from "../syntax/words.ts";
import { countParameters, type ParameterCount } from "./header-parameters.ts";
import { type HeadToken, isWordCode, pushWord, Token } from "./header-token.ts";

export interface Declarator {
  /** Of the name. */
  readonly start: number;
  readonly end: number;
  readonly isFunction: boolean;
  readonly parameters: number | undefined;
  readonly isVariadic: boolean;
}

/**
 * Takes the tokens between the commas; "none" where attributes alone stand, undefined where it is not understood.
 * `isExpanded`: no macros are left in the text.
 */
export const readDeclarator = (
  text: string,
  tokens: readonly HeadToken[],
  isExpanded: boolean,
): Declarator | "none" | undefined => {
  const core = coreOf(tokens);
  const [first, second, third] = core;
  if (first === undefined)
    return core.length === tokens.length || tokens.every(isAttribute) ? "none" : undefined;
  if (first.kind === Token.word) {
    if (second === undefined) return variable(first);
    if (second.kind !== Token.group || third !== undefined) return undefined;
    return functionOf(first, countParameters(text, second, isExpanded));
  }
  if (first.kind !== Token.group) return undefined;
  if (second !== undefined && (second.kind !== Token.group || third !== undefined)) return undefined;
  return readNested(text, first, second, isExpanded);
};

const isAttribute = ({ kind, word }: HeadToken): boolean =>
  kind === Token.group || (kind === Token.word && (word === Word.attribute || word === Word.attributeCall));

const variable = ({ start, end }: HeadToken): Declarator => ({
  start,
  end,
  isFunction: false,
  parameters: undefined,
  isVariadic: false,
});

/** Without stars, qualifiers, attributes, array bounds, bit widths and the initialiser. */
const coreOf = (tokens: readonly HeadToken[]): readonly HeadToken[] => {
  const core: HeadToken[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined || token.kind === Token.equals) break;
    const isCall = tokens[i + 1]?.kind === Token.group;
    if (token.kind === Token.star) continue;
    if (token.kind === Token.openBracket) {
      i = closingBracket(tokens, i);
      continue;
    }
    if (token.kind === Token.word && isTransparent(token.word)) {
      if (isCall && (token.word === Word.attributeCall || token.word === Word.asm)) i++;
      continue;
    }
    core.push(token);
  }
  return core;
};

const isTransparent = (word: number): boolean =>
  word === Word.qualifier ||
  word === Word.attribute ||
  word === Word.attributeCall ||
  word === Word.noise ||
  word === Word.asm ||
  word === Word.storage;

const closingBracket = (tokens: readonly HeadToken[], from: number): number => {
  let depth = 0;
  for (let i = from; i < tokens.length; i++) {
    const kind = tokens[i]?.kind;
    if (kind === Token.openBracket) depth++;
    else if (kind === Token.closeBracket && --depth === 0) return i;
  }
  return tokens.length;
};

/** `(*name)`, `(*name[2])`, `(name)`, `(*name(int))`: with the parameters of what it points to, or its own. */
const readNested = (
  text: string,
  group: HeadToken,
  parameters: HeadToken | undefined,
  isExpanded: boolean,
): Declarator | undefined => {
  const tokens = tokensWithin(text, group);
  if (tokens === undefined) return undefined;
  const inner = readDeclarator(text, tokens, isExpanded);
  if (inner === undefined || inner === "none") return undefined;
  const isPointer = tokens.some(({ kind }) => kind === Token.star);
  if (inner.isFunction || isPointer || parameters === undefined) return inner;
  return functionOf(inner, countParameters(text, parameters, isExpanded));
};

const functionOf = (
  { start, end }: { readonly start: number; readonly end: number },
  count: ParameterCount | undefined,
): Declarator | undefined => (count === undefined ? undefined : { start, end, isFunction: true, ...count });

/** undefined where they hold more than a declarator may. */
const tokensWithin = (text: string, group: HeadToken): readonly HeadToken[] | undefined => {
  const tokens: HeadToken[] = [];
  const end = group.end - 1;
  for (let at = group.start + 1; at < end; ) {
    const code = text.charCodeAt(at);
    if (code <= 32) at++;
    else if (isWordCode(code)) at = pushWord(text, at, tokens);
    else if (code === 40) {
      const close = closingParenthesis(text, at, end);
      tokens.push({ kind: Token.group, word: 0, start: at, end: close });
      at = close;
    } else {
      const kind =
        code === 42 ? Token.star : code === 91 ? Token.openBracket : code === 93 ? Token.closeBracket : -1;
      if (kind < 0) return undefined;
      tokens.push({ kind, word: 0, start: at, end: at + 1 });
      at++;
    }
  }
  return tokens;
};

const closingParenthesis = (text: string, at: number, end: number): number => {
  let depth = 0;
  for (let i = at; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === 40) depth++;
    else if (code === 41 && --depth === 0) return i + 1;
  }
  return end;
};
