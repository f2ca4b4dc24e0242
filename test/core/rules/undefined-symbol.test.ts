import { describe, expect, test } from "vitest";
import { applyFix } from "../../support/check.ts";
import { kernelExporting, type ScopeParts, sampleParts, sampleSymbols } from "../../support/scope.ts";
import { checkSymbols, moduleDoing, symbolFindings } from "../../support/symbol-checks.ts";

const missing = "extern int t_missing(int a);";
const check = (declarations: string, statements: string) =>
  symbolFindings("undefined-symbol", declarations, statements);

const other = (exported: string) =>
  `#include <linux/module.h>\nint t_missing(int a);\nint t_missing(int a)\n{\n\treturn a;\n}\n${exported}MODULE_LICENSE("GPL");\nMODULE_DESCRIPTION("t");\n`;

const rulesOf = (findings: readonly { readonly rule: string }[]) => findings.map(({ rule }) => rule);

describe("undefined-symbol", () => {
  test("a function that is declared and nowhere defined is the error, where it is called", () => {
    expect(check(missing, "t_value = t_missing(1);")).toMatchObject([
      { severity: "error", words: "t_missing", line: 7 },
    ]);
  });

  test("the header that declares it and the kernel that keeps it to itself are named", () => {
    expect(check("", "release_task(NULL);")[0]?.message).toContain("declared in <linux/sample.h>");
  });

  test.each([
    ["an exported symbol", "", "kfree(t_pointer);"],
    ["one that only sizeof() measures", missing, "t_value = sizeof(t_missing(1));"],
    ["one in dead code", missing, "if (0) t_value = t_missing(1);"],
    [
      "one in a function that nobody calls",
      `${missing} static int __maybe_unused t_u(void) { return t_missing(1); }`,
      "",
    ],
    ["one in a table that nobody uses", `${missing} static int (*t_table[])(int) = { t_missing };`, ""],
    ["a weak one", "extern int t_missing(int a) __weak;", "t_value = t_missing ? t_missing(1) : 0;"],
    ["a local of that name", "extern int t_missing;", "int t_missing = t_value; t_value = t_missing + 1;"],
    ["a macro of that name", "#define t_missing(a) (a)", "t_value = t_missing(1);"],
    [
      "one that an own macro defines",
      "#define T_MAKE(n) int t_##n(int a) { return a; }\nT_MAKE(missing)",
      "t_value = t_missing(1);",
    ],
    [
      "one in a branch of lines that is not compiled",
      missing,
      "\n#ifdef CONFIG_UNSET\n\tt_value = t_missing(1);\n#endif\n",
    ],
    ["THIS_MODULE", "", "t_pointer = THIS_MODULE;"],
  ])("%s is none", (_name, declarations, statements) => {
    expect(check(declarations, statements)).toEqual([]);
  });

  test.each([
    ["through an own macro", `${missing}\n#define T_CALL(x) t_missing(x)`, "t_value = T_CALL(1);", "T_CALL"],
    [
      "in a table that is handed on",
      `${missing} struct t_ops { int (*go)(int); }; static struct t_ops t_ops = { .go = t_missing };`,
      "t_pointer = &t_ops;",
      "t_missing",
    ],
    [
      "in a static function that is called",
      `${missing} static int t_use(void) { return t_missing(1); }`,
      "t_value = t_use();",
      "t_missing",
    ],
    ["by its address", missing, "t_pointer = t_missing;", "t_missing"],
    [
      "under a label for the linker",
      'extern int t_missing(int a) __asm__("t_label");',
      "t_value = t_missing(1);",
      "t_missing",
    ],
    [
      "in a branch of lines that is compiled",
      missing,
      "\n#ifdef CONFIG_SET\n\tt_value = t_missing(1);\n#endif\n",
      "t_missing",
    ],
    ["declared static", "static int t_missing(int a);", "t_value = t_missing(1);", "t_missing"],
  ])("%s it is found too", (_name, declarations, statements, words) => {
    expect(check(declarations, statements)).toMatchObject([{ severity: "error", words }]);
  });

  test("what the compiler may drop is a warning", () => {
    const debug = `${missing} static const int t_debug = 0;`;
    expect(check(debug, "if (t_debug) t_value = t_missing(1);")).toMatchObject([{ severity: "warning" }]);
  });

  test("a module_param() of a variable that is only declared", () => {
    expect(check("extern int t_p;\nmodule_param(t_p, int, 0444);", "t_value = t_p;")).toMatchObject([
      { words: "t_p" },
    ]);
  });

  test("nothing is said without the kernel's symbols or where a neighbour is not known", () => {
    const source = moduleDoing(missing, "t_value = t_missing(1);");
    const without = { ...kernelExporting("6.1", sampleSymbols), symbols: undefined };
    expect(rulesOf(checkSymbols({ "t.c": source }, { kernel: without }))).not.toContain("undefined-symbol");
    const unknown = { "t.c": source, Makefile: "obj-m := t.o $(shell list)\n" };
    expect(rulesOf(checkSymbols(unknown))).not.toContain("undefined-symbol");
  });

  const user = moduleDoing(missing, "t_value = t_missing(1);");
  const inProject = (makefile: string, exported = "") =>
    checkSymbols({ "t.c": user, "u.c": other(exported), Makefile: makefile }).filter(
      ({ rule }) => rule === "undefined-symbol",
    );

  test("another object of the module, or a module beside it that exports it, has it", () => {
    expect(inProject("obj-m := m.o\nm-y := t.o u.o\n")).toEqual([]);
    expect(inProject("obj-m := t.o u.o\n", "EXPORT_SYMBOL(t_missing);\n")).toEqual([]);
  });

  test("a module beside it that only an option builds is worth a warning, unless the same is true of its own", () => {
    const exported = "EXPORT_SYMBOL(t_missing);\n";
    const [only, ...others] = inProject("obj-m := t.o\nobj-$(CONFIG_T_U) += u.o\n", exported);
    expect(only).toMatchObject({ severity: "warning", words: "t_missing" });
    expect(only?.message).toContain(
      "exported by u.ko alone, which the Kbuild file builds only where an option is set",
    );
    expect(others).toEqual([]);
    expect(inProject("obj-$(CONFIG_T) := t.o\nobj-$(CONFIG_T_U) += u.o\n", exported)).toEqual([]);
    expect(inProject("CONFIG_T_U := m\nobj-m := t.o\nobj-$(CONFIG_T_U) += u.o\n", exported)).toEqual([]);
  });

  test("of a header's declaration and its stub the one that is compiled counts", () => {
    const header =
      "#ifdef CONFIG_T\nint t_missing(int a);\n#else\nstatic inline int t_missing(int a) { return 0; }\n#endif\n";
    const files = { "t.c": moduleDoing('#include "t.h"', "t_value = t_missing(1);"), "t.h": header };
    const declared = { ...sampleParts, functions: { ...sampleParts.functions, t_missing: 1 } };
    const stubbed = { ...sampleParts, inlines: { ...sampleParts.inlines, t_missing: { reaches: [] } } };
    const found = (scope: ScopeParts) =>
      checkSymbols(files, { scope }).filter(({ rule }) => rule === "undefined-symbol");
    expect(found(declared)).toMatchObject([{ severity: "error", words: "t_missing" }]);
    expect(found(stubbed)).toEqual([]);
  });

  test("a module beside it that does not export it is named", () => {
    const [finding] = inProject("obj-m := t.o u.o\n");
    expect(finding?.message).toContain("defined in module u, which does not export it");
    expect(finding?.related).toMatchObject([{ path: "/project/u.c" }]);
  });

  test("a source that Kbuild does not link is named, and the fix adds its object to the Kbuild file", () => {
    const makefile = "obj-m := m.o\nm-y := t.o\n";
    const [finding] = inProject(makefile);
    expect(finding?.message).toContain("defined in u.c, which the Kbuild file does not link into m.ko");
    const fix = finding?.fixes[0];
    expect(fix).toMatchObject({ path: "/project/Makefile", isSafe: false });
    expect(fix && applyFix(makefile, fix)).toBe("obj-m := m.o\nm-y := t.o u.o\n");
  });
});
