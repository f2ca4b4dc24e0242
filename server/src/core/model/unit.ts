/**
 * One translation unit: a C file with everything of the project that it includes. Rules ask it for names and conclude
 * from "absent", which is said only when nothing that could declare the name is out of sight.
 */

import type { KernelFacts } from "../kernel/facts.ts";
import { isKernelHeader } from "../kernel/header-folders.ts";
import type { FileModel, FunctionDefinition, Prototype, Variable } from "./file.ts";
import { buildsName, declaresNothing, includedBy } from "./lookup.ts";
import type { ModuleModel } from "./module.ts";
import { remembered, rememberedPair } from "./remembered.ts";

export interface Unit {
  readonly file: FileModel;
  /** The file itself first, then what it includes, each once. */
  readonly files: readonly FileModel[];
  /** Every include that is not the kernel's own was read. */
  readonly isWhole: boolean;
  /** Names defined on the compiler's command line: `-DNAME` of the Kbuild file. */
  readonly defines: readonly string[];
  /** Is there a macro of that name in the files or on the command line? */
  hasMacro(name: string): boolean;
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
export const unitOf = (file: FileModel, module: ModuleModel): Unit => unitIn(module, file);

const unitIn = rememberedPair((module: ModuleModel, file: FileModel): Unit => {
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
  const all = [...files];
  const hasMacro = (name: string): boolean =>
    defines.includes(name) || all.some((one) => mayDefine(one, name) && macroNamesOf(one).has(name));
  return { file, files: all, isWhole, defines, hasMacro };
});

/** Spares the reading of a file that holds no such line. */
const mayDefine = (file: FileModel, name: string): boolean => file.isRead || definesOf(file).has(name);

/** Of every `#define` line, one in dead code or a comment too. */
const definesOf = remembered(({ text }: FileModel): ReadonlySet<string> => {
  const names = new Set<string>();
  for (let at = text.indexOf("#"); at >= 0; at = text.indexOf("#", at + 1)) {
    const name = defineAt(text, at);
    if (name !== undefined) names.add(name);
  }
  return names;
});

/** The name that the `#define` at `at` defines, if there is one. */
const defineAt = (text: string, at: number): string | undefined => {
  define.lastIndex = at;
  return define.exec(text)?.[1];
};

const define = /#(?:\s|\\|\/\*[\s\S]*?\*\/)*define(?:\s|\\|\/\*[\s\S]*?\*\/)*([\w$\u0080-\uffff]+)/y;

const macroNamesOf = remembered(
  (file: FileModel): ReadonlySet<string> => new Set(file.macroDefinitions.map((macro) => macro.name)),
);

/** Is there certainly no macro of that name, as far as the project goes? */
export const isNoMacro = (name: string, unit: Unit): boolean => unit.isWhole && !unit.hasMacro(name);

/** How `name` stands at file scope of the unit. */
export function standingOf(name: string, unit: Unit, kernel: KernelFacts): Standing {
  const known = standingsIn(unit, kernel);
  const standing = known.get(name) ?? findStanding(name, unit, kernel);
  known.set(name, standing);
  return standing;
}

/** What was asked before: several rules ask for the same tables and functions. */
const standingsIn = rememberedPair((_unit: Unit, _kernel: KernelFacts) => new Map<string, Standing>());

function findStanding(name: string, unit: Unit, kernel: KernelFacts): Standing {
  if (!isIdentifier(name) || unit.hasMacro(name)) return { kind: "hidden" };
  const named = <T extends { readonly name: string }>(all: readonly T[]): readonly T[] =>
    all.filter((one) => one.name === name);
  const mentioning = unit.files.filter((file) => file.isRead || file.text.includes(name));
  const functions = mentioning.flatMap((file) => named(file.functions));
  const all = mentioning.flatMap((file) => named(file.variables));
  const variables = all.filter((one) => one.storage !== "extern" || one.initialiser !== undefined);
  if (functions.length === 0 && variables.length === 0 && mayBeBuilt(name, unit, kernel))
    return { kind: "hidden" };
  const prototypes = [
    ...mentioning.flatMap((file) => named(file.prototypes)),
    ...all.filter((one) => !variables.includes(one)),
  ];
  if (functions.length + variables.length + prototypes.length === 0) return { kind: "absent" };
  if (functions.length + variables.length === 0 && prototypes.some((one) => isAliased(one, unit)))
    return { kind: "hidden" };
  return { kind: "declared", functions, variables, prototypes };
}

/**
 * May the unit declare or define the name by other means than a plain declaration: a macro that pastes it together,
 * assembly, an included file that was not read or not understood?
 */
export function mayBeBuilt(name: string, unit: Unit, kernel: KernelFacts): boolean {
  if (!unit.isWhole) return true;
  if (isWrittenElsewhere(name, unit.file, kernel)) return true;
  const isHarmless = (macro: string): boolean => declaresNothing(macro) || kernel.entryMacros.has(macro);
  const pasting = new Set(
    unit.files.flatMap((file) =>
      file.text.includes("##")
        ? file.macroDefinitions.filter(({ body }) => body.includes("##")).map((macro) => macro.name)
        : [],
    ),
  );
  const pastes = (file: FileModel): boolean =>
    file.macroCalls.some(
      (call) =>
        pasting.has(call.name) && call.arguments.some(({ text }) => text !== "" && name.includes(text)),
    );
  // A macro of the kernel that is given nothing declares names of its own: USB_GADGET_COMPOSITE_OPTIONS().
  const isOwnNaming = unit.file.macroCalls.some(
    (call) =>
      call.arguments.every(({ text }) => text === "") && !isHarmless(call.name) && !unit.hasMacro(call.name),
  );
  if (isOwnNaming) return true;
  return unit.files.some(
    (file) =>
      pastes(file) ||
      buildsName(file, name, isHarmless) ||
      isNamedInString(name, file) ||
      (file !== unit.file && isMentionedOnly(name, file)),
  );
}

/** As `mayBeBuilt`, but for what macro calls may build: for who expands them. */
export const mayBeBuiltInText = (name: string, unit: Unit, kernel: KernelFacts): boolean =>
  !unit.isWhole ||
  unit.hasMacro(name) ||
  isWrittenElsewhere(name, unit.file, kernel) ||
  unit.files.some(
    (file) => isNamedInString(name, file) || (file !== unit.file && isMentionedOnly(name, file)),
  );

export const isIdentifier = (text: string): boolean => /^[A-Za-z_]\w*$/.test(text);

/** `extern const u32 name[8] __alias(other);` defines the name. */
const isAliased = (one: Prototype | Variable, { files }: Unit): boolean =>
  files.some(
    (file) =>
      (file.prototypes.some((other) => other === one) || file.variables.some((other) => other === one)) &&
      /\b(?:__)?(?:alias|weakref|ifunc)\b|__attribute__|__alias/.test(
        file.text.slice(one.span.start, one.span.end),
      ),
  );

/** `asm(".globl name")`, `alias("name")`. */
const isNamedInString = (name: string, file: FileModel): boolean =>
  file.text.includes(name) &&
  new RegExp(`"[^"\\n]*\\b${name}\\b[^"\\n]*"`).test(file.text) &&
  /\b(?:asm|__asm__|alias|__alias)\b/.test(file.text);

/**
 * Does the name stand at file scope in something that was not understood, such as
 * `DECLARE_MASK(name) __ro_after_init;`?
 */
function isWrittenElsewhere(name: string, file: FileModel, kernel: KernelFacts): boolean {
  if (!file.text.includes(name)) return false;
  const mention = new RegExp(`\\b${name}\\b`);
  const rest = notUnderstood(kernel, file);
  if (!mention.test(rest)) return false;
  return mention.test(
    rest.replace(/"(?:[^"\\\n]|\\.)*"|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, " ").replace(deadText, " "),
  );
}

