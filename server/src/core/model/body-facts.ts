/**
 * What the bodies and initialisers of a file refer to, once macros are expanded, remembered for as long as the
 * definition and the unit's scope stay what they are: an edit costs the definition it touches.
 */
import type { BodyDeclaration, BodyLookup } from "../preprocess/body-lookup.ts";
import { referencesOfBody, referencesOfInitialiser } from "../preprocess/body-references.ts";
import { callsIn } from "../preprocess/calls.ts";
import { createMacroCache, type MacroCache } from "../preprocess/macro-body.ts";
import type { BodyReference, CallSite } from "../preprocess/reference.ts";
import {
  type DeclarationFact,
  isCertainlyAbsent,
  type ScopeLookup,
  type UnitScope,
} from "../preprocess/scope.ts";
import { type Answers, askedOf, sayTheSame } from "../preprocess/scope-answers.ts";
import { arityInHeaders, isRefused } from "./arity.ts";
import type { FileModel, FunctionDefinition, Uses, Variable } from "./file.ts";
import { doesNotReturn } from "./flow.ts";
import { type OwnDeclarations, ownDeclarationsOf } from "./own-declarations.ts";
import { remembered, rememberedPair } from "./remembered.ts";
import { countBelow, mentionsUnsettled, type Unsettled, unsettledIn } from "./unsettled.ts";

export interface BodyFacts {
  /** All, in text order; offsets from the start of the body or initialiser. */
  readonly references: readonly BodyReference[];
  /** Of each name the one that says most: the surest, of those one by address, of those the first. Not those never made. */
  readonly strongest: readonly StrongReference[];
  /** Of each name that neither a header nor a macro declares the first, made or not: the file itself may. */
  readonly absent: readonly BodyReference[];
  /**
   * Calls as the source spells them that may have the wrong number of arguments: of what a header says they have, and of
   * what the file itself may declare it is open.
   */
  readonly calls: readonly CallSite[];
}

export interface StrongReference extends BodyReference {
  /** `&name`: what it names is kept, whatever becomes of reads. */
  readonly isAddress: boolean;
  /** `name[...]`: an array that is read, not handed on. */
  readonly isIndexed: boolean;
}

export type Definition = FunctionDefinition | Variable;

/** What every definition of a file says that has a body or an initialiser, in text order. */
export const bodyFactsOf = rememberedPair(
  (scope: UnitScope, file: FileModel): ReadonlyMap<Definition, BodyFacts> => {
    const all = new Map<Definition, BodyFacts>();
    const initialised = file.variables.filter(({ initialiser }) => initialiser !== undefined);
    const definitions = [...file.functions, ...initialised];
    const place = placeOf(file, scope);
    for (const one of definitions.toSorted((a, b) => a.span.start - b.span.start))
      all.set(one, factsOf(one, place));
    return all;
  },
);

/**
 * Reads one definition at each step, so that a host with a newer scope at hand can do it between other work: what was
 * read is there when it is asked for.
 */
export function* readAhead(scope: UnitScope, file: FileModel): Generator<undefined, void> {
  const place = placeOf(file, scope);
  for (const one of [...file.functions, ...file.variables]) {
    if (one.kind === "function" || one.initialiser) factsOf(one, place);
    yield;
  }
}

interface Place {
  readonly file: FileModel;
  readonly scope: UnitScope;
  readonly own: OwnDeclarations;
  readonly unsettled: Unsettled;
}

const placeOf = (file: FileModel, scope: UnitScope): Place => ({
  file,
  scope,
  own: ownDeclarationsOf(scope, file),
  unsettled: unsettledIn(file),
});

