import { expect, test } from "vitest";
import { applyFix, checkProject, checkSource } from "../../support/check.ts";
import { includes, moduleWith } from "../../support/module-source.ts";

const check = (more: string) => checkSource("export-undefined", moduleWith(more));
const value = "int t_value(void)\n{\n\treturn 1;\n}\n";

test("a name that the module does not know is an error, and a near one is offered", () => {
  const more = `${value}EXPORT_SYMBOL(t_vlaue);\n`;
  const [finding] = check(more);
  expect(finding).toMatchObject({ severity: "error", words: "t_vlaue" });
  expect(finding?.fixes.map((fix) => applyFix(moduleWith(more), fix))).toEqual([
    moduleWith(`${value}EXPORT_SYMBOL(t_value);\n`),
    moduleWith(value),
  ]);
});

test("a name that is only declared has no definition to export", () => {
  expect(check("int t_value(void);\nEXPORT_SYMBOL(t_value);\n")).toMatchObject([{ severity: "error" }]);
  expect(check("extern int t_value;\nEXPORT_SYMBOL(t_value);\n")).toMatchObject([{ severity: "error" }]);
});

test("an export above the first declaration is undeclared, and moves behind the definition", () => {
  const more = `EXPORT_SYMBOL(t_value);\n${value}`;
  const fix = check(more)[0]?.fixes[0];
  expect(fix && applyFix(moduleWith(more), fix)).toBe(
    moduleWith(`${value.trimEnd()}\nEXPORT_SYMBOL(t_value);\n`),
  );
});

test("a prototype above the export, a variable and a definition in a header are enough", () => {
  expect(check(`int t_value(void);\nEXPORT_SYMBOL(t_value);\n${value}`)).toEqual([]);
  expect(check("int t_count;\nEXPORT_SYMBOL(t_count);\n")).toEqual([]);
  expect(check("int t_count, t_value = 1;\nEXPORT_SYMBOL(t_value);\n")).toEqual([]);
});

test("what may be defined out of sight is left alone", () => {
  expect(check("DEFINE_PER_CPU(int, t_value);\nEXPORT_SYMBOL(t_value);\n")).toEqual([]);
  expect(check('#include "missing.h"\nEXPORT_SYMBOL(t_value);\n')).toEqual([]);
  expect(
    check('int t_value(void);\nasm(".globl t_value\\nt_value: ret");\nEXPORT_SYMBOL(t_value);\n'),
  ).toEqual([]);
  expect(check("#define t_value t_other\nEXPORT_SYMBOL(t_value);\n")).toEqual([]);
});

const project = (files: Record<string, string>) =>
  checkProject(files).filter(({ rule }) => rule === "export-undefined");

test("a definition in another object of the module is one, if that is C or assembly", () => {
  const a = moduleWith('#include "t.h"\nEXPORT_SYMBOL(t_value);\n');
  const header = "int t_value(void);\n";
  expect(
    project({
      "a.c": a,
      "b.c": `${includes}#include "t.h"\n${value}`,
      "t.h": header,
      Makefile: "obj-m := t.o\nt-y := a.o b.o\n",
    }),
  ).toEqual([]);
  expect(project({ "a.c": a, "b.S": "", "t.h": header, Makefile: "obj-m := t.o\nt-y := a.o b.o\n" })).toEqual(
    [],
  );
  expect(project({ "a.c": a, "t.h": header, Makefile: "obj-m := a.o\n" })).toHaveLength(1);
});

test("a file alone may be one of several objects", () => {
  expect(project({ "t.c": moduleWith("int t_value(void);\nEXPORT_SYMBOL(t_value);\n") })).toEqual([]);
});

test("a declaration that a macro makes with an attribute behind it is a declaration", () => {
  expect(check("DECLARE_T_MASK(t_value) __ro_after_init;\nEXPORT_SYMBOL(t_value);\n")).toEqual([]);
  expect(check("extern const int t_value[2] __alias(t_other);\nEXPORT_SYMBOL(t_value);\n")).toEqual([]);
});

test("a function whose head a conditional splits is there under both names", () => {
  const split =
    "#if DEBUG_T\nint t_value(int a,\n#else\nint t_plain(int a,\n#endif\n\t    int b)\n{\n\treturn a + b;\n}\n";
  expect(check(`${split}EXPORT_SYMBOL(t_plain);\n`)).toEqual([]);
});

test.each([
  ["struct t_x { int a; };\n", "a type"],
  ["enum { T_A, t_x };\n", "a constant"],
  ["#define t_x(a) (a)\n", "a macro"],
])("after %s there is nothing to export", (before, what) => {
  const [finding] = check(`${before}EXPORT_SYMBOL(t_x);\n`);
  expect(finding).toMatchObject({ severity: "error", words: "t_x" });
  expect(finding?.message).toContain(what);
});

test.each([
  "struct t_x { int a; };\nextern struct t_x t_x;\nstruct t_x t_x;\n",
  "struct t_x { int a; };\nDEFINE_THING(t_x);\n",
  "#define t_x(a) (t_x)(a)\nint (t_x)(int a);\nint (t_x)(int a)\n{\n\treturn a;\n}\n",
  "#define t_x t_real\nint t_real(void);\nint t_real(void)\n{\n\treturn 0;\n}\n",
])("nothing is said after %s", (before) => {
  expect(check(`${before}EXPORT_SYMBOL(t_x);\n`)).toEqual([]);
});
