/** Random kernel-like texts and edits. */
import * as fc from "fast-check";

const fragments = [
  "int ",
  "static ",
  "struct foo ",
  "foo",
  "bar_t ",
  "__init ",
  "__section(",
  '".x"',
  "(",
  ")",
  "{",
  "}",
  "[",
  "]",
  ";",
  ",",
  "=",
  "*",
  "#if 0\n",
  "#ifdef CONFIG_X\n",
  "#else\n",
  "#elif Y\n",
  "#endif\n",
  "\n#endif\n",
  "\n#else\n",
  "#define F(x) \\\n x\n",
  "#include <linux/module.h>\n",
  "/*",
  "*/",
  "// c\n",
  "// kmod-lint-disable\n",
  "/* SPDX-License-Identifier: GPL-2.0 */",
  '"',
  "'",
  "\\",
  "\n",
  "\r\n",
  " ",
  "\t",
  "\u0000",
  "é",
  "MODULE_LICENSE",
  '("GPL");\n',
  "module_init(foo)\n",
  "list_for_each_entry(a, b, c) {\n",
  "if (a) {\n",
  "} else {\n",
  "return 1;\n",
  "case 1 ... 3:",
  "typeof(",
  "asm volatile(",
  "container_of(p, struct x, m)",
  "min_t(unsigned int, a, b)",
  "static int __init f(void)\n{\n\treturn 0;\n}\n",
  "int g(int a, char *b)\n{\n",
  "\n}\n",
  "static struct y z = {\n\t.a = b,\n",
  "};\n",
  "DEFINE_X(a) = {",
  "FOO(a)\n",
  "do ",
  "while (0)",
  "({ ",
  " })",
  "1..",
  "0x1f",
  "enum e ",
  "union u ",
  "EXPORT_SYMBOL(f);\n",
] as const;

export const kernelTexts = fc
  .array(fc.constantFrom(...fragments), { maxLength: 60 })
  .map((parts) => parts.join(""));

export interface RandomChange {
  /** 0 to 1 of the text. */
  readonly at: number;
  readonly length: number;
  readonly inserted: string;
}

export const changes: fc.Arbitrary<RandomChange> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(40)),
  inserted: fc.oneof(
    fc.constant(""),
    fc.constantFrom(...fragments),
    fc.string({ maxLength: 3 }),
    kernelTexts,
  ),
});

/** The text after a random change, and the change itself. */
export const applied = (text: string, { at, length, inserted }: RandomChange) => {
  const start = Math.min(text.length, Math.floor(at * (text.length + 1)));
  const end = Math.min(text.length, start + length);
  return {
    text: text.slice(0, start) + inserted + text.slice(end),
    change: { span: { start, end }, insertedLength: inserted.length },
  };
};

export const driver = `// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include "local.h"

#define COUNT(a) \\
\t(sizeof(a) / sizeof((a)[0]))

struct thing {
\tstruct list_head list;
\tvoid __iomem *base;
\tint (*start)(struct thing *t);
\tDECLARE_BITMAP(used, 8);
#ifdef CONFIG_PM
\tint level;
#endif
};

static DEFINE_MUTEX(lock);
static int debug = 1;
module_param(debug, int, 0644);

static const struct thing_ops ops = {
\t.start = thing_start,
#ifdef CONFIG_PM
\t.stop = thing_stop,
#else
\t.stop = NULL,
#endif
\tSET_SYSTEM_SLEEP_PM_OPS(thing_suspend, thing_resume)
\t.name = "thing",
};

static int __init thing_start(struct thing *t)
{
\tstruct thing *one = container_of(t->list.next, struct thing, list);
\tu32 n = min_t(unsigned int, t->level, 3);

\tlist_for_each_entry(one, &t->list, list) {
#ifdef CONFIG_A
\t\tif (one->level) {
#else
\t\tif (!one->level) {
#endif
\t\t\tcontinue;
\t\t}
\t}
\tswitch (n) {
\tcase 1 ... 3:
\t\tbreak;
\t}
\treturn 0;
}

static void __exit thing_stop(void)
{
\tpr_info(DRIVER_NAME ": %d\\n", debug);
}

module_init(thing_start)
module_exit(thing_stop);
EXPORT_SYMBOL_GPL(thing_start);
MODULE_LICENSE("GPL");
`;
