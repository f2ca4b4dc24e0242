import { describe, expect, test } from "vitest";
import { applyFix, checkProject, checkSource } from "../../support/check.ts";

const rule = "param-description";
const head = "#include <linux/module.h>\nstatic int level;\n";

describe("param-description", () => {
  test("a parameter without a description is information, and the fix adds one below it", () => {
    const source = `${head}module_param(level, int, 0444);\n`;
    const [finding] = checkSource(rule, source);
    expect(finding).toMatchObject({ severity: "info", words: "level" });
    const fix = finding?.fixes[0];
    const fixed = fix ? applyFix(source, fix) : "";
    expect(fixed).toMatch(/module_param\(level, int, 0444\);\nMODULE_PARM_DESC\(level, "/);
    expect(checkSource(rule, fixed)).toEqual([]);
  });

  test("a named parameter is described by its name, not its variable", () => {
    const source = `${head}module_param_named(debug, level, int, 0444);\nMODULE_PARM_DESC(level, "x");\n`;
    expect(checkSource(rule, source)).toMatchObject([{ severity: "info", words: "debug" }]);
  });

  test("a description of no parameter is a warning, with the name that was meant", () => {
    const source = `${head}module_param(level, int, 0444);\nMODULE_PARM_DESC(levle, "x");\n`;
    const findings = checkSource(rule, source);
    expect(findings.map(({ severity, words }) => [severity, words])).toEqual([
      ["info", "level"],
      ["warning", "levle"],
    ]);
    const fix = findings[1]?.fixes[0];
    expect(fix && checkSource(rule, applyFix(source, fix))).toEqual([]);
  });

  test("parameters under other conditions count", () => {
    const source = `${head}#ifdef CONFIG_X\nmodule_param(level, int, 0444);\n#endif\nMODULE_PARM_DESC(level, "x");\n`;
    expect(checkSource(rule, source)).toEqual([]);
  });

  test("another object of the module may describe the parameter, or have it", () => {
    const findings = checkProject({
      "a.c": `${head}module_param(level, int, 0444);\n`,
      "b.c": '#include <linux/module.h>\nMODULE_PARM_DESC(level, "x");\n',
      Makefile: "obj-m := t.o\nt-y := a.o b.o\n",
    });
    expect(findings.filter((finding) => finding.rule === rule)).toEqual([]);
  });

  test("a macro of the project's own that declares parameters silences it", () => {
    const own = "#define PARAM(n) module_param(n, int, 0444); MODULE_PARM_DESC(n, #n)\n";
    expect(checkSource(rule, `${head}${own}PARAM(level);\nMODULE_PARM_DESC(other, "x");\n`)).toEqual([]);
  });

  test("a file whose module is not known is left alone", () => {
    const findings = checkProject({ "t.c": '#include <linux/module.h>\nMODULE_PARM_DESC(level, "x");\n' });
    expect(findings.filter((finding) => finding.rule === rule)).toEqual([]);
  });
});
