/** Macros that end in a declaration want a semicolon: builds 226, 519 and 600 of the build truth; module_init does not. */
import { expect, test } from "vitest";
import { applyFix, checkSource } from "../../support/check.ts";

const check = (source: string) => checkSource("missing-semicolon", `#include <linux/module.h>\n${source}`);

test.each([
  ['MODULE_LICENSE("GPL")\nMODULE_DESCRIPTION("t");\n', "MODULE_LICENSE"],
  ['MODULE_DESCRIPTION("t")\n', "MODULE_DESCRIPTION"],
  ["static int v;\nmodule_param(v, int, 0444) /* level */\nstatic int w;\n", "module_param"],
  ["int f(void);\nint f(void) { return 0; }\nEXPORT_SYMBOL(f)\nint g;\n", "EXPORT_SYMBOL"],
])("%s does not compile", (source, words) => {
  const [finding] = check(source);
  expect(finding).toMatchObject({ severity: "error", words });
  const text = `#include <linux/module.h>\n${source}`;
  const [fix] = finding?.fixes ?? [];
  expect(fix && checkSource("missing-semicolon", applyFix(text, fix))).toEqual([]);
});

test.each([
  'MODULE_LICENSE("GPL");\n',
  'MODULE_LICENSE("GPL") /* why */ ;\n',
  'MODULE_LICENSE("GPL")\n;\n',
  "static int f(void) { return 0; }\nmodule_init(f)\n",
  '#define MODULE_AUTHOR(x)\nMODULE_AUTHOR("a")\nint x;\n',
  '#define META MODULE_LICENSE("GPL")\nMETA;\n',
])("nothing is said of %s", (source) => {
  expect(check(source)).toEqual([]);
});
