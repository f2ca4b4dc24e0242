/** Reports parameters that are declared twice, inside a function, or by a macro that modules do not have. */
import { softenedBy } from "../lint/certainty.ts";
import { defineRule, type Report } from "../lint/rule.ts";
import type { FileModel, FunctionDefinition, Uses } from "../model/file.ts";
import { areExclusive } from "../model/guards.ts";
import type { ModuleModel } from "../model/module.ts";
import { type ModuleParameter, parametersOf } from "../model/parameters.ts";
import { plainCodeOf } from "../model/plain-code.ts";
import { removalOf } from "../model/removal.ts";
import { isNoMacro, type Unit, unitOf } from "../model/unit.ts";

export const paramDeclaration = defineRule({
  id: "param-declaration",
  group: "parameters",
  severity: "error",
  scope: "file",
  page: {
    what: "A module parameter is declared once, outside of functions, and not by core_param().",
    why: "module_param() defines functions and variables that are named after the parameter. core_param() is for the kernel's own code: a module does not have the macro.",
    predicts: [
      { tool: "gcc", message: "error: redefinition of '__check_level'" },
      { tool: "gcc", message: "error: invalid storage class for function '__check_level'" },
    ],
    bad: `#include <linux/module.h>

static int level;
module_param(level, int, 0444);
module_param(level, int, 0444);
MODULE_PARM_DESC(level, "How much to log");

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>

static int level;
module_param(level, int, 0444);
MODULE_PARM_DESC(level, "How much to log");

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module }) {
    if (!file.isRead && !file.text.includes("_param")) return;
    const unit = unitOf(file, module);
    const seen = new Map<string, ModuleParameter[]>();
    for (const parameter of parametersOf(file, unit)) {
      const { text } = parameter.name;
      if (!isNoMacro(text, unit)) continue;
      const earlier = seen.get(text) ?? [];
      const first = earlier.find((other) => !areExclusive(other.call.guards, parameter.call.guards));
      if (first) yield twice(first, parameter, file);
      seen.set(text, [...earlier, parameter]);
    }
    yield* insideFunctions(file, unit);
    yield* coreParameters(file, module, unit);
  },
});

const twice = (first: ModuleParameter, { call, name }: ModuleParameter, file: FileModel): Report => ({
  span: name.span,
  message: `'${name.text}' is a parameter already, so the build fails ("redefinition of '__param_str_${name.text}'"): remove one`,
  fixes: [{ title: "Remove this parameter", edits: [removalOf(file.text, call.span)], isSafe: false }],
  related: [{ path: file.path, span: first.call.span, message: "first declared here" }],
  ...softenedBy(first.call.guards, call.guards),
});

function* insideFunctions(file: FileModel, unit: Unit): Generator<Report> {
  // Most files are done with here: reading a file's plain code at each edit would cost more than all other rules.
  if (file.isRead) {
    if (!file.functions.some((one) => mentionsParameter(one, file))) return;
  } else {
    const atFileScope = file.macroCalls.filter(({ name }) => name.startsWith("module_param")).length;
    if (file.text.split("module_param").length - 1 <= atFileScope) return;
  }
  const code = plainCodeOf(file);
  for (const { index, 0: name } of code.text.matchAll(
    /\bmodule_param(?:_named|_array|_string|_cb)?\b(?=\s*\()/g,
  )) {
    const home = file.functions.find(({ body }) => body.start < index && index < body.end);
    if (!home || !code.isUnconditionalAt(index) || !isNoMacro(name, unit)) continue;
    yield {
      span: { start: index, end: index + name.length },
      message: `${name}() stands inside '${home.name}', where it does not compile ("invalid storage class"): move it out of the function`,
    };
  }
}

function mentionsParameter({ uses, body }: FunctionDefinition, { text }: FileModel): boolean {
  const known = mentions.get(uses);
  if (known !== undefined) return known;
  const isMentioned = text.slice(body.start, body.end).includes("module_param");
  mentions.set(uses, isMentioned);
  return isMentioned;
}

/** Kept with the body, which an edit elsewhere does not change. */
const mentions = new WeakMap<Uses, boolean>();

function* coreParameters(file: FileModel, module: ModuleModel, unit: Unit): Generator<Report> {
  if (module.kbuild?.build !== "module") return;
  for (const call of file.macroCalls) {
    if (!/^core_param(?:_unsafe)?$/.test(call.name) || !isNoMacro(call.name, unit)) continue;
    yield {
      span: call.nameSpan,
      message: `${call.name}() is for code that is built into the kernel, and modules do not have it: use module_param()`,
      ...softenedBy(call.guards),
    };
  }
}
