/** What the inline functions of a unit's headers reach, found when first asked for and kept with the unit's scope. */
import { remembered } from "../model/remembered.ts";
import type { BodyDeclaration } from "./body-lookup.ts";
import { createMacroCache } from "./macro-body.ts";
import { parameterNames } from "./parameter-names.ts";
import { type InlineText, type Reach, type ReachLookup, reachOfName } from "./reach.ts";
import type { Declared } from "./scope-header.ts";
import type { WholeScope } from "./whole-scope.ts";

/** Takes an inline function of the scope; gives what its callers certainly refer to. */
export const reachOfDeclared = (whole: WholeScope, { name }: Declared): Reach =>
  reachOfName(name, lookupOf(whole));

const lookupOf = remembered((whole: WholeScope): ReachLookup => {
  const known = new Map<string, BodyDeclaration | undefined>();
  return {
    macros: whole.macros,
    declarationOf: (name) => {
      if (known.has(name)) return known.get(name);
      const declared = whole.declarations.get(name);
      const answer = declared === undefined ? undefined : bodyDeclaration(whole, declared);
      known.set(name, answer);
      return answer;
    },
    inlineOf: (name) => {
      const declared = whole.declarations.get(name);
      return declared?.what === "inline" ? inlineText(whole, declared) : undefined;
    },
    memory: new Map(),
    cache: createMacroCache(),
  };
});

const bodyDeclaration = (whole: WholeScope, declared: Declared): BodyDeclaration => {
  const { what, isStatic } = declared;
  const mayBeConstant = what === "variable" && isStatic;
  const isFunction = what === "function" || what === "inline";
  return isFunction && head(whole, declared).includes("noreturn")
    ? { what, mayBeConstant, isNoReturn: true }
    : { what, mayBeConstant };
};

/** The declaration without its body. */
const head = (whole: WholeScope, { path, start, end, bodyStart, text }: Declared): string =>
  text === undefined
    ? (textOf(whole, path)?.slice(start, bodyStart < 0 ? end : bodyStart) ?? "")
    : text.slice(0, bodyStart);

const inlineText = (whole: WholeScope, declared: Declared): InlineText | undefined => {
  const { path, start, end, bodyStart } = declared;
  if (declared.text !== undefined) {
    return { text: declared.text, bodyStart, parameters: parameterNames(declared.text.slice(0, bodyStart)) };
  }
  const text = textOf(whole, path)?.slice(start, end);
  if (text === undefined || bodyStart < 0) return undefined;
  return { text, bodyStart: bodyStart - start, parameters: parameterNames(text.slice(0, bodyStart - start)) };
};

const textOf = ({ input, source }: WholeScope, path: string): string | undefined =>
  path === input.path ? input.text : source.text(path);