function factsOf(one: Definition, place: Place): BodyFacts {
  const { file, scope, own } = place;
  const kept = keptOf(one.uses);
  const known =
    kept.find((before) => before.scope === scope) ?? kept.find(({ said }) => sayTheSame(said, scope));
  if (known && isStillTrue(known, own) && isAsSettled(known, one, place)) {
    known.scope = scope;
    return known.facts;
  }
  const inside = one.kind === "function" ? one.body : one.initialiser;
  const isUnsettled = mentionsUnsettled(one, place.file, place.unsettled);
  const asked = new Map<string, BodyDeclaration | undefined>();
  const { lookup, said } = askedOf(scope);
  const facts =
    inside && !isUnsettled
      ? readIn(file.text.slice(inside.start, inside.end), lookup, cacheOf(scope), {
          kind: one.kind,
          parameters: one.kind === "function" ? parameterNames(one, file.text, lookup) : [],
          isLocal: one.storage === "static" || one.isInline,
          own: {
            names: own.names,
            get(name) {
              const answer = own.get(name);
              asked.set(name, answer);
              return answer;
            },
          },
        })
      : nothing;
  const answered = new Map([...asked].filter(([, answer]) => answer !== undefined));
  const unsettled = place.unsettled.names;
  const below = countBelow(one, place.unsettled);
  const made = { facts, answered, asked: [...asked.keys()], own, isUnsettled, unsettled, below, scope, said };
  if (known) kept.splice(kept.indexOf(known), 1);
  kept.unshift(made);
  kept.splice(mostScopes);
  return facts;
}

interface KeptFacts {
  readonly facts: BodyFacts;
  /** What the file's own declarations said of the names that were asked, where they said something. */
  readonly answered: ReadonlyMap<string, BodyDeclaration | undefined>;
  readonly asked: readonly string[];
  own: OwnDeclarations;
  readonly isUnsettled: boolean;
  /** The macros that were unsettled, and how many of them were defined only below. */
  unsettled: string;
  below: number;
  /** For which they were last found true. */
  scope: UnitScope;
  /** What the scope said of all that was asked of it: another scope that says the same leaves the facts true. */
  readonly said: Answers;
}

/** Of one definition, the newest first. */
const keptOf = remembered((_uses: Uses): KeptFacts[] => []);

/** A file that several modules link, or that is checked for several kernels, has as many scopes. */
const mostScopes = 4;

function isStillTrue(known: KeptFacts, own: OwnDeclarations): boolean {
  const { answered, asked } = known;
  if (known.own === own) return true;
  for (const [name, before] of answered) {
    const now = own.get(name);
    if (now?.what !== before?.what || now?.mayBeConstant !== before?.mayBeConstant) return false;
  }
  // As long as the file declares what it did, it says nothing of the names that it said nothing of.
  const isSame =
    known.own.names === own.names || asked.every((name) => answered.has(name) || own.get(name) === undefined);
  if (isSame) known.own = own;
  return isSame;
}

/** Are the macros it mentions still settled, or still not? */
function isAsSettled(known: KeptFacts, one: Definition, place: Place): boolean {
  const { names } = place.unsettled;
  const below = countBelow(one, place.unsettled);
  if (known.unsettled === names && known.below === below) return true;
  if (mentionsUnsettled(one, place.file, place.unsettled) !== known.isUnsettled) return false;
  known.unsettled = names;
  known.below = below;
  return true;
}

/** Where a definition's offsets count from. */
export const bodyStart = (one: Definition): number =>
  one.kind === "function" ? one.body.start : (one.initialiser?.start ?? one.span.end);

const nothing: BodyFacts = { references: [], strongest: [], absent: [], calls: [] };

export interface BodyContext {
  readonly kind: Definition["kind"];
  readonly parameters: readonly string[];
  /** Called from this file only: the compiler may know its arguments. */
  readonly isLocal: boolean;
  readonly own: OwnDeclarations;
}

/** What a text between braces, or an initialiser, says in the scope. */
export const readBody = (text: string, scope: UnitScope, context: BodyContext): BodyFacts =>
  readIn(text, scope, cacheOf(scope), context);

function readIn(text: string, scope: ScopeLookup, cache: MacroCache, context: BodyContext): BodyFacts {
  const lookup: BodyLookup = {
    macros: scope.macros,
    declarationOf: (name) => declarationOf(name, scope, context.own),
    parameters: context.parameters,
    parametersMayBeConstant: context.isLocal,
    cache,
  };
  const read = context.kind === "function" ? referencesOfBody : referencesOfInitialiser;
  const { references, isWhole } = read(text, lookup);
  // What was not understood may be a local's declaration: then nothing is said of any name.
  if (!isWhole) return { ...nothing, ...miscalled(text, references, scope) };
  return {
    references,
    strongest: strongestOf(references, text),
    absent: firstOfEach(references.filter((one) => !one.isDeclaredInside && isUnknown(one.name, scope))),
    calls: callsIn(text, scope.macros).filter((call) => isDoubtful(call, scope)),
  };
}

