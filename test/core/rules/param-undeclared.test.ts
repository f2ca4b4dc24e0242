import { describe, expect, test } from "vitest";
import { applyFix, checkProject, checkSource } from "../../support/check.ts";

const check = (source: string) => checkSource("param-undeclared", `#include <linux/module.h>\n${source}`);

describe("param-undeclared", () => {
  test("a variable that nothing declares is an error at its name", () => {
    const [finding] = check("module_param(t_p, int, 0444);\n");
    expect(finding).toMatchObject({ severity: "error", words: "t_p", line: 2 });
    expect(finding?.message).toContain("'t_p' is not declared");
  });

  test("a slip of the pen is mended to the variable that was meant", () => {
    const source = "#include <linux/module.h>\nstatic int level;\nmodule_param(levle, int, 0444);\n";
    const [finding] = checkSource("param-undeclared", source);
    const fix = finding?.fixes[0];
    expect(fix?.isSafe).toBe(false);
    expect(fix && applyFix(source, fix)).toContain("module_param(level, int, 0444);");
  });

  test.each([
    ["the value of a named parameter", "module_param_named(a, nosuch.x, int, 0444);\n", "nosuch"],
    ["an array", "module_param_array(nosuch, int, NULL, 0444);\n", "nosuch"],
    ["the count of an array", "static int v[2];\nmodule_param_array(v, int, &nosuch, 0444);\n", "nosuch"],
    ["a string", "module_param_string(nosuch, nosuch, 20, 0444);\n", "nosuch"],
    ["the operations of a callback", "static int such;\nmodule_param_cb(a, &nsuch, NULL, 0444);\n", "nsuch"],
  ])("%s is looked at", (_what, source, words) => {
    expect(check(source)).toMatchObject([{ words }]);
  });

  test("a variable that stands below its parameter is an error", () => {
    const [finding] = check("module_param(v, int, 0444);\nstatic int v;\n");
    expect(finding?.message).toContain("declared only below");
  });

  test.each([
    ["a variable", "static int v;\nmodule_param(v, int, 0444);\n"],
    [
      "a member and an element",
      "static struct { int x, a[2]; } o;\nmodule_param_named(x, o.x, int, 0444);\nmodule_param_named(y, o.a[1], int, 0444);\n",
    ],
    ["an extern declaration", "extern int v;\nmodule_param(v, int, 0444);\n"],
    ["a macro", "static int vv;\n#define v vv\nmodule_param(v, int, 0444);\n"],
    ["a variable that a macro may define", "DEFINE_LEVEL(v);\nmodule_param(v, int, 0444);\n"],
    ["an include that was not found", '#include "nowhere.h"\nmodule_param(v, int, 0444);\n'],
    [
      "a name that a header of the kernel declares",
      "#include <linux/edac.h>\nmodule_param(edac_op_state, int, 0444);\n",
    ],
    ["a parameter of dead code", "#if 0\nmodule_param(v, int, 0444);\n#endif\n"],
    [
      "what a callback is given by a header",
      "#include <asm/x.h>\nmodule_param_cb(a, &their_ops, &h_redirect, 0444);\n",
    ],
    ["the kernel's own operations", "static int v;\nmodule_param_cb(v, &param_ops_int, &v, 0444);\n"],
  ])("%s is fine", (_what, source) => {
    expect(check(source)).toEqual([]);
  });

  test("a variable of an included header is declared", () => {
    const findings = checkProject({
      "t.c": '#include <linux/module.h>\n#include "t.h"\nmodule_param(v, int, 0444);\n',
      "t.h": "static int v;\n",
      Makefile: "obj-m := t.o\n",
    });
    expect(findings.filter(({ rule }) => rule === "param-undeclared")).toEqual([]);
  });
});

test("a macro of the kernel that is given nothing may declare the variable", () => {
  const source = "#include <linux/usb/composite.h>\nUSB_GADGET_COMPOSITE_OPTIONS();\n";
  expect(check(`${source}module_param_named(serial, coverwrite.serial_number, charp, 0444);\n`)).toEqual([]);
});
