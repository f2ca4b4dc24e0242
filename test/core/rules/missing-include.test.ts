/** Where only basic headers are included, the module macros are missing: build 522 of the build truth. */
import { expect, test } from "vitest";
import { applyFix, checkProject, checkSource } from "../../support/check.ts";

const check = (source: string) => checkSource("missing-include", source);

test("init.h and kernel.h do not bring module.h", () => {
  const source = '#include <linux/init.h>\n#include <linux/kernel.h>\n\nMODULE_LICENSE("GPL");\n';
  const [finding] = check(source);
  expect(finding).toMatchObject({ severity: "error", words: "MODULE_LICENSE", line: 4 });
  const [fix] = finding?.fixes ?? [];
  expect(fix && applyFix(source, fix)).toBe(`#include <linux/module.h>\n${source}`);
});

test.each([
  '#include <linux/module.h>\nMODULE_LICENSE("GPL");\n',
  '#include <linux/pci.h>\nMODULE_LICENSE("GPL");\n',
  '#include <linux/init.h>\n#include "mine.h"\nMODULE_LICENSE("GPL");\n',
  '#include <linux/init.h>\n#define MODULE_LICENSE(x)\nMODULE_LICENSE("GPL");\n',
  "#include <linux/moduleparam.h>\nstatic int v;\nmodule_param(v, int, 0444);\n",
  // A fragment, as in a test or a page of documentation.
  'MODULE_LICENSE("GPL");\n',
])("nothing is said of %s", (source) => {
  expect(check(source)).toEqual([]);
});

test("a header of the module's own may include it", () => {
  const found = checkProject({
    Makefile: "obj-m := t.o\n",
    "t.c": '#include <linux/init.h>\n#include "t.h"\nMODULE_LICENSE("GPL");\n',
    "t.h": "#include <linux/module.h>\n",
  });
  expect(found.filter(({ rule }) => rule === "missing-include")).toEqual([]);
});
