/** Reports parameters whose variable the translation unit does not declare. */

import type { KernelFacts } from "../kernel/facts.ts";
import { defineRule, type Report } from "../lint/rule.ts";
import type { MacroArgument } from "../model/file.ts";
import { areExclusive } from "../model/guards.ts";
import { isMentionedElsewhere, mayBeTheKernels } from "../model/kernel-names.ts";
import { type ModuleParameter, parametersOf, variableIn } from "../model/parameters.ts";
import { standingOf, type Unit, unitOf } from "../model/unit.ts";
import { closestWord } from "../text/closest-word.ts";
import { contains } from "../text/span.ts";

export const paramUndeclared = defineRule({
  id: "param-undeclared",
  group: "parameters",
  severity: "error",
  scope: "file",
  page: {
    what: "The variable of a module parameter is declared before the line that makes it one.",
    why: "module_param() takes the variable's address on the spot.",
    predicts: [{ tool: "gcc", message: "error: 'levle' undeclared here (not in a function)" }],
    bad: `#include <linux/module.h>

static int level __maybe_unused;
module_param(levle, int, 0644);
MODULE_PARM_DESC(levle, "How much to log");

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>

static int level;
module_param(level, int, 0644);
MODULE_PARM_DESC(level, "How much to log");

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module, kernel }) {
    const unit = unitOf(file, module);
    for (const parameter of parametersOf(file, unit)) {
      if (parameter.value) yield* check(parameter.value, parameter, unit, kernel);
      for (const pointer of [parameter.count, ...parameter.operands]) {
        const target = pointer && pointee(pointer);
        if (target) yield* check(target, parameter, unit, kernel);
      }
    }
  },
});

/** `options` of `&options`; the kernel's own operations are declared by its headers. */
function pointee({ text, span }: MacroArgument): MacroArgument | undefined {
  const ampersand = /^\s*&\s*/.exec(text)?.[0];
  if (ampersand === undefined || text.startsWith("param_", ampersand.length)) return undefined;
  return {
    text: text.slice(ampersand.length),
    span: { start: span.start + ampersand.length, end: span.end },
  };
}

function* check(
  value: MacroArgument,
  { call, operands }: ModuleParameter,
  unit: Unit,
  kernel: KernelFacts,
): Generator<Report> {
  const name = variableIn(value.text);
  if (name === undefined) return;
  const start = value.span.start + value.text.indexOf(name);
  const span = { start, end: start + name.length };
  const standing = standingOf(name, unit, kernel);
  if (standing.kind === "absent") {
    const { file } = unit;
    const known = file.variables.filter(
      (one) => !areExclusive(one.guards, call.guards) && one.span.end < call.span.start,
    );
    const closest = closestWord(
      name,
      known.map((one) => one.name),
    );
    const isTypingError = closest !== undefined && !isMentionedElsewhere(name, unit, call.span);
    // What a callback is given is often declared by a header of the architecture.
    const mayBeElsewhere =
      operands.some(({ span: place }) => contains(place, value.span)) || mayBeTheKernels(name, unit);
    if (!isTypingError && mayBeElsewhere) return;
    yield {
      span,
      message: `'${name}' is not declared, so the build fails: ${closest === undefined ? `define the variable before ${call.name}()` : `did you mean '${closest}'?`}`,
      fixes:
        closest === undefined
          ? []
          : [{ title: `Change to '${closest}'`, edits: [{ span, text: closest }], isSafe: false }],
    };
    return;
  }
  if (standing.kind !== "declared" || standing.functions.length > 0) return;
  const all = [...standing.variables, ...standing.prototypes];
  const isBelow = all.every(
    (one) =>
      unit.file.text.startsWith(name, one.nameSpan.start) &&
      isOf(unit, one) &&
      one.span.start > call.span.end,
  );
  const below = all[0];
  if (!isBelow || !below) return;
  yield {
    span,
    message: `'${name}' is declared only below ${call.name}(), so the build fails ("undeclared here"): move the variable up`,
    related: [{ path: unit.file.path, span: below.nameSpan, message: `'${name}' is declared here` }],
  };
}

/** Does the file itself declare it, not a header? */
const isOf = (
  { file }: Unit,
  one: (typeof file.variables)[number] | (typeof file.prototypes)[number],
): boolean => (one.kind === "variable" ? file.variables.includes(one) : file.prototypes.includes(one));