function firstOfEach(references: readonly BodyReference[]): readonly BodyReference[] {
  const first = new Map<string, BodyReference>();
  for (const one of references) if (!first.has(one.name)) first.set(one.name, one);
  return [...first.values()];
}

function isDoubtful({ name, argumentCount }: CallSite, scope: ScopeLookup): boolean {
  const arity = arityInHeaders(name, scope);
  if (arity) return isRefused(argumentCount, arity);
  const declared = scope.declarations.get(name);
  return !scope.macros.has(name) && (declared === undefined || declared.path === scope.path);
}

/** A macro that is given the wrong number of arguments stays as it is: that alone can be told of such a text. */
function miscalled(
  text: string,
  references: readonly BodyReference[],
  scope: ScopeLookup,
): Pick<BodyFacts, "references" | "calls"> {
  // Which branch is compiled may be what is not known.
  if (/^[ \t]*#/m.test(text)) return nothing;
  const left = references.filter(({ name }) => scope.macros.get(name)?.parameters !== undefined);
  return left.length === 0 ? nothing : { references: left, calls: callsIn(text, scope.macros) };
}

const cacheOf = remembered((_scope: UnitScope) => createMacroCache());

function declarationOf(name: string, scope: ScopeLookup, own: OwnDeclarations): BodyDeclaration | undefined {
  const mine = own.get(name);
  if (mine) return mine;
  const fact = scope.declarations.get(name);
  return (
    fact && {
      what: fact.what,
      mayBeConstant: fact.mayBeConstant || (fact.what === "variable" && fact.isStatic),
      isNoReturn: doesNotReturn.has(name),
    }
  );
}

const isUnknown = (name: string, scope: ScopeLookup): boolean => {
  if (builtin.test(name)) return false;
  if (isCertainlyAbsent(name, scope)) return true;
  const declared = scope.declarations.get(name);
  const isOwn = declared?.path === scope.path && declared.header === undefined && isSymbol(declared);
  return isOwn && scope.isWhole && !scope.macros.has(name) && !scope.hidden.has(name);
};

const isSymbol = ({ what }: DeclarationFact): boolean =>
  what === "function" || what === "inline" || what === "variable";

/** Names that the compiler itself knows. */
const builtin =
  /^(?:__builtin_|__sync_|__atomic_|__c11_|__typeof|__alignof|__extension__|_Static_assert|_Generic)/;

function strongestOf(references: readonly BodyReference[], text: string): readonly StrongReference[] {
  const best = new Map<string, StrongReference>();
  for (const reference of references) {
    if (reference.certainty === "never") continue;
    const known = best.get(reference.name);
    const one = {
      ...reference,
      isAddress: /&\s*\(?\s*$/.test(text.slice(Math.max(0, reference.offset - 8), reference.offset)),
      isIndexed: /^\s*\[/.test(text.slice(reference.offset + reference.length).slice(0, 8)),
    };
    if (known === undefined || strength(one) > strength(known)) best.set(reference.name, one);
  }
  return [...best.values()];
}

const strength = ({ certainty, isAddress, isIndexed }: StrongReference): number =>
  (certainty === "certain" ? 4 : 0) + (isAddress ? 2 : 0) + (isIndexed ? 0 : 1);

/** Where the head was not understood, every word in it may be one. */
function parameterNames(one: FunctionDefinition, text: string, scope: ScopeLookup): readonly string[] {
  const named = one.signature?.parameters?.map(({ name }) => name);
  const understood = named?.filter((name) => name !== undefined);
  if (understood && understood.length === named?.length) return understood;
  const words = wordsOf(text.slice(one.nameSpan.end, one.body.start));
  return words.flatMap((word) => [word, ...wordsOf(scope.macros.get(word)?.body ?? "")]);
}

const wordsOf = (text: string): readonly string[] => text.match(/[A-Za-z_]\w*/g) ?? [];
