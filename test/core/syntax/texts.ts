/** Random kernel-like texts and edits. */
import fc from "fast-check";

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
