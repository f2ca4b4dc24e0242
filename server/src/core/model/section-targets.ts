/** The definitions of a module that are gone at some time, and who in a file mentions them. */
import type { FileModel, FunctionDefinition, Prototype, SectionKind, Variable } from "./file.ts";
import { areExclusive } from "./guards.ts";
import type { ModuleModel } from "./module.ts";
import { isNoinline } from "./reached.ts";
import type { Target } from "./references.ts";
import { remembered } from "./remembered.ts";
import { belongingOf } from "./sides.ts";
import { isNoMacro, type Unit } from "./unit.ts";

export interface SectionTarget extends Target {
  readonly side: "init" | "exit";
  /** As written: `__initdata`. */
  readonly annotation: string;
  readonly definition: FunctionDefinition | Variable;
  /** The file that defines it. */
  readonly home: FileModel;
}

/** What a file can refer to: its own, and what the module's other files define for all. */
export function targetsOf(file: FileModel, module: ModuleModel, unit: Unit): readonly SectionTarget[] {
  const own = markedIn(file);
  const others = module.files
    .filter((other) => other !== file)
    .flatMap((other) => markedIn(other).filter(({ definition }) => definition.storage !== "static"));
  const isForeign = ({ name }: SectionTarget): boolean =>
    others.filter((other) => other.name === name).length === 1 &&
    file.text.includes(name) &&
    !isDefinedIn(name, file) &&
    unit.files.every((included) => included.functions.every((one) => one.name !== name));
  const foreign = others.filter(isForeign).map((other) => ({ ...other, isInlinable: false }));
  return [...own, ...foreign].filter((target) => isUnambiguous(target) && isNoMacro(target.name, unit));
}

/** For each target the definitions of a file that mention it and can be compiled together with it, in text order. */
export function usersOf(
  targets: readonly SectionTarget[],
  file: FileModel,
): readonly { readonly target: SectionTarget; readonly user: FunctionDefinition | Variable }[] {
  if (targets.length === 0) return [];
  const all = [...file.functions, ...file.variables].toSorted((a, b) => a.span.start - b.span.start);
  return targets.flatMap((target) => {
    const { name, definition, home } = target;
    const users = new Set<FunctionDefinition | Variable>();
    for (let at = file.text.indexOf(name); at >= 0; at = file.text.indexOf(name, at + name.length)) {
      const user = enclosing(all, at);
      if (user && user !== definition && !(home === file && areExclusive(user.guards, definition.guards)))
        users.add(user);
    }
    return [...users].map((user) => ({ target, user }));
  });
}

const isDefinedIn = (name: string, file: FileModel): boolean =>
  file.functions.some((one) => one.name === name) ||
  file.variables.some((one) => one.name === name && one.storage !== "extern");

const markedIn = remembered((file: FileModel): readonly SectionTarget[] =>
  (file.isRead || file.text.includes("__init") || file.text.includes("__exit")
    ? [...file.functions, ...file.variables]
    : []
  ).flatMap((definition): readonly SectionTarget[] => {
    // Half-written: `static int __exit = 1;` names nothing, and nothing is found everywhere.
    if (definition.name === "") return [];
    const earlier = declaredAbove(definition, file);
    if (!isMarked(definition.section) && earlier.length === 0) return [];
    const side = belongingOf(definition, file, earlier);
    const annotation = [definition, ...earlier]
      .flatMap(({ annotations }) => annotations)
      .find(({ name }) => /^__(?:init|exit)(?:data|const)?$/.test(name));
    if ((side !== "init" && side !== "exit") || !annotation) return [];
    return [
      {
        name: definition.name,
        kind: definition.kind,
        isInlinable:
          definition.kind === "function" &&
          !(isNoinline(definition, file) && callsSomething(definition, file)),
        isConst:
          definition.kind === "variable" &&
          ((definition.pointers === 0 && definition.isConst) || annotation.name.endsWith("const")),
        side,
        annotation: annotation.name,
        definition,
        home: file,
      },
    ];
  }),
);

const isMarked = (section: SectionKind): boolean => section === "init" || section === "exit";

/** Earlier declarations that mark a name: gcc merges them into the definition. */
const declaredAbove = (
  { name, span }: FunctionDefinition | Variable,
  file: FileModel,
): readonly Prototype[] =>
  markedPrototypes(file).filter((one) => one.name === name && one.span.start < span.start);

const markedPrototypes = remembered((file: FileModel): readonly Prototype[] =>
  file.prototypes.filter(({ section, guards }) => isMarked(section) && guards.length === 0),
);

/** Of a function without effects gcc leaves a call out, noinline or not. */
const callsSomething = (one: FunctionDefinition, { text }: FileModel): boolean =>
  [...text.slice(one.body.start, one.body.end).matchAll(/\b([a-z_]\w*)\s*\(/g)].some(
    ([, name]) => !/^(?:if|for|while|switch|return|sizeof|typeof)$/.test(name ?? ""),
  );

/** Another definition of the name, in another branch, may be the one that is meant. */
const isUnambiguous = ({ name, definition, home }: SectionTarget): boolean =>
  home.functions.every((one) => one === definition || one.name !== name) &&
  home.variables.every(
    (one) => one === definition || one.name !== name || (one.storage === "extern" && !one.initialiser),
  );

/** The definition whose body or initialiser holds the offset. */
function enclosing(
  all: readonly (FunctionDefinition | Variable)[],
  offset: number,
): FunctionDefinition | Variable | undefined {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.span.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  // Several variables of one declaration start at the same place.
  for (let index = low - 1; index >= 0 && index >= low - 16; index--) {
    const one = all[index];
    const inside = one?.kind === "function" ? one.body : one?.initialiser;
    if (one && inside && inside.start <= offset && offset < inside.end) return one;
  }
  return undefined;
}
