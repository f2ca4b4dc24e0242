import { describe, expect, test } from "vitest";
import { applyFix, checkProject, checkSource } from "../../support/check.ts";

const rule = "exported-init-symbol";

describe("exported-init-symbol", () => {
  test.each([
    ["an __init function", "int h(int a);\nint __init h(int a)\n{\n\treturn a;\n}\n"],
    ["an __exit function", "int h(int a);\nint __exit h(int a)\n{\n\treturn a;\n}\n"],
    ["__initdata", "extern int h;\nint h __initdata = 3;\n"],
    ["__initconst", "extern const int h;\nconst int h __initconst = 3;\n"],
    ["__exitdata", "extern int h;\nint h __exitdata = 3;\n"],
  ])("%s must not be exported", (_what, definition) => {
    const source = `#include <linux/module.h>\n${definition}EXPORT_SYMBOL_GPL(h);\n`;
    const [finding] = checkSource(rule, source);
    expect(finding).toMatchObject({ severity: "warning", words: "h" });
    for (const fix of finding?.fixes ?? []) expect(checkSource(rule, applyFix(source, fix))).toEqual([]);
    expect(finding?.fixes).toHaveLength(2);
  });

  test("an export in another object of the module counts", () => {
    const findings = checkProject({
      "a.c": "#include <linux/module.h>\nint h(int a);\nEXPORT_SYMBOL(h);\n",
      "b.c": "#include <linux/module.h>\nint h(int a);\nint __init h(int a)\n{\n\treturn a;\n}\n",
      Makefile: "obj-m := t.o\nt-y := a.o b.o\n",
    });
    expect(findings.filter((finding) => finding.rule === rule)).toMatchObject([{ path: "a.c", words: "h" }]);
  });

  test.each([
    ["a plain function", "int h(int a)\n{\n\treturn a;\n}\nEXPORT_SYMBOL(h);\n"],
    ["a function marked __ref", "int __ref h(int a)\n{\n\treturn a;\n}\nEXPORT_SYMBOL(h);\n"],
    [
      "a static function, of which export-static speaks",
      "static int __init h(int a)\n{\n\treturn a;\n}\nEXPORT_SYMBOL(h);\n",
    ],
    [
      "one of two definitions",
      "#ifdef A\nint __init h(void)\n{\n\treturn 0;\n}\n#else\nint h(void)\n{\n\treturn 1;\n}\nEXPORT_SYMBOL(h);\n#endif\n",
    ],
  ])("%s is fine", (_what, source) => {
    expect(checkSource(rule, source)).toEqual([]);
  });
});

const declaredFirst = (first: string) =>
  `#include <linux/module.h>\nint ${first} h(int a);\nint h(int a)\n{\n\treturn a;\n}\nEXPORT_SYMBOL(h);\n`;

test("an earlier declaration may be what marks it", () => {
  expect(checkSource(rule, declaredFirst("__init"))).toMatchObject([{ severity: "warning", words: "h" }]);
  expect(checkSource(rule, declaredFirst(""))).toEqual([]);
});
