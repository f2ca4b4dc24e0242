/** What the functions and variables of a file itself mean to a reader of its bodies: may the compiler know their value? */
import type { BodyDeclaration } from "../preprocess/body-lookup.ts";
import type { FileModel, FunctionDefinition, Uses, Variable } from "./file.ts";
import { doesNotReturn } from "./flow.ts";
import { once, remembered } from "./remembered.ts";

/** By name; of what a file declares and does not define only functions and `extern` variables are told. */
export interface OwnDeclarations {
  /** Every name that the file declares, as one string. */
  readonly names: string;
  get(name: string): BodyDeclaration | undefined;
}

export const ownDeclarationsOf = remembered((file: FileModel): OwnDeclarations => {
  const byName = new Map<string, FunctionDefinition | Variable>();
  for (const one of file.functions) byName.set(one.name, one);
  for (const one of file.variables) if (!byName.has(one.name)) byName.set(one.name, one);
  const prototypes = new Set(file.prototypes.map(({ name }) => name));
  const written = once(() => writtenIn(file));
  const answers = new Map<string, BodyDeclaration>();
  return {
    names: [...byName.keys(), ...prototypes].join(" "),
    get(name) {
      const known = answers.get(name);
      if (known) return known;
      const one = byName.get(name);
      const isNoReturn = doesNotReturn.has(name);
      const made: BodyDeclaration | undefined =
        one?.kind === "function"
          ? { what: "function", mayBeConstant: returnsConstant(one, file), isNoReturn }
          : one
            ? { what: "variable", mayBeConstant: holdsConstant(one, written()) }
            : prototypes.has(name)
              ? { what: "function", mayBeConstant: false, isNoReturn }
              : undefined;
      if (made) answers.set(name, made);
      return made;
    },
  };
});

const holdsConstant = (one: Variable, written: ReadonlySet<string>): boolean =>
  (one.isConst && one.pointers === 0) || (one.storage === "static" && !written.has(one.name));

/** Names that a body writes to or takes the address of, and those that a macro at file scope is given. */
function writtenIn(file: FileModel): ReadonlySet<string> {
  const written = new Set<string>();
  for (const call of file.macroCalls) {
    if (call.name.startsWith("MODULE_")) continue;
    for (const { text } of call.arguments)
      if (text.length < 256) for (const word of text.match(/[A-Za-z_]\w*/g) ?? []) written.add(word);
  }
  for (const one of file.functions)
    for (const name of writesIn(one.uses, file.text, one.body)) written.add(name);
  for (const one of file.variables)
    if (one.initialiser) for (const name of writesIn(one.uses, file.text, one.initialiser)) written.add(name);
  return written;
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
  /(?:&|\+\+|--)\s*\(*([A-Za-z_]\w*)|([A-Za-z_]\w*)\s*(?:\[[^\]]*\]\s*|\.\s*\w+\s*)*(?:=(?!=)|[-+*/%|&^]=|<<=|>>=|\+\+|--)/g;

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
