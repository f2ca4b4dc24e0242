/** Reports init functions that are not `int f(void)`. */
import { defineRule } from "../lint/rule.ts";
import { signatureReports } from "../lint/signature-reports.ts";

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
    yield* signatureReports("init", file, module, kernel);
  },
});
