/** What the functions and variables of a file itself mean to a reader of its bodies: may the compiler know their value? */
import type { BodyDeclaration } from "../preprocess/body-lookup.ts";
import type { UnitScope } from "../preprocess/scope.ts";
import type { FileModel, FunctionDefinition, Uses, Variable } from "./file.ts";
import { doesNotReturn } from "./flow.ts";
import { remembered, rememberedPair } from "./remembered.ts";

/** By name; of what a file declares and does not define only functions and `extern` variables are told. */
export interface OwnDeclarations {
  /** Every name that the file declares, as one string. */
  readonly names: string;
  get(name: string): BodyDeclaration | undefined;
}

/** The very same one for as long as an edit of the file changes no answer: what was concluded from it still holds. */
export const ownDeclarationsOf = rememberedPair((scope: UnitScope, file: FileModel): OwnDeclarations => {
  const kept = lastIn(scope);
  if (!kept.last || !kept.last.follow(file)) kept.last = readOwn(file);
  return kept.last;
});

const lastIn = remembered((_scope: UnitScope): { last: Followed | undefined } => ({ last: undefined }));

interface Followed extends OwnDeclarations {
  /** Goes on with the file as it is after an edit, where it says the same; else false. */
  follow(file: FileModel): boolean;
}

function readOwn(first: FileModel): Followed {
  let file = first;
  const places = new Map<string, () => FunctionDefinition | Variable | undefined>();
  for (const [at, { name }] of file.functions.entries()) places.set(name, () => file.functions[at]);
  for (const [at, { name }] of file.variables.entries())
    if (!places.has(name)) places.set(name, () => file.variables[at]);
  const prototypes = new Set(file.prototypes.map(({ name }) => name));
  const variables = new Set(file.variables.map(({ name }) => name));
  let written: ReadonlySet<string> | undefined;
  const answers = new Map<string, BodyDeclaration>();
  const make = (name: string): BodyDeclaration | undefined => {
    const one = places.get(name)?.();
    const isNoReturn = doesNotReturn.has(name);
    if (one?.kind === "function")
      return { what: "function", mayBeConstant: returnsConstant(one, file), isNoReturn };
    if (one) {
      written ??= writtenIn(file, variables);
      return { what: "variable", mayBeConstant: holdsConstant(one, written) };
    }
    return prototypes.has(name) ? { what: "function", mayBeConstant: false, isNoReturn } : undefined;
  };
  return {
    names: [...places.keys(), ...prototypes].join(" "),
    get(name) {
      const answer = answers.get(name) ?? make(name);
      if (answer) answers.set(name, answer);
      return answer;
    },
    follow(next) {
      if (!saysSame(file, next, written && variables)) return false;
      file = next;
      return true;
    },
  };
}

/** @param variables whose being written to was asked for; undefined: of none */
const saysSame = (a: FileModel, b: FileModel, variables: ReadonlySet<string> | undefined): boolean =>
  areAlike(a.functions, b.functions, (one, other) =>
    one.name !== other.name
      ? false
      : one.uses === other.uses ||
        (returnsSame(one, other, b) && (!variables || writesSame([one, a], [other, b], variables))),
  ) &&
  areAlike(a.variables, b.variables, (one, other) =>
    one.name !== other.name ||
    one.storage !== other.storage ||
    one.isConst !== other.isConst ||
    one.pointers !== other.pointers
      ? false
      : one.uses === other.uses || !variables || writesSame([one, a], [other, b], variables),
  ) &&
  areAlike(a.prototypes, b.prototypes, (one, other) => one.name === other.name) &&
  areAlike(
    a.macroCalls,
    b.macroCalls,
    (one, other) =>
      one.name === other.name &&
      areAlike(one.arguments, other.arguments, ({ text }, { text: now }) => text === now),
  );

const areAlike = <T>(a: readonly T[], b: readonly T[], isAlike: (a: T, b: T) => boolean): boolean =>
  a.length === b.length &&
  a.every((one, at) => {
    const other = b[at];
    return other !== undefined && isAlike(one, other);
  });

/** Of a function whose value nobody asked for it does not matter. */
function returnsSame(before: FunctionDefinition, now: FunctionDefinition, file: FileModel): boolean {
  const known = constants.get(before.uses);
  return known === undefined || known === returnsConstant(now, file);
}

type Placed = readonly [FunctionDefinition | Variable, FileModel];

/** Does it write to the same ones of the variables? */
function writesSame(before: Placed, now: Placed, variables: ReadonlySet<string>): boolean {
  const a = new Set(writesOf(...before).filter((name) => variables.has(name)));
  const b = new Set(writesOf(...now).filter((name) => variables.has(name)));
  return a.size === b.size && [...a].every((name) => b.has(name));
}

const holdsConstant = (one: Variable, written: ReadonlySet<string>): boolean =>
  (one.isConst && one.pointers === 0) || (one.storage === "static" && !written.has(one.name));

/**
 * Those of the variables that a body writes to or takes the address of, and names that a macro at file scope is given.
 */
function writtenIn(file: FileModel, variables: ReadonlySet<string>): ReadonlySet<string> {
  const written = new Set<string>();
  for (const call of file.macroCalls) {
    if (call.name.startsWith("MODULE_")) continue;
    for (const { text } of call.arguments)
      if (text.length < 256) for (const word of text.match(/[A-Za-z_]\w*/g) ?? []) written.add(word);
  }
  for (const all of [file.functions, file.variables])
    for (const one of all) for (const name of writesOf(one, file)) if (variables.has(name)) written.add(name);
  return written;
}

function writesOf(one: FunctionDefinition | Variable, { text }: FileModel): readonly string[] {
  const inside = one.kind === "function" ? one.body : one.initialiser;
  return inside ? writesIn(one.uses, text, inside) : [];
}

const kept = new WeakMap<Uses, readonly string[]>();

function writesIn(uses: Uses, text: string, { start, end }: FunctionDefinition["body"]): readonly string[] {
  const known = kept.get(uses);
  if (known) return known;
  const names = new Set<string>();
  for (const match of text.slice(start, end).matchAll(write)) names.add(match[1] ?? match[2] ?? "");
  const all = [...names];
  kept.set(uses, all);
  return all;
}

const write =
  /(?:&|\+\+|--)\s*\(*([A-Za-z_]\w*)|\b([A-Za-z_]\w*)\s*(?:\[[^\]]*\]\s*|\.\s*\w+\s*)*(?:=(?!=)|[-+*/%|&^]=|<<=|>>=|\+\+|--)/g;

/** Does it always return the same, as far as a look at its returns can tell? */
function returnsConstant(one: FunctionDefinition, file: FileModel): boolean {
  const known = constants.get(one.uses);
  if (known !== undefined) return known;
  const body = file.text.slice(one.body.start, one.body.end);
  const values = new Set(
    Array.from(body.matchAll(/\breturn\b\s*([^;]*);/g), ([, value]) => value?.trim() ?? ""),
  );
  const isPlain = [...values].every((value) =>
    /^[-~!(]*(?:\d\w*|[A-Z_][A-Z_\d]*|true|false)\)*$/.test(value),
  );
  const isCalling = /[A-Za-z_]\w*\s*\(/.test(
    body.replace(/\b(?:if|while|for|switch|return|sizeof)\s*\(/g, "("),
  );
  const isConstant = values.size === 0 || (isPlain && values.size === 1) || !isCalling;
  constants.set(one.uses, isConstant);
  return isConstant;
}

const constants = new WeakMap<Uses, boolean>();
