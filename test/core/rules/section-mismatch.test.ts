import { describe, expect, test } from "vitest";
import { applyFix, checkProject, checkSource } from "../../support/check.ts";

const rule = "section-mismatch";
type Kernel = `${number}.${number}`;
const check = (source: string, kernel: Kernel = "6.12") =>
  checkSource(rule, `#include <linux/module.h>\n${source}`, { kernel });
const setup = (words: string) => `static ${words} int setup(int a)\n{\n\tpr_info("%d", a);\n\treturn a;\n}\n`;
const run = (statement: string) => `int run(int a);\nint run(int a)\n{\n\t${statement}\n\treturn a;\n}\n`;
const hooks = (name: string, value = "setup") =>
  `struct hooks { int (*go)(int); };\nextern struct hooks ${name};\nstruct hooks ${name} = { .go = ${value} };\n`;
const entries = (init: string, exit: string) =>
  `static int __init t_init(void)\n{\n\t${init}\n\treturn 0;\n}\nstatic void __exit t_exit(void)\n{\n\t${exit}\n}\nmodule_init(t_init);\nmodule_exit(t_exit);\n`;

describe("section-mismatch in code", () => {
  test("a call of an __init function that is not inlined is a warning at the call", () => {
    const source = `${setup("noinline __init")}${run("setup(a);")}`;
    const [finding] = check(source);
    expect(finding).toMatchObject({ severity: "warning", words: "setup" });
    expect(finding?.message).toContain("'run' calls 'setup', which is marked __init");
    const fix = finding?.fixes[0];
    expect(fix && checkSource(rule, applyFix(`#include <linux/module.h>\n${source}`, fix))).toEqual([]);
  });

  test.each([
    [
      "a pointer that is returned",
      `${setup("__init")}void *run(void);\nvoid *run(void)\n{\n\treturn setup;\n}\n`,
    ],
    ["__initdata that is counted up and read", `static int v __initdata = 3;\n${run("return v++;")}`],
    ["a pointer in __initdata", `static const char *v __initdata = "abc";\n${run("return v[a];")}`],
    [
      "a pointer that is stored",
      `${setup("__init")}struct o { int (*f)(int); };\nvoid run(struct o *o);\nvoid run(struct o *o)\n{\n\to->f = setup;\n}\n`,
    ],
    ["a pointer that is handed out", `${setup("__init")}${run("register_setup(setup);")}`],
    ["__initdata that is read", `static int v __initdata = 3;\n${run("return v + a;")}`],
    [
      "__initconst that is handed out",
      `static const char v[] __initconst = "abc";\n${run('pr_info_list("%s", v);')}`,
    ],
    ["__exit from normal code", `${setup("noinline __exit")}${run("setup(a);")}`],
    ["__init from __exit", `${setup("noinline __init")}${entries("", "setup(1);")}`],
    ["__initdata from __exit", `static int v __initdata = 3;\n${entries("v = 4;", "use(v);")}`],
    ["__exit from __init", `${setup("noinline __exit")}${entries("setup(1);", "")}`],
  ])("%s is found", (_what, source) => {
    expect(check(source, "6.1")).toHaveLength(1);
    expect(check(source, "6.12")).toHaveLength(1);
  });

  test.each([
    [
      "a static function that only normal code calls, of which gcc may make a copy",
      `${setup("noinline __init")}static int inner(int a)\n{\n\treturn setup(a);\n}\n${run("inner(a);")}`,
    ],
    [
      "a call without effect, which gcc leaves out",
      `static noinline int __init idle(int a)\n{\n\treturn a;\n}\n${run("idle(a);")}`,
    ],
    ["a call that is only measured", `${setup("noinline __init")}${run("return sizeof(setup(a));")}`],
    ["a call that may be inlined", `${setup("__init")}${run("setup(a);")}`],
    [
      "a static function that only __init code calls",
      `${setup("noinline __init")}static int inner(int a)\n{\n\treturn setup(a);\n}\n${entries("inner(1);", "")}`,
    ],
    [
      "a static function that nothing calls",
      `${setup("noinline __init")}static int __maybe_unused inner(int a)\n{\n\treturn setup(a);\n}\n`,
    ],
    [
      "code marked __ref",
      `${setup("noinline __init")}${run("setup(a);").replace("\nint run(int a)\n", "\nint __ref run(int a)\n")}`,
    ],
    ["__initdata that is only written", `static int v __initdata;\n${run("v = a; v++;")}`],
    [
      "the size of __initconst",
      `static const int v[] __initconst = { 1, 2 };\n${run("return ARRAY_SIZE(v) + sizeof(v);")}`,
    ],
    ["a constant of __initconst", `static const int v[] __initconst = { 1, 2 };\n${run("return v[1];")}`],
    ["a local variable of the name", `static int v __initdata = 3;\n${run("int v = 4; use(v);")}`],
    ["a parameter of the name", "static int v __initdata = 3;\nint run(int v)\n{\n\treturn v;\n}\n"],
    ["a member of the name", `static int v __initdata = 3;\n${run("use(p->v);")}`],
    [
      "a branch that a constant decides",
      `${setup("noinline __init")}${run("if (IS_BUILTIN(CONFIG_T)) setup(a);")}`,
    ],
    [
      "a conditional in the body",
      `${setup("noinline __init")}int run(int a)\n{\n#ifndef MODULE\n\tsetup(a);\n#endif\n\treturn a;\n}\n`,
    ],
    [
      "branches of one conditional",
      `#ifdef A\n${setup("noinline __init")}#else\n${run("setup(a);")}#endif\n`,
    ],
    [
      "a prototype that marks the caller __init",
      `${setup("noinline __init")}int __init run(int a);\nint run(int a)\n{\n\treturn setup(a);\n}\n`,
    ],
    [
      "a word that may say where the caller goes",
      `${setup("noinline __init")}int __meminit run(int a)\n{\n\treturn setup(a);\n}\n`,
    ],
    ["__init from __init", `${setup("noinline __init")}${entries("setup(1);", "")}`],
  ])("%s is left alone", (_what, source) => {
    expect(check(source, "6.1")).toEqual([]);
    expect(check(source, "6.12")).toEqual([]);
  });

  test("the module's own exit function, called to clean up, is inlined for 6.12 and not for 6.1", () => {
    const source = `static void __exit t_exit(void)\n{\n\tpr_info("bye");\n}\nstatic int __init t_init(void)\n{\n\tt_exit();\n\treturn -1;\n}\nmodule_init(t_init);\nmodule_exit(t_exit);\n`;
    expect(check(source, "6.1")).toMatchObject([{ words: "t_exit" }]);
    expect(check(source, "6.12")).toEqual([]);
    expect(check(source.replace('pr_info("bye");', ""), "6.1")).toEqual([]);
  });

  test("a function of another object cannot be inlined", () => {
    const findings = checkProject({
      "a.c": "int setup(int a);\nint run(int a);\nint run(int a)\n{\n\treturn setup(a);\n}\n",
      "b.c": "#include <linux/module.h>\nint setup(int a);\nint __init setup(int a)\n{\n\treturn a;\n}\n",
      Makefile: "obj-m := t.o\nt-y := a.o b.o\n",
    });
    expect(findings.filter((finding) => finding.rule === rule)).toMatchObject([
      { path: "a.c", words: "setup" },
    ]);
  });
});

