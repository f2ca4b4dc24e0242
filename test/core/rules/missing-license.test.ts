import { expect, test } from "vitest";
import { applyFix, checkProject, checkSource } from "../../support/check.ts";
import { entryCalls, exitFunction, includes, initFunction } from "../../support/module-source.ts";

const body = includes + initFunction + exitFunction + entryCalls;
const description = 'MODULE_DESCRIPTION("test");\n';
const check = (source: string) => checkSource("missing-license", source);
const inProject = (files: Record<string, string>) =>
  checkProject(files).filter(({ rule }) => rule === "missing-license");

test("a module without a licence is an error at its module_init", () => {
  expect(check(body + description)).toMatchObject([{ severity: "error", words: "module_init" }]);
});

test("a module without an entry point needs one too", () => {
  expect(check("#include <linux/module.h>\nint t_value(void)\n{\n\treturn 1;\n}\n")).toMatchObject([
    { line: 1 },
  ]);
});

test("the fix writes the licence of the SPDX tag behind the last MODULE_ line", () => {
  const source = `// SPDX-License-Identifier: GPL-2.0 OR MIT\n${body}${description}`;
  const fix = check(source)[0]?.fixes[0];
  expect(fix).toMatchObject({ isSafe: true });
  expect(fix && applyFix(source, fix)).toBe(
    `${source}MODULE_LICENSE("Dual MIT/GPL");\n`.replace(/\n(MODULE_LICENSE)/, "\n$1"),
  );
});

test("without an SPDX tag the author chooses, and nothing is done by itself", () => {
  const fixes = check(body)[0]?.fixes ?? [];
  expect(fixes.map(({ title }) => title)).toEqual([
    'Add MODULE_LICENSE("GPL")',
    'Add MODULE_LICENSE("Dual MIT/GPL")',
    'Add MODULE_LICENSE("Dual BSD/GPL")',
  ]);
  expect(fixes.some(({ isSafe }) => isSafe)).toBe(false);
  expect(fixes[0] && check(applyFix(body, fixes[0]))).toEqual([]);
});

test("one licence in one of the objects is enough", () => {
  const findings = inProject({
    "a.c": body,
    "b.c": `${includes}MODULE_LICENSE("GPL");\n`,
    Makefile: "obj-m := t.o\nt-y := a.o b.o\n",
  });
  expect(findings).toEqual([]);
});

test.each([
  ["MODULE_INFO", 'MODULE_INFO(license, "GPL");\n'],
  ["a macro of the file", '#define T_INFO MODULE_LICENSE("GPL")\nT_INFO;\n'],
  ["a condition", '#ifdef CONFIG_FOO\nMODULE_LICENSE("GPL");\n#endif\n'],
  ["a header that is missing", '#include "missing.h"\n'],
])("%s may say it", (_, more) => {
  expect(check(body + more)).toEqual([]);
});

test("a comment, dead code and a string do not say it", () => {
  expect(check(`${body}/* MODULE_LICENSE("GPL"); */\n`)).toHaveLength(1);
  expect(check(`${body}#if 0\nMODULE_LICENSE("GPL");\n#endif\n`)).toHaveLength(1);
  expect(check(`${body}static const char *t_text = "MODULE_LICENSE(GPL)";\n`)).toHaveLength(1);
});

test("a header that is included may say it", () => {
  expect(
    inProject({
      "t.c": `${body}#include "info.h"\n`,
      "info.h": 'MODULE_LICENSE("GPL");\n',
      Makefile: "obj-m := t.o\n",
    }),
  ).toEqual([]);
});

test("code built into the kernel needs none, nor does a file alone without an entry point", () => {
  expect(inProject({ "t.c": body, Makefile: "obj-y := t.o\n" })).toEqual([]);
  expect(inProject({ "t.c": includes })).toEqual([]);
  expect(inProject({ "t.c": includes + initFunction + "late_initcall(t_init);\n" })).toEqual([]);
  expect(inProject({ "t.c": body })).toHaveLength(1);
});

test("a macro that would say it counts only where it is used", () => {
  const macro = '#define T_META MODULE_LICENSE("GPL")\n';
  expect(check(`${macro}${body}`)).toMatchObject([{ severity: "error" }]);
  expect(check(`${macro}${body}T_META;\n`)).toEqual([]);
});

test.each(["MODULE_LICENCE", "MODULES_LICENSE", "MODULE_LISENCE"])("%s is a slip of the pen", (name) => {
  const source = `${body}${name}("GPL");\n`;
  const [finding, second] = check(source);
  expect([finding, second]).toMatchObject([{ severity: "error", words: name }, undefined]);
  expect(finding?.fixes[0] && applyFix(source, finding.fixes[0])).toBe(`${body}MODULE_LICENSE("GPL");\n`);
});
