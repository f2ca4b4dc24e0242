/** A unit's scope as the file's macros stand now: scopes are made beside the edits and come a little later. */
import type { MacroFact, UnitScope } from "../preprocess/scope.ts";
import type { FileModel, MacroDefinition } from "./file.ts";
import { isUnconditional } from "./guards.ts";
import type { ModuleModel } from "./module.ts";
import { remembered, rememberedPair } from "./remembered.ts";

/**
 * The scope of a C file of the module, or undefined where there is none. It is the very same one for as long as the
 * file's own macros are those that it was made with.
 */
export const scopeOf = (file: FileModel, module: ModuleModel): UnitScope | undefined => {
  const scope = module.scopes.get(file.path);
  return scope && liveScope(scope, file);
};

const liveScope = rememberedPair((scope: UnitScope, file: FileModel): UnitScope => {
  const kept = lastIn(scope);
  if (kept.same.some((before) => areSame(before, file.macroDefinitions))) return scope;
  const changed = changedMacros(scope, file);
  if (changed.size === 0) {
    const isExplained = ({ name, guards }: MacroDefinition): boolean =>
      scope.macros.has(name) || !isUnconditional(guards);
    if (file.macroDefinitions.every(isExplained))
      kept.same = [file.macroDefinitions, ...kept.same].slice(0, 2);
    return scope;
  }
  const key = JSON.stringify([...changed]);
  if (kept.key !== key || !kept.scope) {
    kept.key = key;
    kept.scope = withMacros(scope, changed);
  }
  return kept.scope;
});

/** The last one made: while someone types in a body, the macros stay as they are. */
const lastIn = remembered((_scope: UnitScope): Last => ({ key: "", scope: undefined, same: [] }));

interface Last {
  key: string;
  scope: UnitScope | undefined;
  /**
   * Those of the file when they were last what the scope says, with all of its branches and as the configuration leaves
   * it; no text but theirs was looked at.
   */
  same: readonly (readonly MacroDefinition[])[];
}

const areSame = (before: readonly MacroDefinition[], now: readonly MacroDefinition[]): boolean =>
  before.length === now.length &&
  before.every((one, at) => {
    const other = now[at];
    return (
      one.name === other?.name &&
      one.body === other.body &&
      isUnconditional(one.guards) === isUnconditional(other.guards) &&
      one.parameters?.length === other.parameters?.length
    );
  });

/** null: it is gone, or nobody can say which of several holds. */
type Changes = ReadonlyMap<string, MacroFact | null>;

function changedMacros(scope: UnitScope, file: FileModel): Changes {
  const changes = new Map<string, MacroFact | null>();
  const seen = new Map<string, MacroDefinition[]>();
  for (const macro of file.macroDefinitions) {
    const all = seen.get(macro.name);
    if (all) all.push(macro);
    else seen.set(macro.name, [macro]);
  }
  for (const name of ownNames(scope, file.path)) if (!seen.has(name)) changes.set(name, null);
  for (const [name, all] of seen) {
    const fact = scope.macros.get(name);
    if (fact ? all.some((macro) => isSame(macro, fact)) : mayBeUndefined(name, all, file)) continue;
    const [only] = all;
    changes.set(name, all.length === 1 && only && isUnconditional(only.guards) ? factOf(only, file) : null);
  }
  return changes;
}

/** The macros that the file itself defined when the scope was made. */
const ownNames = (scope: UnitScope, path: string): readonly string[] => {
  const known = ownNamesIn(scope);
  const names =
    known.get(path) ??
    Array.from(scope.macros.values()).flatMap((fact) => (fact.path === path ? fact.name : []));
  known.set(path, names);
  return names;
};

const ownNamesIn = remembered((_scope: UnitScope) => new Map<string, readonly string[]>());

/** Conditionals or an #undef explain why the scope lacks it. */
const mayBeUndefined = (name: string, all: readonly MacroDefinition[], { text }: FileModel): boolean =>
  all.some(({ guards }) => !isUnconditional(guards)) ||
  (text.includes("undef") && new RegExp(`#\\s*undef\\s+${name}\\b`).test(text));

const isSame = (macro: MacroDefinition, fact: MacroFact): boolean =>
  macro.parameters?.length === fact.parameters?.length &&
  (macro.body === fact.body || plain(macro.body) === plainOf(fact));

const plainOf = remembered(({ body }: MacroFact): string => plain(body));

const plain = (body: string): string =>
  body
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|\\\r?\n/g, " ")
    .replace(/\s+/g, " ")
    .trim();

const factOf = (macro: MacroDefinition, file: FileModel): MacroFact => ({
  name: macro.name,
  parameters: macro.parameters,
  body: plain(macro.body),
  path: file.path,
  start: macro.span.start,
});

function withMacros(scope: UnitScope, changes: Changes): UnitScope {
  const macros = new Map(scope.macros);
  const hidden = new Set(scope.hidden);
  for (const [name, fact] of changes) {
    if (fact) macros.set(name, fact);
    else {
      macros.delete(name);
      hidden.add(name);
    }
  }
  return { ...scope, macros, hidden };
}
