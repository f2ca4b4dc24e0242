/** Reports init functions that return a positive constant. */
import { defineRule } from "../lint/rule.ts";
import { entryFunctionsOf } from "../model/entry-functions.ts";
import type { FileModel, FunctionDefinition } from "../model/file.ts";
import { isJudgedAsModule } from "../model/module-entries.ts";

export const positiveInitReturn = defineRule({
  id: "positive-init-return",
  group: "entry-points",
  severity: "warning",
  scope: "file",
  page: {
    what: "The init function returns 0 or a negative error.",
    why: "A positive value is taken for success: the module stays loaded although its init gave up, and the kernel writes a warning with a stack trace.",
    predicts: [
      {
        tool: "kernel",
        message: "do_init_module: 't'->init suspiciously returned 12, it should follow 0/-E convention",
      },
    ],
    bad: `#include <linux/module.h>
#include <linux/slab.h>

static void *sample_buffer;

static int __init sample_init(void)
{
	sample_buffer = kmalloc(64, GFP_KERNEL);
	if (!sample_buffer)
		return ENOMEM;
	return 0;
}

static void __exit sample_exit(void)
{
	kfree(sample_buffer);
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>
#include <linux/slab.h>

static void *sample_buffer;

static int __init sample_init(void)
{
	sample_buffer = kmalloc(64, GFP_KERNEL);
	if (!sample_buffer)
		return -ENOMEM;
	return 0;
}

static void __exit sample_exit(void)
{
	kfree(sample_buffer);
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module, kernel }) {
    if (!isJudgedAsModule(module)) return;
    for (const { role, definition } of entryFunctionsOf(file, kernel)) {
      if (role !== "init" || !mayReturnPositive(definition, file)) continue;
      for (const { expression, expressionSpan, value } of definition.flow?.returns ?? []) {
        if (value === undefined || value <= 0 || !expression || !expressionSpan) continue;
        const isErrno = /^\(*\s*E[A-Z]/.test(expression);
        const minus = { span: { start: expressionSpan.start, end: expressionSpan.start }, text: "-" };
        yield {
          span: expressionSpan,
          message: `'${definition.name}' returns ${expression}: the kernel takes any positive value for success and warns; ${isErrno ? `return -${expression}` : "return 0, or a negative error"}`,
          fixes: isErrno
            ? [{ title: `Return -${expression}`, edits: [minus], isSafe: true }]
            : [{ title: "Return 0", edits: [{ span: expressionSpan, text: "0" }], isSafe: false }],
        };
      }
    }
  },
});

/** Spares the reading of a body that holds no `return 1`, `return (ENOMEM)`, `return true`. */
const mayReturnPositive = ({ body }: FunctionDefinition, { isRead, text }: FileModel): boolean =>
  isRead || /\breturn(?:[\s(]|\/[*/])*(?:[0-9Et]|\/)/.test(text.slice(body.start, body.end));
