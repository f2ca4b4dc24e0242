/** Reports calls of functions and macros with too few or too many arguments. */
import { defineRule, type Report } from "../lint/rule.ts";
import { type Arity, arityAt, isRefused } from "../model/arity.ts";
import { type BodyFacts, bodyFactsOf, bodyStart, type Definition } from "../model/body-facts.ts";
import { compilationOf } from "../model/compiled.ts";
import type { FileModel } from "../model/file.ts";
import { scopeOf } from "../model/live-scope.ts";
import { includeName } from "../model/symbol-lookup.ts";
import { unitOf } from "../model/unit.ts";
import type { CallSite } from "../preprocess/reference.ts";
import type { MacroFact, UnitScope } from "../preprocess/scope.ts";

export const argumentCount = defineRule({
  id: "argument-count",
  group: "symbols",
  severity: "error",
  scope: "file",
  page: {
    what: "A call gives a function as many arguments as its prototype names, and a macro as many as its definition.",
    why: "The interfaces of the kernel change: a function that took two arguments takes one in the next version. The rule counts against the headers of the kernel that is built for.",
    predicts: [
      { tool: "gcc", message: "error: too few arguments to function 'class_create'" },
      { tool: "gcc", message: 'error: macro "class_create" requires 2 arguments, but only 1 given' },
    ],
    bad: `#include <linux/module.h>

static int sample_value(int first, int second)
{
	return first + second;
}

static int __init sample_init(void)
{
	return sample_value(1);
}
module_init(sample_init);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>

static int sample_value(int first, int second)
{
	return first + second;
}

static int __init sample_init(void)
{
	return sample_value(1, 2);
}
module_init(sample_init);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module }) {
    const scope = scopeOf(file, module);
    if (!scope) return;
    const unit = unitOf(file, module);
    for (const [one, facts] of bodyFactsOf(scope, file)) {
      if (facts.calls.length === 0) continue;
      const compilation = compilationOf(one.guards, unit, scope);
      if (compilation === "dead") continue;
      for (const call of facts.calls) {
        const report = reportOn(call, { caller: one, facts, file, scope });
        if (report) yield { ...report, ...(compilation === "unknown" && { severity: "warning" as const }) };
      }
    }
  },
});

interface Place {
  readonly caller: Definition;
  readonly facts: BodyFacts;
  readonly file: FileModel;
  readonly scope: UnitScope;
}

function reportOn(call: CallSite, place: Place): Report | undefined {
  const { caller, file, scope } = place;
  const start = bodyStart(caller) + call.offset;
  const arity = arityAt(call.name, start, file, scope);
  if (!arity || !isRefused(call.argumentCount, arity) || !isMeant(call, arity, place)) return undefined;
  const { kind, least, isVariadic, origin } = arity;
  const wanted = `${isVariadic ? "at least " : ""}${countOf(least)}`;
  // `m()` gives a macro one empty argument.
  const given = kind === "macro" && least > 0 ? Math.max(1, call.argumentCount) : call.argumentCount;
  const where = origin === undefined || origin === file.path ? "" : ` of <${includeName(origin)}>`;
  return {
    span: { start, end: start + call.name.length },
    message: `${kind === "macro" ? "Macro" : "Function"} ${call.name}()${where} takes ${wanted}, and ${given} ${given === 1 ? "is" : "are"} given: it will not compile`,
  };
}

/**
 * Is the name certainly what it stands for at file scope, in code that is compiled? And of a function: is each argument
 * certainly one? gcc leaves the name of a macro that is called wrongly as it is, so that it is among what is referred to.
 */
function isMeant(call: CallSite, { kind }: Arity, { caller, facts, file, scope }: Place): boolean {
  if (!facts.references.some((one) => one.offset === call.offset && one.name === call.name)) return false;
  if (kind === "macro") return true;
  const base = bodyStart(caller);
  const text = file.text.slice(base + call.offset + call.name.length, base + call.end);
  return !(text.match(/[A-Za-z_]\w*/g) ?? []).some((word) => {
    const macro = scope.macros.get(word);
    return scope.hidden.has(word) || (macro !== undefined && mayChangeCount(macro));
  });
}

/** An empty macro may be no argument, one with a comma several. */
const mayChangeCount = ({ body }: MacroFact): boolean =>
  body === "" || body.includes(",") || body.includes("__VA_ARGS__");

const countOf = (count: number): string =>
  count === 0 ? "no arguments" : count === 1 ? "1 argument" : `${count} arguments`;
