import { expect, test } from "vitest";
import { applyFix, checkProject, checkSource } from "../../support/check.ts";
import { exitFunction, includes, initFunction, metadata, moduleOf } from "../../support/module-source.ts";

const check = (source: string) => checkSource("missing-exit", source);

test("a module without an exit is warned of, and gets one with its stub", () => {
  const source = moduleOf(initFunction, "", "module_init(t_init);\n");
  const [finding] = check(source);
  expect(finding).toMatchObject({ severity: "warning", words: "module_init(t_init);" });
  const fixed = finding?.fixes[0] ? applyFix(source, finding.fixes[0]) : "";
  expect(fixed).toContain(
    "static void __exit t_exit(void)\n{\n}\n\nmodule_init(t_init);\nmodule_exit(t_exit);\n",
  );
  expect(checkProject({ "t.c": fixed, Makefile: "obj-m := t.o\n" })).toEqual([]);
});

test("an exit function that nobody names is named", () => {
  const source = moduleOf(initFunction, exitFunction, "module_init(t_init);\n");
  const fix = check(source)[0]?.fixes[0];
  expect(fix && applyFix(source, fix).match(/t_exit/g)).toHaveLength(2);
});

test.each([
  ["a driver helper", "static struct platform_driver t_driver;\nmodule_platform_driver(t_driver);\n"],
  [
    "a builtin driver, which means to stay",
    "static struct platform_driver t_driver;\nbuiltin_platform_driver(t_driver);\n",
  ],
  ["an initcall, which means to stay", "late_initcall(t_init);\n"],
  ["no init at all", ""],
  ["an exit under a condition", "module_init(t_init);\n#ifdef CONFIG_FOO\nmodule_exit(t_exit);\n#endif\n"],
  [
    "a macro of the file that makes the exit",
    "#define T_EXIT(f) module_exit(f)\nmodule_init(t_init);\nT_EXIT(t_exit);\n",
  ],
  ["a helper of an unknown kernel", "module_init(t_init);\nmodule_new_driver(t_exit);\n"],
  ["cleanup_module by name", "module_init(t_init);\nvoid cleanup_module(void)\n{\n}\n"],
])("%s is not warned of", (_, calls) => {
  expect(check(moduleOf(initFunction, exitFunction, calls))).toEqual([]);
});

test("an exit in another object or in a header of the module is enough", () => {
  const init = includes + initFunction;
  const inObject = checkProject({
    "a.c": `${init}module_init(t_init);\n${metadata}`,
    "b.c": `${includes}${exitFunction}module_exit(t_exit);\n`,
    Makefile: "obj-m := t.o\nt-y := a.o b.o\n",
  });
  const inHeader = checkProject({
    "a.c": `${init}#include "exit.h"\nmodule_init(t_init);\n${metadata}`,
    "exit.h": `${exitFunction}module_exit(t_exit);\n`,
    Makefile: "obj-m := a.o\n",
  });
  expect([...inObject, ...inHeader].filter(({ rule }) => rule === "missing-exit")).toEqual([]);
});

const rulesOf = (files: Record<string, string>) => checkProject(files).map(({ rule }) => rule);

test("a file that is built into the kernel only is not warned of, one alone is", () => {
  const source = moduleOf(initFunction, "", "module_init(t_init);\n");
  expect(rulesOf({ "t.c": source, Makefile: "obj-y := t.o\n" })).not.toContain("missing-exit");
  expect(rulesOf({ "t.c": source })).toContain("missing-exit");
});
