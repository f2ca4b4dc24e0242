/** Macros with another number of arguments than they take do not compile: builds 228 and 605 of the build truth. */
import { expect, test } from "vitest";
import { checkSource } from "../../support/check.ts";

const check = (source: string) => checkSource("macro-arguments", `#include <linux/module.h>\n${source}\n`);

test.each([
  ["static int v;\nmodule_param(v, int);", "module_param"],
  ["static int v;\nmodule_param_named(v, int, 0444);", "module_param_named"],
  ['MODULE_PARM_DESC("x");', "MODULE_PARM_DESC"],
  ["int f(void);\nint f(void) { return 0; }\nEXPORT_SYMBOL_NS(f);", "EXPORT_SYMBOL_NS"],
  ['MODULE_AUTHOR("a", "b");', "MODULE_AUTHOR"],
])("%s does not compile", (source, words) => {
  expect(check(source)).toMatchObject([{ severity: "error", words }]);
});

test.each([
  "static int v;\nmodule_param(v, int, 0444);",
  'MODULE_DESCRIPTION("one, two (three, four)");',
  "MODULE_LICENSE();",
  "static int a[2];\nmodule_param_array(a, int, NULL, 0444);",
  "#define MODULE_AUTHOR(a, b)\nMODULE_AUTHOR(x, y);",
  '#include "other.h"\nMODULE_AUTHOR("a", "b");',
])("nothing is said of %s", (source) => {
  expect(check(source)).toEqual([]);
});

test("under an option it is a warning", () => {
  expect(check('#ifdef CONFIG_X\nMODULE_AUTHOR("a", "b");\n#endif')).toMatchObject([{ severity: "warning" }]);
});
