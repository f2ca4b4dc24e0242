/** Where a file says what runs when its module is loaded and unloaded. */
import type { EntryMacro, KernelFacts } from "../kernel/facts.ts";
import type { FileModel, MacroArgument, MacroCall, MacroDefinition } from "./file.ts";
import { remembered, rememberedPair } from "./remembered.ts";

export interface EntryPoint {
  readonly call: MacroCall;
  readonly macro: EntryMacro;
  /** The function named as init, where the macro takes one. */
  readonly init: MacroArgument | undefined;
  readonly exit: MacroArgument | undefined;
}

/** Every entry point in text order, also through macros that the file itself defines over the kernel's. */
export const entryPointsOf = (file: FileModel, kernel: KernelFacts): readonly EntryPoint[] =>
  entryPointsFor(kernel, file);

const entryPointsFor = rememberedPair((kernel: KernelFacts, file: FileModel): readonly EntryPoint[] => {
  if (!file.isRead && !mentionsEntry(kernel, file)) return [];
  const own = ownEntryMacros(file.macroDefinitions, kernel);
  return file.macroCalls.flatMap((call) => {
    const macro = own.get(call.name) ?? kernel.entryMacros.get(call.name);
    if (!macro) return [];
    const argument = (index: number | undefined) => (index === undefined ? undefined : call.arguments[index]);
    return [{ call, macro, init: argument(macro.initArgument), exit: argument(macro.exitArgument) }];
  });
});

/** Does the text hold the name of an entry macro? Those that a file defines are made from them. */
export const mentionsEntry = rememberedPair(
  (kernel: KernelFacts, { text }: FileModel): boolean =>
    text.includes("module_") || entryWords(kernel).test(text),
);

const entryWords = remembered((kernel: KernelFacts): RegExp => {
  const odd = [...kernel.entryMacros.keys()].filter((name) => !commonWords.test(name) && /^\w+$/.test(name));
  return new RegExp([commonWords.source, ...odd].join("|"));
});

const commonWords = /module_|_module|initcall|builtin_/;

/** `#define my_module_driver(x) module_driver(x, ...)`: what such a macro defines; which argument is whose is not told. */
function ownEntryMacros(
  definitions: readonly MacroDefinition[],
  kernel: KernelFacts,
): ReadonlyMap<string, EntryMacro> {
  const found = new Map<string, EntryMacro>();
  for (const { name, body } of definitions) {
    if (!body.includes("(")) continue;
    const used = [...body.matchAll(/\b\w+(?=\s*\()/g)].flatMap(
      ([word]) => found.get(word) ?? kernel.entryMacros.get(word) ?? [],
    );
    if (used.length === 0) continue;
    found.set(name, {
      name,
      definesInit: used.some((macro) => macro.definesInit),
      definesExit: used.some((macro) => macro.definesExit),
      initArgument: undefined,
      exitArgument: undefined,
      isBuiltinOnly: used.every((macro) => macro.isBuiltinOnly),
    });
  }
  return found;
}
