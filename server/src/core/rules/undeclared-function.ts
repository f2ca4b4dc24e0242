/** Reports calls of functions that nothing declares before the call. */
import type { KernelFacts } from "../kernel/facts.ts";
import type { Fix } from "../lint/finding.ts";
import { defineRule, type Report } from "../lint/rule.ts";
import { bodyFactsOf, bodyStart, type Definition } from "../model/body-facts.ts";
import { compilationOf } from "../model/compiled.ts";
import { isEnumConstant } from "../model/enums.ts";
import type { FileModel } from "../model/file.ts";
import { includeEdit } from "../model/include-edit.ts";
import { scopeOf } from "../model/live-scope.ts";
import { firstDeclarations, isMadeByMacro } from "../model/macro-made.ts";
import type { ModuleModel } from "../model/module.ts";
import { kernelName, throughWords } from "../model/symbol-lookup.ts";
import { unitOf } from "../model/unit.ts";
import type { BodyReference } from "../preprocess/reference.ts";
import type { UnitScope } from "../preprocess/scope.ts";

export const undeclaredFunction = defineRule({
  id: "undeclared-function",
  group: "symbols",
  severity: "error",
  scope: "file",
  page: {
    what: "A function is declared before it is called, by the file itself or by a header that it includes.",
    why: "The kernel is built with -Werror=implicit-function-declaration. Functions come and go with kernel versions and move between headers; a header that happened to be included by another one need not be in the next kernel. The call is an error in dead code and in sizeof() too.",
    predicts: [{ tool: "gcc", message: "error: implicit declaration of function 'nosuch'" }],
    bad: `#include <linux/module.h>

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
    const scope = scopeOf(file, module);
    if (!scope?.isWhole) return;
    const unit = unitOf(file, module);
    const declared = firstDeclarations(scope, file);
    const seen = new Set<string>();
    for (const [one, { absent }] of bodyFactsOf(scope, file)) {
      if (absent.length === 0) continue;
      const compilation = compilationOf(one.guards, unit, scope);
      if (compilation === "dead") continue;
      for (const reference of absent) {
        const { name } = reference;
        const first = declared.get(name);
        // A function is in its own scope.
        if ((first !== undefined && first <= one.span.start) || seen.has(name)) continue;
        const report = reportOn(reference, one, first, { file, module, kernel, scope });
        if (!report) continue;
        seen.add(name);
        yield { ...report, ...(compilation === "unknown" && { severity: "warning" as const }) };
      }
    }
  },
});

interface Place {
  readonly file: FileModel;
  readonly module: ModuleModel;
  readonly kernel: KernelFacts;
  readonly scope: UnitScope;
}

function reportOn(
  reference: BodyReference,
  caller: Definition,
  later: number | undefined,
  { file, module, kernel, scope }: Place,
): Report | undefined {
  const { name, through, kind } = reference;
  const start = bodyStart(caller) + reference.offset;
  const span = { start, end: start + reference.length };
  const unit = unitOf(file, module);
  const shown = `'${name}'${throughWords(through)}`;
  if (later !== undefined) {
    if (unit.hasMacro(name)) return undefined;
    return {
      span,
      message: `${shown} is declared only below this function: the compiler will call it undeclared; declare it above`,
      related: [{ path: file.path, span: { start: later, end: later }, message: "declared here" }],
    };
  }
  // The file declared it when the scope was made, and the model does not: a declaration that no parser understands.
  if (scope.declarations.has(name)) return undefined;
  if (isMadeByMacro(name, unit, scope, kernel) || isEnumConstant(name, unit)) return undefined;
  const headers = scope.elsewhere?.get(name) ?? [];
  const [header] = headers;
  const isNowhere = scope.elsewhere !== undefined && kind === "call";
  const said =
    header !== undefined
      ? `is declared in <${header}>, which this file does not include`
      : isNowhere
        ? `is not declared in any header of kernel ${kernelName(kernel)}`
        : "is declared neither by this file nor by a header that it includes";
  return {
    span,
    message: `${shown} ${said}: the compiler will call it undeclared`,
    fixes: headers.slice(0, 3).map((one) => includeFix(one, headers, file)),
  };
}

const includeFix = (header: string, all: readonly string[], file: FileModel): Fix => ({
  title: `Include <${header}>`,
  edits: [includeEdit(header, file)],
  isSafe: all.length === 1,
});
