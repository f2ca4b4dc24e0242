/** How many arguments a name takes where it is called: by a macro's definition, or by prototypes and definitions. */
import type { ScopeLookup, UnitScope } from "../preprocess/scope.ts";
import { undefinedIn } from "./compiled.ts";
import type { FileModel, FunctionDefinition, MacroDefinition, Prototype } from "./file.ts";
import { remembered, rememberedPair } from "./remembered.ts";

export interface Arity {
  readonly kind: "macro" | "function";
  readonly least: number;
  readonly isVariadic: boolean;
  /** The path of the file that declares it; undefined for a macro of the compiler or the command line. */
  readonly origin: string | undefined;
}

/** Does the compiler refuse that many arguments? */
export function isRefused(given: number, { kind, least, isVariadic }: Arity): boolean {
  const counted = kind === "macro" && least === 1 && given === 0 ? 1 : given;
  return isVariadic ? counted < least : counted !== least;
}

/** What the headers alone say of a function-like macro or a function; undefined where they say nothing certain. */
export function arityInHeaders(name: string, scope: ScopeLookup): Arity | undefined {
  const macro = scope.macros.get(name);
  if (macro) {
    const { parameters, path } = macro;
    if (!parameters || path === scope.path || scope.hidden.has(name)) return undefined;
    const isVariadic = parameters.at(-1)?.endsWith("...") === true;
    // The GNU extension lets the comma before `...` go with what follows it.
    const least = isVariadic ? parameters.length - 1 : parameters.length;
    return { kind: "macro", least, isVariadic, origin: path };
  }
  const declared = scope.declarations.get(name);
  if (declared?.what !== "function" && declared?.what !== "inline") return undefined;
  // What the file declared when the scope was made may have changed since.
  const { parameters, isVariadic, path } = declared;
  if (path === scope.path || parameters === undefined || scope.hidden.has(name)) return undefined;
  return { kind: "function", least: parameters, isVariadic, origin: path };
}

/**
 * How many arguments a call at `at` must give; undefined where that is not certain, as where the file defines the name
 * anew on its way.
 */
export function arityAt(name: string, at: number, file: FileModel, scope: UnitScope): Arity | undefined {
  const known = namesIn(scope, file);
  const found = known.get(name) ?? find(name, file, scope);
  known.set(name, found);
  return found.macros ? arityOfOwnMacro(found.macros, at, file) : found.arity;
}

/** Calls of the same functions are asked about again and again. */
const namesIn = rememberedPair((_scope: UnitScope, _file: FileModel) => new Map<string, Found>());

interface Found {
  /** Where the file defines them: which of them holds depends on the place. */
  readonly macros: readonly MacroDefinition[] | undefined;
  readonly arity: Arity | undefined;
}

function find(name: string, file: FileModel, scope: UnitScope): Found {
  if (undefinedIn(file).has(name)) return { macros: undefined, arity: undefined };
  const isOwn = ownFunctions(file).has(name);
  return {
    macros: ownMacros(file).get(name),
    arity: isOwn ? arityOfOwnFunction(name, file, scope) : arityInHeaders(name, scope),
  };
}

function arityOfOwnMacro(
  definitions: readonly MacroDefinition[],
  at: number,
  file: FileModel,
): Arity | undefined {
  const [only] = definitions;
  if (!only?.parameters || definitions.length > 1 || only.span.end > at) return undefined;
  const isVariadic = only.parameters.at(-1)?.endsWith("...") === true;
  const least = isVariadic ? only.parameters.length - 1 : only.parameters.length;
  return { kind: "macro", least, isVariadic, origin: file.path };
}

const ownMacros = remembered((file: FileModel) => {
  const byName = new Map<string, MacroDefinition[]>();
  for (const macro of file.macroDefinitions) {
    const all = byName.get(macro.name);
    if (all) all.push(macro);
    else byName.set(macro.name, [macro]);
  }
  return byName;
});

/** By all that declares it in the file: only where they agree. */
function arityOfOwnFunction(name: string, file: FileModel, scope: UnitScope): Arity | undefined {
  const arities = (ownFunctions(file).get(name) ?? []).map((one) => arityOfOwn(one, file, scope));
  const [first] = arities;
  return first && arities.every((one) => one?.least === first.least && one.isVariadic === first.isVariadic)
    ? first
    : undefined;
}

const ownFunctions = remembered((file: FileModel) => {
  const byName = new Map<string, (FunctionDefinition | Prototype)[]>();
  for (const one of [...file.functions, ...file.prototypes]) {
    const all = byName.get(one.name);
    if (all) all.push(one);
    else byName.set(one.name, [one]);
  }
  return byName;
});

function arityOfOwn(
  { signature }: FunctionDefinition | Prototype,
  file: FileModel,
  scope: UnitScope,
): Arity | undefined {
  const parameters = signature?.parameters;
  // A macro may stand for several.
  const isSplit = parameters?.some(({ text }) => mayBeSeveral(text, scope));
  if (!parameters || isSplit) return undefined;
  const isVariadic = parameters.at(-1)?.text === "...";
  const least = parameters.length - (isVariadic ? 1 : 0);
  return { kind: "function", least, isVariadic, origin: file.path };
}

/** Does a macro in a parameter's text stand for something with a comma? */
function mayBeSeveral(text: string, scope: UnitScope): boolean {
  const known = severalIn(scope).get(text);
  if (known !== undefined) return known;
  const words = text.match(/[A-Za-z_]\w*/g) ?? [];
  const isSeveral = words.some((word) => scope.macros.get(word)?.body.includes(","));
  severalIn(scope).set(text, isSeveral);
  return isSeveral;
}

const severalIn = remembered((_scope: UnitScope) => new Map<string, boolean>());
