/**
 * The macros that decide what a file prints: its own, those of the module's headers that it includes, those that Kbuild
 * defines for it, and the kernel's. Where one name has several definitions, the one that prints is meant: a line in the
 * log was printed.
 */
import type { KbuildModule } from "../kbuild/modules.ts";
import { flagsOfSource } from "../kbuild/modules.ts";
import type { FileModel, MacroDefinition } from "../model/file.ts";
import { remembered } from "../model/remembered.ts";
import { commandLineMacro, moduleMacros } from "../preprocess/compiler-macros.ts";
import type { Macro } from "../preprocess/macro-body.ts";
import { stemOf } from "../text/paths.ts";
import { kernelPrintMacros, printed } from "./print-kernel-macros.ts";

export interface PrintMacros {
  /** May a call of it print? */
  isPrinting(name: string): boolean;
  /** The macro in force at an offset of the C file; its text before that decides where it defines the name itself. */
  get(name: string, offset: number): Macro | undefined;
}

/**
 * @param file a C file of the module
 * @param headers what it includes by quotes
 * @param functions of the module that print, as macros
 */
export function printMacrosOf(
  file: FileModel,
  headers: readonly FileModel[],
  module: KbuildModule,
  functions: ReadonlyMap<string, Macro>,
): PrintMacros {
  const names = { module: module.name, file: stemOf(file.path) };
  const given = new Map<string, Macro>(
    [...moduleMacros(names), ...flagsOfSource(module, file.path).defines.map(commandLineMacro)].map(
      (macro) => [macro.name, macro],
    ),
  );
  const printing = printingNames([file, ...headers], functions.keys());
  const doesPrint = ({ body }: Macro): boolean => wordsOf(body).some((word) => printing.has(word));
  const chosen = (all: readonly MacroDefinition[]): MacroDefinition | undefined =>
    all.findLast(doesPrint) ?? all.at(-1);
  return {
    isPrinting: (name) => printing.has(name),
    get(name, offset) {
      const own = definitionsIn(file).get(name) ?? [];
      const before = own.filter(({ span }) => span.start < offset);
      const found =
        chosen(before.length > 0 ? before : own) ??
        chosen(headers.flatMap((header) => definitionsIn(header).get(name) ?? []));
      const kernel = given.get(name) ?? functions.get(name) ?? kernelPrintMacros.get(name);
      // `#ifndef dev_err_probe`: what stands in for a macro that some kernels lack.
      const isStandIn = found !== undefined && found.guards.length > 0 && !doesPrint(found);
      return found === undefined || (isStandIn && kernel !== undefined && doesPrint(kernel)) ? kernel : found;
    },
  };
}

const definitionsIn = remembered((file: FileModel): ReadonlyMap<string, readonly MacroDefinition[]> => {
  const found = new Map<string, MacroDefinition[]>();
  for (const macro of file.macroDefinitions) {
    const all = found.get(macro.name);
    if (all) all.push(macro);
    else found.set(macro.name, [macro]);
  }
  return found;
});

/** The kernel's that print, and all that may come down to them. */
const printingNames = (files: readonly FileModel[], functions: Iterable<string>): ReadonlySet<string> =>
  reaching(new Set([...kernelPrinting, ...functions]), files.flatMap(wrappersIn));

interface Wrapper {
  readonly name: string;
  readonly words: readonly string[];
}

/** The names, and those of all wrappers that mention one of them or of each other. */
function reaching(names: ReadonlySet<string>, wrappers: readonly Wrapper[]): ReadonlySet<string> {
  const reached = new Set(names);
  for (let before = -1; before !== reached.size; ) {
    before = reached.size;
    for (const { name, words } of wrappers) if (words.some((word) => reached.has(word))) reached.add(name);
  }
  return reached;
}

/** Macros that call something, and other names for a macro. */
const wrappersIn = remembered((file: FileModel): readonly Wrapper[] =>
  file.macroDefinitions.flatMap(({ name, parameters, body }) =>
    (parameters !== undefined && body.includes("(")) || /^\s*[A-Za-z_]\w*\s*$/.test(body)
      ? [{ name, words: wordsOf(body) }]
      : [],
  ),
);

const wordsOf = (body: string): readonly string[] => body.match(/[A-Za-z_$][\w$]*/g) ?? [];

const kernelPrinting = reaching(
  new Set([printed]),
  Array.from(kernelPrintMacros, ([name, { body }]) => ({ name, words: wordsOf(body) })),
);