describe("section-mismatch in data", () => {
  test.each(["table", "t_pdrv", "t_driver"])("a pointer to an __init function in '%s' is found", (name) => {
    expect(check(`${setup("__init")}${hooks(name)}`, "6.1")).toMatchObject([{ words: "setup" }]);
    expect(check(`${setup("__init")}${hooks(name)}`, "6.12")).toHaveLength(1);
  });

  test.each(["t_ops", "t_probe", "t_console"])("modpost lets '%s' pass", (name) => {
    expect(check(`${setup("__init")}${hooks(name)}`, "6.1")).toEqual([]);
    expect(check(`${setup("__exit")}${hooks(name)}`, "6.12")).toEqual([]);
  });

  test.each(["t_template", "t_timer", "t_sht", "t_probe_one"])("modpost let '%s' pass until 6.5", (name) => {
    expect(check(`${setup("__init")}${hooks(name)}`, "6.1")).toEqual([]);
    expect(check(`${setup("__init")}${hooks(name)}`, "6.12")).toHaveLength(1);
  });

  test("a driver could refer to __exit code until 6.5, also through __exit_p()", () => {
    for (const value of ["setup", "__exit_p(setup)"]) {
      expect(check(`${setup("__exit")}${hooks("t_driver", value)}`, "6.1")).toEqual([]);
      expect(check(`${setup("__exit")}${hooks("t_driver", value)}`, "6.12")).toHaveLength(1);
    }
  });

  test("a driver given to its helper is kept, static as it is", () => {
    const source = `static int __init t_probe(struct platform_device *p)\n{\n\treturn 0;\n}\nstatic struct platform_driver t_pdrv = {\n\t.probe = t_probe,\n\t.driver = { .name = "t" },\n};\nmodule_platform_driver(t_pdrv);\n`;
    expect(check(source)).toMatchObject([{ words: "t_probe" }]);
  });

  test.each([
    ["constant data", hooks("table").replaceAll("struct hooks table", "const struct hooks table")],
    ["data marked __refdata", hooks("table").replace("table =", "table __refdata =")],
    ["data in a section of its own", hooks("table").replace("table =", "table __read_mostly =")],
    ["__initdata", hooks("table").replace("table =", "table __initdata =")],
    [
      "static data that nothing refers to",
      "struct hooks { int (*go)(int); };\nstatic struct hooks table = { .go = setup };\n",
    ],
    ["a value that a macro of a header may drop", hooks("table", "pm_ptr(setup)")],
  ])("%s is left alone", (_what, data) => {
    expect(check(`${setup("__init")}${data}`)).toEqual([]);
  });

  test("a parameter may be __initdata", () => {
    expect(check("static int v __initdata;\nmodule_param(v, int, 0);\n")).toEqual([]);
  });
});

test("an __init function given to module_exit() is a mismatch, and is marked __exit by the fix", () => {
  const source = entries("", "").replace("void __exit t_exit", "void __init t_exit");
  const [finding] = checkSource(rule, source);
  expect(finding).toMatchObject({ words: "t_exit" });
  const fix = finding?.fixes[0];
  expect(fix && applyFix(source, fix)).toContain("static void __exit t_exit");
});

const declaredFirst = (mark: string) =>
  `#include <linux/module.h>\nstatic noinline int t_helper(int a) ${mark};\nstatic noinline int t_helper(int a)\n{\n\tpr_info("%d", a);\n\treturn a;\n}\nint t_run(int a);\nint t_run(int a)\n{\n\treturn t_helper(a);\n}\n`;

test("__init on an earlier declaration counts", () => {
  expect(checkSource("section-mismatch", declaredFirst("__init"))).toMatchObject([
    { severity: "warning", words: "t_helper", line: 11 },
  ]);
  expect(checkSource("section-mismatch", declaredFirst(""))).toEqual([]);
});

test("a half-written definition without a name ends no check", () => {
  expect(checkSource(rule, "#include <linux/module.h>\nstatic int __exit = 1;\n")).toEqual([]);
});
