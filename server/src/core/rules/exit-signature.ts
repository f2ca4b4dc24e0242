/** Reports exit functions that are not `void f(void)`, or that return a value all the same. */
import { softenedBy } from "../lint/certainty.ts";
import { defineRule, type Report } from "../lint/rule.ts";
import { signatureReports } from "../lint/signature-reports.ts";
import { plainType } from "../model/c-types.ts";
import { type EntryFunction, entryFunctionsOf } from "../model/entry-functions.ts";
import type { FunctionDefinition } from "../model/file.ts";
import type { TextEdit } from "../text/span.ts";

export const exitSignature = defineRule({
  id: "exit-signature",
  group: "entry-points",
  severity: "error",
  scope: "file",
  page: {
    what: "The function named in module_exit() is void f(void) and returns no value.",
    why: "Unloading cannot fail: the kernel calls the function through an exitcall_t, and the macro compares the types when it is compiled.",
    predicts: [
      {
        tool: "gcc",
        message:
          "returning 'int (*)(void)' from a function with incompatible return type 'exitcall_t' {aka 'void (*)(void)'}",
      },
      { tool: "gcc", message: "'return' with a value, in function returning void [-Werror=return-type]" },
    ],
    bad: `#include <linux/module.h>

static int __init sample_init(void)
{
	return 0;
}

static int __exit sample_exit(void)
{
	return 0;
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>

static int __init sample_init(void)
{
	return 0;
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module, kernel }) {
    const returned = new Map(
      entryFunctionsOf(file, kernel)
        .filter(({ role }) => role === "exit")
        .map((one) => [one.definition, valueReturns(one)] as const),
    );
    const removals = (definition: FunctionDefinition): readonly TextEdit[] =>
      (returned.get(definition) ?? []).flatMap(({ fixes }) => fixes?.[0]?.edits ?? []);
    yield* signatureReports("exit", file, module, kernel, removals);
    for (const [definition, reports] of returned) {
      if (plainType(definition.signature?.returnType ?? "") === "void") yield* reports;
    }
  },
});

/** `return 0;` in a function that returns nothing; `return f();` with a void f is let through by gcc. */
const valueReturns = ({ definition, call }: EntryFunction): readonly Report[] =>
  (definition.flow?.returns ?? []).flatMap(({ span, value, expressionSpan }) =>
    value === undefined || !expressionSpan
      ? []
      : [
          {
            span,
            message: `'${definition.name}' returns nothing, so it cannot return a value: write 'return;'`,
            ...softenedBy(call.guards, definition.guards),
            fixes: [
              {
                title: "Return no value",
                edits: [{ span: { start: span.start + "return".length, end: expressionSpan.end }, text: "" }],
                isSafe: true,
              },
            ],
          },
        ],
  );
