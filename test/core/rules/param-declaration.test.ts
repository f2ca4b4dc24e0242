/** Where and how often a parameter may be declared: builds 210, 220 and 222 of the build truth. */
import { expect, test } from "vitest";
import { checkSource } from "../../support/check.ts";

const check = (source: string) =>
  checkSource("param-declaration", `#include <linux/module.h>\nstatic int v, w;\n${source}\n`);

test.each([
  ["module_param(v, int, 0444);\nmodule_param(v, int, 0444);", "v"],
  ["module_param(v, int, 0444);\nmodule_param_named(v, w, int, 0444);", "v"],
  ["core_param(v, v, int, 0444);", "core_param"],
  ["void f(void);\nvoid f(void)\n{\n\tmodule_param(v, int, 0444);\n}", "module_param"],
])("%s does not compile", (source, words) => {
  expect(check(source)).toMatchObject([{ severity: "error", words }]);
});

test.each([
  "module_param(v, int, 0444);\nmodule_param(w, int, 0444);",
  "module_param_named(a, v, int, 0444);\nmodule_param_named(b, v, int, 0444);",
  "#ifdef CONFIG_X\nmodule_param(v, int, 0444);\n#else\nmodule_param(v, int, 0644);\n#endif",
  "#ifndef MODULE\ncore_param(v, v, int, 0444);\n#endif",
  'void f(void);\nvoid f(void)\n{\n\t/* module_param(v, int, 0444); */\n\tg("module_param(v)");\n}',
  "void f(void);\nvoid f(void)\n{\n#if 0\n\tmodule_param(v, int, 0444);\n#endif\n}",
])("nothing is said of %s", (source) => {
  expect(check(source)).toEqual([]);
});

test("twice under an option is a warning", () => {
  expect(
    check("module_param(v, int, 0444);\n#ifdef CONFIG_X\nmodule_param(v, int, 0444);\n#endif"),
  ).toMatchObject([{ severity: "warning" }]);
});
