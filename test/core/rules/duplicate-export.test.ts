import { expect, test } from "vitest";
import { applyFix, checkProject, checkSource } from "../../support/check.ts";
import { includes, moduleWith } from "../../support/module-source.ts";

const value = "int t_value(void)\n{\n\treturn 1;\n}\nEXPORT_SYMBOL(t_value);\n";
const check = (more: string) => checkSource("duplicate-export", moduleWith(more));

test("the second export of a name is the error, and can go", () => {
  const more = `${value}EXPORT_SYMBOL(t_value);\n`;
  const [finding, ...others] = check(more);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ severity: "error", words: "t_value" });
  expect(finding?.fixes[0]).toMatchObject({ isSafe: true });
  expect(finding?.fixes[0] && applyFix(moduleWith(more), finding.fixes[0])).toBe(moduleWith(value));
});

test("another variant of the macro is a duplicate as well, but which one goes is the author's choice", () => {
  expect(check(`${value}EXPORT_SYMBOL_GPL(t_value);\n`)[0]?.fixes[0]).toMatchObject({ isSafe: false });
});

test("branches that exclude each other may both export", () => {
  expect(check(`#ifdef CONFIG_FOO\n${value}#else\n${value}#endif\n`)).toEqual([]);
});

const project = (makefile: string) =>
  checkProject({
    "a.c": moduleWith(value),
    "b.c": `${includes}${value}MODULE_LICENSE("GPL");\n`,
    Makefile: makefile,
  }).filter(({ rule }) => rule === "duplicate-export");

test("two objects of one module clash, two modules do not", () => {
  expect(project("obj-m := t.o\nt-y := a.o b.o\n")).toMatchObject([{ path: "b.c", severity: "error" }]);
  expect(project("obj-m := a.o b.o\n")).toEqual([]);
});
