/** Reports init functions that are not `int f(void)`. */
import { softenedBy } from "../lint/certainty.ts";
import { defineRule } from "../lint/rule.ts";
import { entryFunctionsOf } from "../model/entry-functions.ts";
import { signatureProblems } from "../model/entry-signature.ts";
import { unitOf } from "../model/unit.ts";

export const initSignature = defineRule({
  id: "init-signature",
  group: "entry-points",
  severity: "error",
  scope: "file",
  page: {
    what: "The function named in module_init() is int f(void).",
    why: "The kernel calls it through an initcall_t and looks at the int it returns; the macro compares the types when it is compiled.",
    predicts: [
      {
        tool: "gcc",
        message:
          "returning 'void (*)(void)' from a function with incompatible return type 'initcall_t' {aka 'int (*)(void)'}",
      },
      { tool: "gcc", message: "function declaration isn't a prototype [-Werror=strict-prototypes]" },
    ],
    bad: `#include <linux/module.h>

static void __init sample_init(void)
{
}

static void __exit sample_exit(void)
{
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
    const functions = entryFunctionsOf(file, kernel).filter(({ role }) => role === "init");
    if (functions.length === 0) return;
    const unit = unitOf(file, module);
    for (const one of functions) {
      for (const { span, message, edits } of signatureProblems(one, file, unit)) {
        yield {
          span,
          message,
          ...softenedBy(one.call.guards, one.definition.guards),
          fixes: [{ title: `Make it int ${one.definition.name}(void)`, edits, isSafe: false }],
          related: [{ path: file.path, span: one.call.span, message: `named here by ${one.call.name}()` }],
        };
      }
    }
  },
});
