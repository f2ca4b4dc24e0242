import { expect, test } from "vitest";
import { applyFix, checkProject, checkSource } from "../../support/check.ts";
import {
  entryCalls,
  exitFunction,
  includes,
  initFunction,
  metadata,
  moduleOf,
} from "../../support/module-source.ts";

const check = (source: string) => checkSource("undefined-entry-point", source);

test("a misspelt init function is an error with the right name as its fix", () => {
  const source = moduleOf(initFunction, exitFunction, "module_init(t_inti);\nmodule_exit(t_exit);\n");
  const [finding] = check(source);
  expect(finding).toMatchObject({ severity: "error", words: "t_inti" });
  expect(finding?.fixes[0]?.title).toBe("Change to 't_init'");
  expect(finding?.fixes[0] && check(applyFix(source, finding.fixes[0]))).toEqual([]);
});

test("a missing exit function can be added as a stub", () => {
  const source = moduleOf(initFunction, "", "module_init(t_init);\nmodule_exit(driver_done);\n");
  const [finding] = check(source);
  const stub = finding?.fixes.find((fix) => fix.title.startsWith("Add"));
  expect(stub && applyFix(source, stub)).toContain(
    "static void __exit driver_done(void)\n{\n}\n\nmodule_exit(driver_done);",
  );
  expect(stub && check(applyFix(source, stub))).toEqual([]);
});

test("a function that is only declared cannot be aliased", () => {
  const [finding] = check(moduleOf("static int t_init(void);\n"));
  expect(finding?.message).toContain("declared but not defined");
});

test("a definition in another object of the module does not do, and is pointed at", () => {
  const findings = checkProject({
    "a.c": `${includes}int t_init(void);\n${exitFunction}${entryCalls}${metadata}`,
    "b.c": `${includes}int t_init(void);\nint __init t_init(void)\n{\n\treturn 0;\n}\n`,
    Makefile: "obj-m := t.o\nt-y := a.o b.o\n",
  });
  const finding = findings.find(({ rule }) => rule === "undefined-entry-point");
  expect(finding).toMatchObject({ path: "a.c", severity: "error" });
  expect(finding?.related[0]?.path).toBe("/project/b.c");
});

test("module_init before the function is undeclared, unless a prototype comes first", () => {
  const early = `${includes}module_init(t_init);\n${initFunction}${metadata}`;
  expect(check(early)[0]?.message).toContain("below this line");
  expect(
    check(`${includes}static int t_init(void);\nmodule_init(t_init);\n${initFunction}${metadata}`),
  ).toEqual([]);
});

test("a function defined under #ifndef MODULE only is not there", () => {
  expect(check(moduleOf(`#ifndef MODULE\n${initFunction}#endif\n`))).toHaveLength(1);
});

test("the address of a function and a variable are refused", () => {
  const calls = "module_init(&t_init);\nmodule_exit(t_exit);\n";
  const [finding] = check(moduleOf(initFunction, exitFunction, calls));
  expect(
    finding?.fixes[0] && applyFix(moduleOf(initFunction, exitFunction, calls), finding.fixes[0]),
  ).toContain("module_init(t_init)");
  expect(check(moduleOf("static int t_init;\n"))[0]?.message).toContain("is a variable");
});

test("what a macro, a header or an included file may define is left alone", () => {
  expect(
    check(
      moduleOf("#define DEFINE_INIT(n) static int __init n##_init(void) { return 0; }\nDEFINE_INIT(t)\n"),
    ),
  ).toEqual([]);
  expect(
    check(moduleOf("#ifdef CONFIG_A\n#define t_init first_init\n#else\n#define t_init other_init\n#endif\n")),
  ).toEqual([]);
  expect(check(moduleOf('#include "missing.h"\n'))).toEqual([]);
  expect(check(moduleOf("#include <mine/entry.h>\n"))).toEqual([]);
  expect(
    check(
      moduleOf('static int t_real(void) { return 0; }\nint t_init(void) __attribute__((alias("t_real")));\n'),
    ),
  ).toEqual([]);
});

const project = (header: string) =>
  checkProject({
    "t.c": `${includes}#include "part.h"\n${exitFunction}${entryCalls}${metadata}`,
    "part.h": header,
    Makefile: "obj-m := t.o\n",
  }).filter(({ rule }) => rule === "undefined-entry-point");

test("a function in a header of the project counts, one that the header only declares does not", () => {
  expect(project(initFunction)).toEqual([]);
  expect(project("int t_init(void);\n")).toHaveLength(1);
});

test("a misspelt driver in a helper is undeclared", () => {
  const source = `${includes}#include <linux/pci.h>\nstatic struct pci_driver t_driver = { .name = "t" };\nmodule_pci_driver(t_drvier);\n${metadata}`;
  const [finding] = check(source);
  expect(finding).toMatchObject({ words: "t_drvier", severity: "error" });
  expect(finding?.fixes[0] && check(applyFix(source, finding.fixes[0]))).toEqual([]);
});

test("the probe function of a _driver_probe helper is looked up as well", () => {
  const source = `${includes}static struct platform_driver t_driver;\nmodule_platform_driver_probe(t_driver, t_probe);\n${metadata}`;
  expect(check(source)).toMatchObject([{ words: "t_probe" }]);
});

test("register functions of module_driver come from the kernel's headers", () => {
  expect(
    check(
      `${includes}static struct bus_driver t_driver;\nmodule_driver(t_driver, bus_register, bus_unregister);\n${metadata}`,
    ),
  ).toEqual([]);
});

test("under an unknown condition it is a warning", () => {
  const source = moduleOf("", "", "#ifdef CONFIG_FOO\nmodule_init(t_init);\n#endif\n");
  expect(check(source)).toMatchObject([{ severity: "warning" }]);
});

test("pure_initcall does not exist in a module", () => {
  const source = moduleOf(initFunction, "", "pure_initcall(t_init);\n");
  const [finding] = check(source);
  expect(finding?.fixes[0] && applyFix(source, finding.fixes[0])).toContain("module_init(t_init);");
});

test("a macro's name is not replaced by what it stands for", () => {
  const source = moduleOf("#define t_init real_init\nstatic int __init real_init(void)\n{\n\treturn 0;\n}\n");
  const [finding] = check(source);
  expect(finding).toMatchObject({ severity: "error", words: "t_init" });
  expect(finding?.fixes[0] && applyFix(source, finding.fixes[0])).toContain("module_init(real_init)");
});

test("module_init takes one name", () => {
  expect(check(moduleOf(initFunction, "", "module_init(t_init, t_init);\n"))).toHaveLength(1);
});