/** The text at file scope that declares nothing, as far as the model goes. */
const notUnderstood = rememberedPair((kernel: KernelFacts, file: FileModel): string => {
  const harmless = file.macroCalls.filter(
    (call) => declaresNothing(call.name) || kernel.entryMacros.has(call.name),
  );
  const understood = [...file.variables, ...file.prototypes, ...harmless, ...file.macroDefinitions].map(
    ({ span }) => span,
  );
  // Not the head of a function: one that conditionals split holds two.
  const bodies = file.functions.map(({ body }) => body);
  let rest = "";
  let from = 0;
  for (const span of [...understood, ...bodies].toSorted((a, b) => a.start - b.start)) {
    if (span.start > from) rest += `${file.text.slice(from, span.start)} `;
    from = Math.max(from, span.end);
  }
  return rest + file.text.slice(from);
});

/** What a module build never sees; see guards.ts. */
const deadText =
  /^[ \t]*#[ \t]*(?:if[ \t]+0|ifndef[ \t]+MODULE|if[ \t]+!defined\(?MODULE\)?)\b[\s\S]*?^[ \t]*#[ \t]*(?:else|elif|endif)\b/gm;

/** In a header, outside comments, without a declaration that was understood. */
function isMentionedOnly(name: string, file: FileModel): boolean {
  const mention = new RegExp(`\\b${name}\\b`);
  if (!mention.test(file.text)) return false;
  const isNamed = (one: { readonly name: string }): boolean => one.name === name;
  if (file.functions.some(isNamed) || file.prototypes.some(isNamed) || file.variables.some(isNamed))
    return false;
  return mention.test(file.text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, " "));
}
