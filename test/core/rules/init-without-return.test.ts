import { describe, expect, test } from "vitest";
import { applyFix, checkSource } from "../../support/check.ts";
import { moduleOf } from "../../support/module-source.ts";

const source = (body: string, before = ""): string =>
  moduleOf(`${before}static int __init t_init(void)\n{\n${body}}\n`);
const check = (body: string, before = "") => checkSource("init-without-return", source(body, before));

test("an init function without a return is an error that a return 0 mends", () => {
  const [finding] = check('\tpr_info("loaded");\n');
  expect(finding).toMatchObject({ severity: "error", words: "t_init" });
  const fixed = finding?.fixes[0] ? applyFix(source('\tpr_info("loaded");\n'), finding.fixes[0]) : "";
  expect(fixed).toContain('\tpr_info("loaded");\n\treturn 0;\n}');
  expect(checkSource("init-without-return", fixed)).toEqual([]);
});

test("a return without a value is an error", () => {
  const [finding] = check("\treturn;\n");
  expect(finding).toMatchObject({ severity: "error", words: "return;" });
  expect(finding?.fixes[0] && applyFix(source("\treturn;\n"), finding.fixes[0])).toContain("\treturn 0;\n");
});

test("an if without else leaves a way out", () => {
  expect(check("\tif (t_ready)\n\t\treturn 0;\n", "static int t_ready;\n")).toHaveLength(1);
});

test.each([
  "\tfor (;;)\n\t\tcpu_relax();\n",
  "\twhile (1) {\n\t\tif (t_ready)\n\t\t\tbreak;\n\t}\n",
  "\tWARN_ON(1);\n",
])("without any return not even an endless loop is enough: %j", (body) => {
  expect(check(body, "static int t_ready;\n")).toHaveLength(1);
});

describe("ways out that gcc accepts", () => {
  test.each([
    [
      "both branches return",
      "\tif (t_ready)\n\t\treturn 0;\n\telse\n\t\treturn -EIO;\n",
      "static int t_ready;\n",
    ],
    ["a panic", '\tpanic("no");\n', ""],
    ["BUG()", "\tBUG();\n", ""],
    [
      "a function of the file that does not return",
      "\tt_die();\n",
      'static void __noreturn t_die(void)\n{\n\tpanic("no");\n}\n',
    ],
    ["a macro of the file with a return in it", "\tt_done();\n", "#define t_done() return 0\n"],
    [
      "a return hidden by a condition of the preprocessor",
      "#ifdef CONFIG_FOO\n\treturn 0;\n#else\n\treturn 1;\n#endif\n",
      "",
    ],
    ["a return in a statement expression", "\tint r = ({ return 0; 1; });\n", ""],
    [
      "a return among the arguments of a macro",
      "\tT_WITH(return 0;)\n",
      "#define T_WITH(body) do { body } while (0);\n",
    ],
    ["a macro that nobody knows", "\tT_UNKNOWN();\n", ""],
    ["a constant condition", "\tif (1)\n\t\treturn 0;\n", ""],
  ])("%s", (_, body, before) => {
    expect(check(body, before)).toEqual([]);
  });
});

test("functions that are no entry points are not judged", () => {
  expect(check("\treturn t_other();\n", "static int t_other(void)\n{\n}\n")).toEqual([]);
});
