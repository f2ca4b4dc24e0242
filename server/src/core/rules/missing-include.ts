/** Reports module macros in files that do not include <linux/module.h>. */
import { softenedBy } from "../lint/certainty.ts";
import { defineRule } from "../lint/rule.ts";
import type { FileModel } from "../model/file.ts";
import { isNoMacro, unitOf } from "../model/unit.ts";
import { withBreaksOf } from "../text/line-start.ts";

export const missingInclude = defineRule({
  id: "missing-include",
  group: "metadata",
  severity: "error",
  scope: "file",
  page: {
    what: "A file that uses module_init(), MODULE_LICENSE() or their kin includes <linux/module.h>.",
    why: "The macros are defined there. Many headers of buses include it; the basic ones, such as linux/init.h and linux/kernel.h, do not. The rule speaks only where every include is one of those.",
    predicts: [
      {
        tool: "gcc",
        message: "error: expected declaration specifiers or '...' before string constant",
      },
    ],
    bad: `#include <linux/init.h>
#include <linux/kernel.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module }) {
    const call = file.macroCalls.find(({ name }) => macros.test(name));
    if (!call) return;
    const unit = unitOf(file, module);
    const includes = unit.files.flatMap((one) => one.includes);
    // A quoted include was read: it is one of the unit's files.
    const isWithout = includes.every(({ isSystem, path }) =>
      isSystem ? basic.has(path) : !path.startsWith("linux/"),
    );
    // A text without any include is a fragment.
    if (file.includes.length === 0 || !isWithout || !isNoMacro(call.name, unit)) return;
    yield {
      span: call.nameSpan,
      message: `${call.name}() needs #include <linux/module.h>: without it this does not compile`,
      fixes: [{ title: "Include <linux/module.h>", edits: [insertion(file)], isSafe: true }],
      ...softenedBy(call.guards),
    };
  },
});

const macros = /^(?:module_(?:init|exit)|MODULE_(?:LICENSE|AUTHOR|DESCRIPTION|VERSION|ALIAS|DEVICE_TABLE))$/;

/** What <linux/module.h> includes itself, and headers that were seen not to include it (6.1 and 6.12). */
const basic: ReadonlySet<string> = new Set(
  "init kernel printk types errno moduleparam string list stat export kobject bug mutex workqueue timer spinlock jiffies atomic ktime slab fs uaccess proc_fs delay vmalloc seq_file kthread"
    .split(" ")
    .map((name) => `linux/${name}.h`),
);

/** Before the first include outside of conditionals, or before the first line that is no comment. */
function insertion({ text, includes }: FileModel) {
  const first = includes.find(({ guards }) => guards.length === 0)?.span.start;
  const start = first ?? /^(?:\s|\/\*[\s\S]*?\*\/|\/\/[^\n]*\n)*/.exec(text)?.[0].length ?? 0;
  return { span: { start, end: start }, text: withBreaksOf(text, "#include <linux/module.h>\n") };
}
