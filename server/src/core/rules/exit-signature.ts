/** Reports exit functions that are not `void f(void)`, or that return a value all the same. */
import { softenedBy } from "../lint/certainty.ts";
import { defineRule, type Report } from "../lint/rule.ts";
import { plainType } from "../model/c-types.ts";
import { type EntryFunction, entryFunctionsOf } from "../model/entry-functions.ts";
import { signatureProblems } from "../model/entry-signature.ts";
import { unitOf } from "../model/unit.ts";

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
    const functions = entryFunctionsOf(file, kernel).filter(({ role }) => role === "exit");
    if (functions.length === 0) return;
    const unit = unitOf(file, module);
    for (const one of functions) {
      const returned = valueReturns(one);
      const removals = returned.flatMap(({ fixes }) => fixes?.[0]?.edits ?? []);
      for (const { span, message, edits } of signatureProblems(one, file, unit)) {
        yield {
          span,
          message,
          ...softenedBy(one.call.guards, one.definition.guards),
          fixes: [
            {
              title: `Make it void ${one.definition.name}(void)`,
              edits: [...edits, ...removals],
              isSafe: false,
            },
          ],
          related: [{ path: file.path, span: one.call.span, message: `named here by ${one.call.name}()` }],
        };
      }
      if (plainType(one.definition.signature?.returnType ?? "") === "void") yield* returned;
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
