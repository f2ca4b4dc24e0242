/**
 * One translation unit: a C file with everything of the project that it includes. Rules ask it for names and conclude
 * from "absent", which is said only when nothing that could declare the name is out of sight.
 */
import { isKernelHeader } from "../kernel/header-folders.ts";
import type { KernelFacts } from "../kernel/facts.ts";
import type { FileModel, FunctionDefinition, Prototype, Variable } from "./file.ts";
import { buildsName, declaresNothing, includedBy } from "./lookup.ts";
import type { ModuleModel } from "./module.ts";

export interface Unit {
  readonly file: FileModel;
  /** The file itself first, then what it includes, each once. */
  readonly files: readonly FileModel[];
  /** Every include that is not the kernel's own was read. */
  readonly isWhole: boolean;
  /** Names defined on the compiler's command line: `-DNAME` of the Kbuild file. */
  readonly defines: readonly string[];
}

export type Standing =
  | {
      readonly kind: "declared";
      readonly functions: readonly FunctionDefinition[];
      /** Definitions; `extern int x;` is among the prototypes. */
      readonly variables: readonly Variable[];
      readonly prototypes: readonly (Prototype | Variable)[];
    }
  /** A macro, an include that was not read or a macro call may declare it. */
  | { readonly kind: "hidden" }
  | { readonly kind: "absent" };

/** The file with what it includes, as far as the module knows it. */
export function unitOf(file: FileModel, module: ModuleModel): Unit {
  const files = new Set<FileModel>([file]);
  let isWhole = true;
  for (const current of files) {
    for (const include of current.includes) {
      if (include.isSystem && isKernelHeader(include.path)) continue;
      const read = includedBy(current, include.path, module);
      if (read) files.add(read);
      else if (!isKernelHeader(include.path)) isWhole = false;
    }
  }
  const defines = (module.kbuild?.defines ?? []).map((define) =>
    define.replace(/^-D\s*/, "").replace(/[=(].*$/s, ""),
  );
  return { file, files: [...files], isWhole, defines };
}

/** Is there certainly no macro of that name, as far as the project goes? */
export const isNoMacro = (name: string, unit: Unit): boolean =>
  unit.isWhole &&
  !unit.defines.includes(name) &&
  unit.files.every((file) => file.macroDefinitions.every((macro) => macro.name !== name));

/** How `name` stands at file scope of the unit. */
export function standingOf(name: string, unit: Unit, kernel: KernelFacts): Standing {
  if (!isIdentifier(name) || unit.defines.includes(name)) return { kind: "hidden" };
  if (unit.files.some((file) => file.macroDefinitions.some((macro) => macro.name === name)))
    return { kind: "hidden" };
  const named = <T extends { readonly name: string }>(all: readonly T[]): readonly T[] =>
    all.filter((one) => one.name === name);
  const functions = unit.files.flatMap((file) => named(file.functions));
  const all = unit.files.flatMap((file) => named(file.variables));
  const variables = all.filter((one) => one.storage !== "extern" || one.initialiser !== undefined);
  if (functions.length === 0 && variables.length === 0 && mayBeBuilt(name, unit, kernel))
    return { kind: "hidden" };
  const prototypes = [
    ...unit.files.flatMap((file) => named(file.prototypes)),
    ...all.filter((one) => !variables.includes(one)),
  ];
  if (functions.length + variables.length + prototypes.length === 0) return { kind: "absent" };
  return { kind: "declared", functions, variables, prototypes };
}

/**
 * May the unit declare or define the name by other means than a plain declaration: a macro that pastes it together,
 * assembly, an included file that was not read or not understood?
 */
export function mayBeBuilt(name: string, unit: Unit, kernel: KernelFacts): boolean {
  if (!unit.isWhole) return true;
  const isHarmless = (macro: string): boolean => declaresNothing(macro) || kernel.entryMacros.has(macro);
  return unit.files.some(
    (file) =>
      buildsName(file, name, isHarmless) ||
      isNamedInString(name, file) ||
      (file !== unit.file && isMentionedOnly(name, file)),
  );
}

export const isIdentifier = (text: string): boolean => /^[A-Za-z_]\w*$/.test(text);

/** `asm(".globl name")`, `alias("name")`. */
const isNamedInString = (name: string, file: FileModel): boolean =>
  file.text.includes(name) &&
  new RegExp(`"[^"\\n]*\\b${name}\\b[^"\\n]*"`).test(file.text) &&
  /\b(?:asm|__asm__|alias|__alias)\b/.test(file.text);

/** In a header, outside comments, without a declaration that was understood. */
function isMentionedOnly(name: string, file: FileModel): boolean {
  const mention = new RegExp(`\\b${name}\\b`);
  if (!mention.test(file.text)) return false;
  const isNamed = (one: { readonly name: string }): boolean => one.name === name;
  if (file.functions.some(isNamed) || file.prototypes.some(isNamed) || file.variables.some(isNamed))
    return false;
  return mention.test(file.text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, " "));
}
