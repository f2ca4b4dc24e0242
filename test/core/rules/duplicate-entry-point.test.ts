import { expect, test } from "vitest";
import { checkProject, checkSource } from "../../support/check.ts";
import {
  entryCalls,
  exitFunction,
  includes,
  initFunction,
  metadata,
  moduleOf,
} from "../../support/module-source.ts";

const check = (calls: string) =>
  checkSource("duplicate-entry-point", moduleOf(initFunction, exitFunction, calls));

test("the second of two module_init is the error, and points at the first", () => {
  const [finding, ...others] = check(`${entryCalls}module_init(t_init);\n`);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ severity: "error", words: "module_init" });
  expect(finding?.related[0]?.path).toBe("/project/t.c");
});

test("a driver helper defines both, so it clashes with either", () => {
  const driver = "static struct platform_driver t_driver;\nmodule_platform_driver(t_driver);\n";
  expect(check(`module_init(t_init);\n${driver}`)).toHaveLength(1);
  expect(check(`${driver}module_exit(t_exit);\n`)).toHaveLength(1);
  expect(check(`${driver}module_platform_driver(t_driver);\n`)).toHaveLength(2);
});

test("an initcall is module_init in a module", () => {
  expect(check(`${entryCalls}subsys_initcall(t_init);\n`)).toHaveLength(1);
});

test("a function called init_module counts", () => {
  const source = moduleOf(`${initFunction}int init_module(void)\n{\n\treturn 0;\n}\n`);
  expect(checkSource("duplicate-entry-point", source)).toHaveLength(1);
});

test("branches that exclude each other may both have one", () => {
  expect(
    check(
      "#ifdef CONFIG_PM\nmodule_init(t_init);\n#else\nlate_initcall(t_init);\n#endif\nmodule_exit(t_exit);\n",
    ),
  ).toEqual([]);
  expect(check(`#if 0\nmodule_init(t_init);\n#endif\n${entryCalls}`)).toEqual([]);
});

test("under an unknown condition it is a warning", () => {
  expect(check(`${entryCalls}#ifdef CONFIG_PM\nmodule_init(t_init);\n#endif\n`)).toMatchObject([
    { severity: "warning" },
  ]);
});

const whole = includes + initFunction + exitFunction + entryCalls;
const project = (makefile: string) =>
  checkProject({ "a.c": whole + metadata, "b.c": whole, Makefile: makefile }).filter(
    ({ rule }) => rule === "duplicate-entry-point",
  );

test("two objects of one module with an init and an exit each do not link", () => {
  expect(project("obj-m := t.o\nt-y := a.o b.o\n")).toMatchObject([
    { path: "b.c", severity: "error", words: "module_init" },
    { path: "b.c", severity: "error", words: "module_exit" },
  ]);
});

test("two modules may each have one, and so may objects of which one is perhaps linked", () => {
  expect(project("obj-m := a.o b.o\n")).toEqual([]);
  expect(project("obj-m := t.o\nt-y := a.o\nt-$(CONFIG_B) += b.o\n")).toEqual([]);
});

test("what only the built-in kernel compiles does not clash", () => {
  expect(
    check(`${entryCalls}#if defined(CONFIG_CONSOLE) && !defined(MODULE)\nmodule_init(t_init);\n#endif\n`),
  ).toEqual([]);
  expect(check(`${entryCalls}#ifdef CONFIG_CONSOLE\nconsole_initcall(t_init);\n#endif\n`)).toEqual([]);
});
