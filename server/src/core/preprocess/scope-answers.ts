/**
 * What a scope said of the names that it was asked for, so that what was concluded can be kept when a newer scope of the
 * same file says the same of them. Scopes come anew with every name typed; few of their facts do.
 */
import type { DeclarationFact, MacroFact, ScopeLookup, UnitScope } from "./scope.ts";

export interface Answers {
  readonly isWhole: boolean;
  readonly byName: ReadonlyMap<string, Answer>;
}

interface Answer {
  readonly macro: MacroFact | undefined;
  readonly declaration: DeclarationFact | undefined;
  readonly isHidden: boolean;
  readonly wasAsked: boolean;
}

/** Takes a scope; gives a way to ask it that notes each answer in `said`. */
export const askedOf = (scope: UnitScope): { readonly lookup: ScopeLookup; readonly said: Answers } => {
  const byName = new Map<string, Answer>();
  const note = (name: string): Answer => {
    const known = byName.get(name);
    if (known) return known;
    const answer = answerOf(name, scope);
    byName.set(name, answer);
    return answer;
  };
  return {
    said: { isWhole: scope.isWhole, byName },
    lookup: {
      path: scope.path,
      isWhole: scope.isWhole,
      macros: { get: (name) => note(name).macro, has: (name) => note(name).macro !== undefined },
      declarations: {
        get: (name) => note(name).declaration,
        has: (name) => note(name).declaration !== undefined,
      },
      hidden: { has: (name) => note(name).isHidden },
      asked: { has: (name) => note(name).wasAsked },
    },
  };
};

/** Would the scope give the same answers? */
export const sayTheSame = ({ isWhole, byName }: Answers, scope: UnitScope): boolean => {
  if (isWhole !== scope.isWhole) return false;
  for (const [name, before] of byName) {
    const isSame =
      isSameMacro(before.macro, scope.macros.get(name)) &&
      isSameDeclaration(before.declaration, scope.declarations.get(name), scope.path) &&
      before.isHidden === scope.hidden.has(name) &&
      before.wasAsked === (scope.asked?.has(name) ?? true);
    if (!isSame) return false;
  }
  return true;
};

const answerOf = (name: string, scope: UnitScope): Answer => ({
  macro: scope.macros.get(name),
  declaration: scope.declarations.get(name),
  isHidden: scope.hidden.has(name),
  wasAsked: scope.asked?.has(name) ?? true,
});

const isSameMacro = (a: MacroFact | undefined, b: MacroFact | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.body === b.body &&
    a.path === b.path &&
    isSameList(a.parameters, b.parameters));

/** Where the file's own declarations stand does not count: each line typed moves them, and its model knows better. */
const isSameDeclaration = (
  a: DeclarationFact | undefined,
  b: DeclarationFact | undefined,
  own: string,
): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.what === b.what &&
    a.path === b.path &&
    a.header === b.header &&
    (a.path === own || a.start === b.start) &&
    a.parameters === b.parameters &&
    a.isVariadic === b.isVariadic &&
    a.isStatic === b.isStatic &&
    a.mayBeConstant === b.mayBeConstant &&
    isSameList(a.reaches, b.reaches));

const isSameList = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  a === b ||
  (a !== undefined && b !== undefined && a.length === b.length && a.every((one, at) => one === b[at]));
