/** The entry points of a whole module: by macro and by the names that the macros stand for. */
import type { KernelFacts } from "../kernel/facts.ts";
import type { Span } from "../text/span.ts";
import { type EntryPoint, entryPointsOf } from "./entry-points.ts";
import type { FileModel, FunctionDefinition, Guards } from "./file.ts";
import type { ModuleModel } from "./module.ts";
import { rememberedPair } from "./remembered.ts";

/** Something that defines init_module, cleanup_module or both. */
export interface Entry {
  readonly file: FileModel;
  /** As the author wrote it: `module_init`, `module_pci_driver`, `init_module`. */
  readonly words: string;
  readonly span: Span;
  readonly guards: Guards;
  readonly definesInit: boolean;
  readonly definesExit: boolean;
  /** Nothing to unload: builtin_* and the *_initcall levels. */
  readonly isBuiltinOnly: boolean;
  /** undefined where the function itself is called init_module or cleanup_module. */
  readonly point: EntryPoint | undefined;
}

/** What one file defines, in text order. */
export const entriesOf = (file: FileModel, kernel: KernelFacts): readonly Entry[] => entriesFor(kernel, file);

const entriesFor = rememberedPair((kernel: KernelFacts, file: FileModel): readonly Entry[] => {
  const byMacro = entryPointsOf(file, kernel).map((point): Entry => {
    const { call, macro } = point;
    return {
      file,
      words: call.name,
      span: call.nameSpan,
      guards: call.guards,
      definesInit: macro.definesInit,
      definesExit: macro.definesExit,
      isBuiltinOnly: macro.isBuiltinOnly,
      point,
    };
  });
  return [...byMacro, ...functionsByName(file)].toSorted((a, b) => a.span.start - b.span.start);
});

/** What the files that a module includes define. */
export const includedEntries = (module: ModuleModel, kernel: KernelFacts): readonly Entry[] =>
  [...module.included.values()].flatMap((file) => entriesOf(file, kernel));

/** Is it built as a module, as far as its entry points tell? A file alone is one when it says so itself. */
export function isJudgedAsModule(module: ModuleModel): boolean {
  const build = module.kbuild?.build;
  return build === undefined || build === "module" || build === "either";
}

/**
 * May an entry point be out of sight: in an include that was not read, or behind a macro of a header that is built on
 * an entry macro?
 */
export function mayHideEntry(module: ModuleModel, kernel: KernelFacts, isWhole: boolean): boolean {
  if (!isWhole) return true;
  const files = [...module.files, ...module.included.values()];
  // A helper of a kernel that is not the chosen one.
  const isUnknown = (macro: string): boolean =>
    /module_|_driver|exit|cleanup/.test(macro) &&
    !macro.startsWith("module_param") &&
    !kernel.entryMacros.has(macro);
  if (files.some((file) => file.macroCalls.some((call) => isUnknown(call.name) && !isOwn(call.name, file))))
    return true;
  return files.some((file) => entryMacrosOf(kernel, file).some((name) => isUsedElsewhere(name, file, files)));
}

/** Names of the file's macros that are built on an entry macro. A header's registers are looked through once. */
const entryMacrosOf = rememberedPair((kernel: KernelFacts, file: FileModel): readonly string[] =>
  file.macroDefinitions
    .filter(({ body }) => body.includes("(") && mentionsEntry(body, kernel))
    .map(({ name }) => name),
);

const isOwn = (name: string, file: FileModel): boolean =>
  file.macroDefinitions.some((macro) => macro.name === name);

const mentionsEntry = (body: string, kernel: KernelFacts): boolean =>
  /\b(?:init|cleanup)_module\b/.test(body) ||
  (body.match(/[A-Za-z_]\w*/g) ?? []).some((word) => kernel.entryMacros.has(word));

/** Macros of the file itself are followed (entry-points); those of a header are not. */
const isUsedElsewhere = (name: string, owner: FileModel, files: readonly FileModel[]): boolean =>
  files.some((file) => file !== owner && file.macroCalls.some((call) => call.name === name));

const functionsByName = (file: FileModel): readonly Entry[] =>
  file.isRead || file.text.includes("init_module") || file.text.includes("cleanup_module")
    ? file.functions.flatMap((one) => byName(file, one))
    : [];

function byName(file: FileModel, one: FunctionDefinition): readonly Entry[] {
  const isInit = one.name === "init_module";
  if ((!isInit && one.name !== "cleanup_module") || one.storage === "static") return [];
  return [
    {
      file,
      words: one.name,
      span: one.nameSpan,
      guards: one.guards,
      definesInit: isInit,
      definesExit: !isInit,
      isBuiltinOnly: false,
      point: undefined,
    },
  ];
}
