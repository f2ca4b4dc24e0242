/**
 * Where the sources of a module define, export and mention a name, for tools that say the name alone. Told for showing
 * a place: an include that was not read is taken to change nothing.
 */
import type { KernelFacts } from "../../kernel/facts.ts";
import { entryFunctionsOf } from "../../model/entry-functions.ts";
import { externalUsesOf } from "../../model/external-uses.ts";
import type { FileModel, FunctionDefinition, Variable } from "../../model/file.ts";
import type { ModuleModel } from "../../model/module.ts";
import { plainCodeOf } from "../../model/plain-code.ts";
import type { Span } from "../../text/span.ts";

/** A span of one file. */
export interface Spot {
  readonly path: string;
  /** The text that the span is of. */
  readonly text: string;
  readonly span: Span;
}

export interface Defined {
  readonly file: FileModel;
  readonly definition: FunctionDefinition | Variable;
}

export const spotIn = ({ path, text }: FileModel, span: Span): Spot => ({ path, text, span });

/** The module's C files, then the headers of the project that they include. */
export const filesOf = (module: ModuleModel): readonly FileModel[] => [
  ...module.files,
  ...module.included.values(),
];

/** Functions and variables of that name, as the object file calls them. */
export function definitionsOf(name: string, module: ModuleModel, kernel: KernelFacts): readonly Defined[] {
  const plain = filesOf(module).flatMap((file) =>
    [...file.functions, ...file.variables]
      .filter((one) => one.name === name)
      .map((definition) => ({ file, definition })),
  );
  const role = name === "init_module" ? "init" : name === "cleanup_module" ? "exit" : undefined;
  if (role === undefined || plain.length > 0) return plain;
  return module.files.flatMap((file) =>
    entryFunctionsOf(file, kernel)
      .filter((one) => one.role === role)
      .map(({ definition }) => ({ file, definition })),
  );
}

/** Where a definition mentions a name, in text order. */
export const mentionsIn = ({ definition }: Defined, name: string): readonly Span[] =>
  definition.uses.of(name).map(({ offset }) => {
    const start = definition.span.start + offset;
    return { start, end: start + name.length };
  });

/** The file's functions that run as part of a definition, itself first: those that it mentions, and so on. */
export function reachedFrom(start: Defined): readonly Defined[] {
  const { file } = start;
  const reached: Defined[] = [start];
  for (const current of reached)
    for (const definition of file.functions)
      if (
        reached.every((one) => one.definition !== definition) &&
        current.definition.uses.of(definition.name).length > 0
      )
        reached.push({ file, definition });
  return reached;
}

/** The exports of a name, by any macro that takes it first. */
export const exportsOf = (name: string, module: ModuleModel): readonly Spot[] =>
  filesOf(module).flatMap((file) =>
    file.macroCalls
      .filter((call) => call.name.includes("EXPORT") && call.arguments[0]?.text === name)
      .map((call) => spotIn(file, call.arguments[0]?.span ?? call.nameSpan)),
  );

/**
 * The first place that makes a module refer to a name: as the compiler sees it where headers were read, else by words,
 * also through macros of the module's own files.
 */
export function mentionOf(name: string, module: ModuleModel, kernel: KernelFacts): Spot | undefined {
  for (const file of module.files) {
    const use = externalUsesOf(file, module, kernel)?.find((one) => one.name === name);
    if (use) return spotIn(file, use.span);
  }
  return mentionByWords(name, module, 0) ?? textMentionOf(name, module);
}

/** Macros that stand for macros: more than anybody nests by hand. */
const deepest = 4;

function mentionByWords(name: string, module: ModuleModel, depth: number): Spot | undefined {
  const files = filesOf(module).filter(({ text }) => text.includes(name));
  for (const file of files) {
    for (const definition of [...file.functions, ...file.variables].toSorted(byStart)) {
      const [span] = definition.name === name ? [] : mentionsIn({ file, definition }, name);
      if (span) return spotIn(file, span);
    }
    const word = new RegExp(`\\b${name}\\b`);
    const argument = file.macroCalls
      .flatMap((call) => call.arguments)
      .find(
        ({ text, span }) => word.test(text) && word.test(plainCodeOf(file).text.slice(span.start, span.end)),
      );
    if (argument) return spotIn(file, argument.span);
  }
  if (depth === deepest) return undefined;
  const macros = files.flatMap(({ macroDefinitions }) =>
    macroDefinitions.filter((macro) => macro.name !== name && new RegExp(`\\b${name}\\b`).test(macro.body)),
  );
  for (const macro of macros) {
    const spot = mentionByWords(macro.name, module, depth + 1);
    if (spot) return spot;
  }
  return undefined;
}

const byStart = (a: FunctionDefinition | Variable, b: FunctionDefinition | Variable): number =>
  a.span.start - b.span.start;

/** Also in the strings of asm(), but not in comments. */
function textMentionOf(name: string, module: ModuleModel): Spot | undefined {
  const word = new RegExp(`\\b${name}\\b`);
  for (const file of filesOf(module)) {
    const at = word.exec(file.text.replace(comment, blanked))?.index;
    if (at !== undefined) return spotIn(file, { start: at, end: at + name.length });
  }
  return undefined;
}

const comment = /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*/g;
const blanked = (match: string): string => match.replace(/[^\n]/g, " ");
