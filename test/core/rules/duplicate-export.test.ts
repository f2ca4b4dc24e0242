import { expect, test } from "vitest";
import { applyFix, checkProject, checkSource } from "../../support/check.ts";
import { includes, moduleWith } from "../../support/module-source.ts";
import { kernelExporting, sampleSymbols } from "../../support/scope.ts";

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

test("two objects of one module clash", () => {
  expect(project("obj-m := t.o\nt-y := a.o b.o\n")).toMatchObject([{ path: "b.c", severity: "error" }]);
});

test("of two modules beside each other only one can be loaded: a warning in both", () => {
  expect(project("obj-m := a.o b.o\n")).toMatchObject([
    { path: "a.c", severity: "warning" },
    { path: "b.c", severity: "warning" },
  ]);
});

const exporting = (name: string, makefile = "obj-m := t.o\n") =>
  checkProject(
    {
      "t.c": moduleWith(
        `int ${name}(void);\nint ${name}(void)\n{\n\treturn 1;\n}\nEXPORT_SYMBOL(${name});\n`,
      ),
      Makefile: makefile,
    },
    { kernel: kernelExporting("6.1", sampleSymbols) },
  ).filter(({ rule }) => rule === "duplicate-export");

test("modpost refuses what vmlinux exports", () => {
  const [finding] = exporting("kfree");
  expect(finding).toMatchObject({ severity: "error", words: "kfree" });
  expect(finding?.message).toContain("exported by vmlinux of kernel 6.1");
});

test("what a module of the kernel exports builds, and does not load beside it", () => {
  expect(exporting("cfg80211_free")).toMatchObject([{ severity: "warning" }]);
});

test("a module that takes the place of the kernel's own of that name may export what it does", () => {
  expect(exporting("cfg80211_free", "obj-m := cfg80211.o\ncfg80211-y := t.o\n")).toEqual([]);
});
