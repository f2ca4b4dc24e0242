/** What other files' checks can see of a file, as one string that is equal exactly when all of it is. */
import type {
  FileModel,
  FunctionDefinition,
  MacroCall,
  MacroDefinition,
  Prototype,
  Variable,
} from "./file.ts";

/** Takes everything of a model but its signature. Costs one short string a definition. */
export function signatureOf(file: Omit<FileModel, "signature">): string {
  return [
    file.spdx?.expression ?? "",
    ...file.functions.map(ofFunction),
    ...file.prototypes.map(ofFunction),
    ...file.variables.map(ofVariable),
    ...file.macroCalls.map(ofCall),
    ...file.macroDefinitions.map(ofDefinition),
    ...file.includes.map((include) => include.path),
  ].join("\n");
}

const guarded = (guards: FileModel["functions"][number]["guards"]): string =>
  guards.map(({ conditional, branch }) => `${conditional}.${branch}`).join(",");

const ofFunction = (one: FunctionDefinition | Prototype): string =>
  `${one.kind} ${one.storage} ${one.section} ${one.signature?.returnType ?? "?"} ${one.name} ${one.signature?.parameters?.length ?? "?"} ${guarded(one.guards)}`;

const ofVariable = (one: Variable): string =>
  `${one.storage} ${one.section} ${one.type} ${one.pointers} ${one.name} ${one.arrayLength ?? ""} ${one.elements?.at(-1)?.kind ?? ""} ${guarded(one.guards)}`;

const ofCall = (one: MacroCall): string =>
  `${one.isStatic ? "static " : ""}${one.name}(${one.arguments.map(({ text }) => text).join(",")}) ${guarded(one.guards)}`;

const ofDefinition = (one: MacroDefinition): string =>
  `#define ${one.name}(${one.parameters?.join(",") ?? ""}) ${one.body}`;
