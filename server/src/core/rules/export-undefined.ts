/** Reports exports of names that the module does not define. */
import type { KernelFacts } from "../kernel/facts.ts";
import { softenedBy } from "../lint/certainty.ts";
import type { Fix } from "../lint/finding.ts";
import { defineRule, type Report } from "../lint/rule.ts";
import { isEnumConstant } from "../model/enums.ts";
import { type Export, exportsOf, mayExport } from "../model/exports.ts";
import type { FileModel } from "../model/file.ts";
import type { ModuleModel } from "../model/module.ts";
import { removalOf } from "../model/removal.ts";
import { kindBesideSymbols } from "../model/tags.ts";
import { type Standing, standingOf, type Unit, unitOf } from "../model/unit.ts";
import { closestWord } from "../text/closest-word.ts";
import { withBreaksOf } from "../text/line-start.ts";

export const exportUndefined = defineRule({
  id: "export-undefined",
  group: "exports",
  severity: "error",
  scope: "file",
  page: {
    what: "An exported name is declared before the export and defined in one of the module's files.",
    why: "The compiler must know the name where EXPORT_SYMBOL() stands, and modpost must find its definition in the same module: a function of the kernel or of another module cannot be exported again.",
    predicts: [
      { tool: "gcc", message: "'nosuch' undeclared here (not in a function)" },
      { tool: "modpost", message: 'ERROR: modpost: "nosuch" [t.ko] was exported without definition' },
    ],
    bad: `#include <linux/module.h>

int sample_value(void);
EXPORT_SYMBOL_GPL(sample_value);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>

int sample_value(void);

int sample_value(void)
{
	return 1;
}
EXPORT_SYMBOL_GPL(sample_value);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module, kernel }) {
    if (!mayExport(file)) return;
    const unit = unitOf(file, module);
    for (const one of exportsOf(file, module, unit)) {
      const problem = problemOf({ file, module, kernel, unit }, one);
      if (problem) yield { span: one.symbol.span, ...softenedBy(one.call.guards), ...problem };
    }
  },
});

interface Place {
  readonly file: FileModel;
  readonly module: ModuleModel;
  readonly kernel: KernelFacts;
  readonly unit: Unit;
}

type Problem = Omit<Report, "span">;

function problemOf(place: Place, one: Export): Problem | undefined {
  const { file, module, kernel, unit } = place;
  const name = one.symbol.text;
  const standing = standingOf(name, unit, kernel);
  switch (standing.kind) {
    case "hidden":
      return notASymbol(place, one);
    case "declared":
      if (standing.functions.length + standing.variables.length > 0)
        return declaredLater(place, one, standing);
      if (!module.isComplete || isElsewhere(place, name)) return undefined;
      return {
        message: `'${name}' is declared, but no file of the module defines it: modpost will refuse the export`,
        fixes: fixesOf(one, file),
      };
    case "absent":
      if (!module.isComplete || isElsewhere(place, name)) return undefined;
      return {
        message: `'${name}' is not defined in the module: nothing to export`,
        fixes: fixesOf(one, file),
      };
  }
}

/** A constant, a type or a macro of the file: the name is known, and there is nothing behind it. */
function notASymbol({ file, module, unit, kernel }: Place, one: Export): Problem | undefined {
  const name = one.symbol.text;
  const what = isEnumConstant(name, unit) ? "a constant" : kindBesideSymbols(name, unit);
  if (what === undefined || !module.isComplete || isElsewhere({ file, module, kernel, unit }, name))
    return undefined;
  return {
    message: `'${name}' is ${what}, not a function or a variable, so the build fails: it cannot be exported`,
    fixes: fixesOf(one, file),
  };
}

/**
 * gcc wants the name before the export. A header of the kernel may declare a name of the kernel's own; an external
 * module's names stand in the module.
 */
function declaredLater(
  { file, module }: Place,
  { call, symbol }: Export,
  standing: Extract<Standing, { kind: "declared" }>,
): Problem | undefined {
  const all = [...standing.functions, ...standing.variables, ...standing.prototypes];
  const own = new Set<object>([...file.functions, ...file.variables, ...file.prototypes]);
  if (!all.every((one) => own.has(one) && one.span.start > call.span.start)) return undefined;
  if (!all.some((one) => one.storage === "static") && module.kbuild?.build !== "module") return undefined;
  const definition = [...standing.functions, ...standing.variables][0];
  if (!definition) return undefined;
  const line = file.text.slice(call.span.start, call.span.end);
  const move = [
    removalOf(file.text, call.span),
    {
      span: { start: definition.span.end, end: definition.span.end },
      text: withBreaksOf(file.text, `\n${line}`),
    },
  ];
  return {
    message: `'${symbol.text}' is declared only below this line: the compiler will call it undeclared; export it after its definition`,
    fixes: [{ title: `Move the export behind '${symbol.text}'`, edits: move, isSafe: true }],
    related: [{ path: file.path, span: definition.nameSpan, message: "defined here" }],
  };
}

/** Defined, or perhaps defined, in another file of the module. */
const isElsewhere = ({ file, module, kernel }: Place, name: string): boolean =>
  module.files.some((other) => {
    if (other === file) return false;
    const unit = unitOf(other, module);
    const standing = standingOf(name, unit, kernel);
    return (
      standing.kind === "hidden" ||
      (standing.kind === "declared" && standing.functions.length + standing.variables.length > 0)
    );
  });

function fixesOf({ call, symbol }: Export, file: FileModel): readonly Fix[] {
  const names = [...file.functions, ...file.variables]
    .filter((one) => one.storage !== "static")
    .map((one) => one.name);
  const near = closestWord(symbol.text, names);
  const removal: Fix = {
    title: `Remove the export of '${symbol.text}'`,
    edits: [removalOf(file.text, call.span)],
    isSafe: false,
  };
  return near === undefined
    ? [removal]
    : [{ title: `Change to '${near}'`, edits: [{ span: symbol.span, text: near }], isSafe: false }, removal];
}
