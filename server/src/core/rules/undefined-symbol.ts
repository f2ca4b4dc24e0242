/** Reports what a module refers to and nothing offers: neither its own files, nor the kernel, nor modules beside it. */
import type { KernelFacts } from "../kernel/facts.ts";
import type { Fix } from "../lint/finding.ts";
import { defineRule, type Report } from "../lint/rule.ts";
import { type ExternalUse, externalUsesOf } from "../model/external-uses.ts";
import type { FileModel, Prototype, Variable } from "../model/file.ts";
import { scopeOf } from "../model/live-scope.ts";
import { declarationsOf, isMadeByMacro } from "../model/macro-made.ts";
import type { ModuleModel } from "../model/module.ts";
import {
  exportersOf,
  includeName,
  isDefinedByModule,
  kernelName,
  throughWords,
} from "../model/symbol-lookup.ts";
import { standingOf, type Unit, unitOf } from "../model/unit.ts";
import type { DeclarationFact, UnitScope } from "../preprocess/scope.ts";
import type { ExportedSymbol } from "../symbols/exported.ts";
import { baseOf } from "../text/paths.ts";

export const undefinedSymbol = defineRule({
  id: "undefined-symbol",
  group: "symbols",
  severity: "error",
  scope: "file",
  page: {
    what: "What a module refers to is defined in one of its files, or exported by the kernel, by one of the kernel's modules or by a module that is built beside it.",
    why: "A declaration is enough for the compiler. modpost then looks for each symbol in the module itself, in Module.symvers of the kernel and in those that KBUILD_EXTRA_SYMBOLS names, and fails for one that is in none. Most of the kernel's functions are not exported, whatever header declares them.",
    predicts: [{ tool: "modpost", message: 'ERROR: modpost: "nosuch" [t.ko] undefined!' }],
    bad: `#include <linux/module.h>

int sample_value(void);

static int __init sample_init(void)
{
	return sample_value();
}
module_init(sample_init);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>

static int sample_value(void)
{
	return 0;
}

static int __init sample_init(void)
{
	return sample_value();
}
module_init(sample_init);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module, kernel }) {
    if (!module.isComplete || !kernel.symbols || !module.neighbours.isWhole) return;
    for (const use of externalUsesOf(file, module, kernel) ?? []) {
      const exporters = exportersOf(use.name, module, kernel);
      if (isDefinedByModule(use.name, module)) continue;
      if (exporters.length > 0) {
        const [optional] = exporters;
        if (optional && module.kbuild?.build === "module" && exporters.every((one) => one.isOptional))
          yield { span: use.span, ...leftOut(use.name, optional), severity: "warning" as const };
        continue;
      }
      const missing = missingSymbol(use, { file, module, kernel });
      if (!missing) continue;
      const certainty = missing.mayBeDropped ? "perhaps" : use.certainty;
      yield {
        span: use.span,
        ...reportOn(missing, { ...use, certainty }, { file, module, kernel }),
        ...(certainty === "perhaps" && { severity: "warning" as const }),
      };
    }
  },
});

interface Place {
  readonly file: FileModel;
  readonly module: ModuleModel;
  readonly kernel: KernelFacts;
}

interface Missing {
  /** What the object file refers to. */
  readonly symbol: string;
  readonly declared: DeclarationFact | undefined;
  readonly prototypes: readonly (Prototype | Variable)[];
  /** Promised to do nothing but compute: the compiler leaves out a call whose result is not needed. */
  readonly mayBeDropped: boolean;
}

/** undefined where the name may be defined by something that was not understood, or may be missing. */
function missingSymbol(use: ExternalUse, { file, module, kernel }: Place): Missing | undefined {
  const scope = scopeOf(file, module);
  if (!scope || isMadeByTools(use.name)) return undefined;
  if (scope.hidden.has(use.name) || scope.macros.has(use.name)) return undefined;
  const declared = scope.declarations.get(use.name);
  const unit = unitOf(file, module);
  const isOfMacro = use.certainty === "perhaps" && use.through.length > 0;
  // A static variable of a header is a definition.
  const isOfHeader = declared !== undefined && declared.path !== file.path && !declared.isStatic;
  const isOfNeither = !isOfHeader && !use.isDeclaredInside;
  // Most of what is asked for at each edit, enumerators above all.
  if ((isOfMacro || isOfNeither) && !mayDeclare(use.name, unit)) return undefined;
  const prototypes = prototypesOf(use.name, { file, unit, scope, kernel });
  if (use.isDeclaredInside && !isMeantToBeThere(use, file)) return undefined;
  if (!prototypes || (prototypes.length === 0 && isOfNeither)) return undefined;
  // What a macro of the kernel leaves in branches that must not be reached: __bad_size_call_parameter().
  if (prototypes.length === 0 && isOfMacro) return undefined;
  const texts = prototypes.map((one) => textOf(one, unit.files));
  if (texts.some((text) => text === undefined || /\b(?:__weak|weak|alias|ifunc)\b/.test(text)))
    return undefined;
  const mayBeDropped = texts.some((text) => effectless.test(text ?? ""));
  const label = texts.map((text) => asmLabel.exec(text ?? "")?.[1]).find((name) => name !== undefined);
  if (label !== undefined) {
    return exportersOf(label, module, kernel).length > 0 ||
      isDefinedByModule(label, module) ||
      isWritten(label, module)
      ? undefined
      : { symbol: label, declared: undefined, prototypes, mayBeDropped };
  }
  const isElsewhere = module.files.some(
    (other) => other !== file && mayDefine(use.name, other, module, kernel),
  );
  return isElsewhere ? undefined : { symbol: use.name, declared, prototypes, mayBeDropped };
}

interface Surroundings {
  readonly file: FileModel;
  readonly unit: Unit;
  readonly scope: UnitScope;
  readonly kernel: KernelFacts;
}

const isDeclaredByHeader = (name: string, file: FileModel, scope: UnitScope): boolean => {
  const declared = scope.declarations.get(name);
  return declared?.what === "function" && declared.path !== file.path;
};

/** Without reading a file that was not read for anything else. */
const mayDeclare = (name: string, { files }: Unit): boolean =>
  files.some(
    (file) =>
      (file.isRead || file.text.includes(name)) &&
      (file.prototypes.some((one) => one.name === name) || file.variables.some((one) => one.name === name)),
  );

/** What declares the name; undefined where something else than a plain declaration may define it. */
function prototypesOf(
  name: string,
  { file, unit, scope, kernel }: Surroundings,
): Missing["prototypes"] | undefined {
  const standing = standingOf(name, unit, kernel);
  switch (standing.kind) {
    case "hidden":
      return isMadeByMacro(name, unit, scope, kernel) ? undefined : declarationsOf(name, unit);
    case "declared": {
      // A header that declares or, as a stub, defines it: the scope knows which of the two is compiled.
      const isOnlyDeclared = isDeclaredByHeader(name, file, scope);
      const functions = standing.functions.filter(
        (one) => !isOnlyDeclared || file.functions.some((own) => own === one),
      );
      return functions.length + standing.variables.length > 0 ? undefined : standing.prototypes;
    }
    case "absent":
      return [];
  }
}

/** `extern int x;` in a block, for what is certainly used: else it is there to break the build when it is. */
const isMeantToBeThere = ({ name, certainty, through }: ExternalUse, { text }: FileModel): boolean =>
  certainty === "certain" &&
  through.length === 0 &&
  new RegExp(`\\bextern\\b[^;{}]*\\b${name}\\b`).test(text);

const effectless = /__attribute_const__|\b__pure\b|__attribute__\s*\(\s*\(\s*_*(?:const|pure)_*\b/;
const asmLabel = /\b(?:asm|__asm__|__asm)\s*\(\s*"([A-Za-z_]\w*)"\s*\)/;

const textOf = (one: Prototype | Variable, files: readonly FileModel[]): string | undefined =>
  files
    .find(
      (file) =>
        file.prototypes.some((other) => other === one) || file.variables.some((other) => other === one),
    )
    ?.text.slice(one.span.start, one.span.end);

/** In other words than a label: assembly may define it. */
const isWritten = (label: string, module: ModuleModel): boolean =>
  module.files.reduce((count, { text }) => count + text.split(label).length - 1, 0) > 1;

function mayDefine(name: string, other: FileModel, module: ModuleModel, kernel: KernelFacts): boolean {
  if (!other.text.includes(name) && !other.text.includes("##")) return false;
  return standingOf(name, unitOf(other, module), kernel).kind === "hidden";
}

/** Symbols that the compiler, modpost and the linker bring themselves. */
const isMadeByTools = (name: string): boolean =>
  /^(?:__this_module|__fentry__|mcount|_mcount|__stack_chk_\w+|_GLOBAL_OFFSET_TABLE_|__x86_\w*thunk\w*|__(?:start|stop)_\w+|__builtin_\w+|__sync_\w+|__atomic_\w+|__kcfi_typeid_\w+)$/.test(
    name,
  );

function reportOn(missing: Missing, use: ExternalUse, place: Place): Omit<Report, "span"> {
  const { symbol, declared, prototypes } = missing;
  const { file, module, kernel } = place;
  const shown = symbol === use.name ? `'${symbol}'` : `'${use.name}' stands for '${symbol}', which`;
  const foreign = module.neighbours.definitions?.get(symbol)?.[0];
  const way = throughWords(use.through);
  const doubt = use.certainty === "perhaps" ? " if the compiler keeps this code" : "";
  const end = `modpost will call it undefined${doubt}`;
  if (foreign) {
    const where = baseOf(foreign.path);
    const related = [
      { path: foreign.path, span: { start: foreign.start, end: foreign.end }, message: "defined here" },
    ];
    return foreign.module === undefined
      ? {
          message: `${shown}${way} is defined in ${where}, which the Kbuild file does not link into ${module.name}.ko: ${end}`,
          related,
          fixes: linkFix(foreign.path, module),
        }
      : {
          message: `${shown}${way} is defined in module ${foreign.module}, which does not export it: ${end}`,
          related,
        };
  }
  const [prototype] = prototypes;
  const related =
    prototype && file.prototypes.some((one) => one === prototype)
      ? [{ path: file.path, span: prototype.nameSpan, message: "declared here" }]
      : [];
  if (prototypes.some(({ storage }) => storage === "static"))
    return { message: `${shown} is declared static and never defined: ${end}`, related };
  const isOfKernel = declared !== undefined && prototypes.length === 0;
  const said = isOfKernel
    ? `is declared in <${includeName(declared.path)}>, but kernel ${kernelName(kernel)} does not export it to modules`
    : `is declared, but no file of the module defines it and kernel ${kernelName(kernel)} does not export it`;
  return { message: `${shown}${way} ${said}: ${end}`, related };
}

/** The option may be one that the builder gives to make. */
const leftOut = (name: string, { module, place }: ExportedSymbol): Omit<Report, "span"> => ({
  message: `'${name}' is exported by ${baseOf(module)}.ko alone, which the Kbuild file builds only where an option is set: modpost will call it undefined where it is not`,
  related: place
    ? [{ path: place.path, span: { start: place.start, end: place.end }, message: "exported here" }]
    : [],
});

/** One more object at the end of the module's list, where the list is one. */
function linkFix(path: string, { kbuild }: ModuleModel): readonly Fix[] {
  const last = kbuild?.objects.findLast(({ file }) => file === kbuild.file);
  if (!kbuild?.isComposite || !last || !path.startsWith(`${kbuild.directory}/`)) return [];
  const object = path.slice(kbuild.directory.length + 1).replace(/\.c$/, ".o");
  const end = last.span.end;
  return [
    {
      title: `Add ${object} to ${kbuild.name}.ko in ${baseOf(last.file)}`,
      path: last.file,
      edits: [{ span: { start: end, end }, text: ` ${object}` }],
      isSafe: false,
    },
  ];
}
