/** Cuts a unit's whole scope down to what one text can mention. */
import { remembered } from "../model/remembered.ts";
import { expand } from "./expand.ts";
import { createMacroCache, type MacroCache } from "./macro-body.ts";
import type { DeclarationFact, MacroFact, UnitScope } from "./scope.ts";
import type { Declared } from "./scope-header.ts";
import { recording } from "./scope-memory.ts";
import { reachOfDeclared } from "./scope-reach.ts";
import { type Token, tokensOf } from "./tokens.ts";
import type { WholeScope } from "./whole-scope.ts";

/**
 * Takes a scope and a text; gives the names that the text mentions and, through macro bodies, all they expand to, names
 * that a macro pastes together from what the text gives it included.
 */
export const restrictScope = (whole: WholeScope, text: string): UnitScope => {
  const asked = new Set<string>();
  const macros = new Map<string, MacroFact>();
  const declarations = new Map<string, DeclarationFact>();
  const tokens = tokensOf(text);
  const pending = [...wordsOf(tokens), ...pastedNames(whole, tokens)];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (asked.has(name)) continue;
    asked.add(name);
    const macro = whole.macros.get(name);
    if (macro !== undefined) {
      macros.set(name, macro);
      pending.push(...wordsOfMacro(macro));
    }
    const declared = whole.declarations.get(name);
    if (declared !== undefined) declarations.set(name, plainFact(whole, declared));
    // IS_ENABLED() and kin paste it together: what is missing would read as not set.
    if (name.startsWith("CONFIG_") && !name.endsWith("_MODULE")) pending.push(`${name}_MODULE`);
  }
  const hidden = new Set([...whole.hidden].filter((name) => asked.has(name)));
  const { path, isWhole, doubts } = whole;
  return { path, isWhole, doubts, macros, declarations, hidden, asked };
};

const wordsOf = (tokens: readonly Token[]): ReadonlySet<string> => {
  const words = new Set<string>();
  for (const { kind, text } of tokens) if (kind === "word") words.add(text);
  return words;
};

const wordsOfMacro = remembered((macro: MacroFact): readonly string[] => [
  ...new Set(macro.body.match(/[A-Za-z_]\w*/gu)),
]);

const plainFact = (whole: WholeScope, declared: Declared): DeclarationFact => {
  const { bodyStart: _, text: __, ...fact } = declared;
  // The file's own functions are edited: who asks reads their bodies as they are then.
  const isHeaders = declared.what === "inline" && declared.path !== whole.input.path;
  return isHeaders ? { ...fact, ...reachOfDeclared(whole, declared) } : fact;
};

/** What is looked up when the calls of macros that paste are expanded. */
const pastedNames = (whole: WholeScope, tokens: readonly Token[]): readonly string[] => {
  const { lookup, asked } = recording(whole.macros);
  const cache = cacheOf(whole);
  const pastes = pastingOf(whole);
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.kind !== "word" || !pastes(token.text)) continue;
    const end = endOfCall(tokens, at);
    expand(tokens.slice(at, end), lookup, { cache });
    at = end - 1;
  }
  return asked.names;
};

const cacheOf = remembered<WholeScope, MacroCache>(() => createMacroCache());

/** Behind the arguments of the macro at `at`, or behind its name. */
const endOfCall = (tokens: readonly Token[], at: number): number => {
  if (tokens[at + 1]?.text !== "(") return at + 1;
  let depth = 0;
  for (let i = at + 1; i < tokens.length; i++) {
    const text = tokens[i]?.text;
    if (text === "(") depth++;
    else if (text === ")" && --depth === 0) return i + 1;
  }
  return at + 1;
};

/** Does the name stand for a macro that pastes names together, itself or through others? */
const pastingOf = remembered((whole: WholeScope): ((name: string) => boolean) => {
  const known = new Map<string, boolean>();
  const pastes = (name: string): boolean => {
    const before = known.get(name);
    if (before !== undefined) return before;
    // What calls itself meets this.
    known.set(name, false);
    const macro = whole.macros.get(name);
    if (macro === undefined || makesUnique.has(name)) return false;
    const answer = macro.body.includes("##") || wordsOfMacro(macro).some(pastes);
    known.set(name, answer);
    return answer;
  };
  return pastes;
});

/** These paste names that nothing else has. */
const makesUnique: ReadonlySet<string> = new Set([
  "__UNIQUE_ID",
  "compiletime_assert",
  "_compiletime_assert",
  "__compiletime_assert",
]);
