import { describe, expect, test } from "vitest";
import { applyFix, checkSource } from "../../support/check.ts";
import { moduleWith } from "../../support/module-source.ts";

const check = (more: string, kernel: "none" | "5.10" | "6.1" = "6.1") =>
  checkSource("export-static", moduleWith(more), { kernel });
const helper = "static int t_helper(void)\n{\n\treturn 0;\n}\n";

describe("what has no symbol", () => {
  test.each([
    ["a function", `${helper}EXPORT_SYMBOL(t_helper);\n`],
    ["a function in a namespace", `${helper}EXPORT_SYMBOL_NS_GPL(t_helper, MINE);\n`],
    [
      "a function exported through a macro of the file",
      `#define T_EXPORT(x) EXPORT_SYMBOL_GPL(x)\n${helper}T_EXPORT(t_helper);\n`,
    ],
    [
      "an inline function",
      "static inline int t_helper(void)\n{\n\treturn 0;\n}\nEXPORT_SYMBOL_GPL(t_helper);\n",
    ],
    [
      "a function with a static prototype only",
      "static int t_helper(void);\nint t_helper(void)\n{\n\treturn 0;\n}\nEXPORT_SYMBOL(t_helper);\n",
    ],
    ["a variable", "static int t_helper;\nEXPORT_SYMBOL(t_helper);\n"],
    ["an array", 'static const char *t_helper[] = { "a" };\nEXPORT_SYMBOL(t_helper);\n'],
  ])("%s", (_, more) => {
    expect(check(more)).toMatchObject([{ severity: "error", words: "t_helper" }]);
  });
});

test("either 'static' or the export goes", () => {
  const source = moduleWith(`${helper}EXPORT_SYMBOL(t_helper);\n`);
  const fixes = check(`${helper}EXPORT_SYMBOL(t_helper);\n`)[0]?.fixes ?? [];
  expect(fixes.map((fix) => applyFix(source, fix))).toEqual([
    moduleWith(`${helper.replace("static ", "")}EXPORT_SYMBOL(t_helper);\n`),
    moduleWith(helper),
  ]);
});

test("with a static prototype the word goes in both places", () => {
  const more = `static int t_helper(void);\n${helper}EXPORT_SYMBOL(t_helper);\n`;
  const fix = check(more)[0]?.fixes[0];
  expect(fix && applyFix(moduleWith(more), fix)).not.toContain("static int t_helper");
});

test("what may be global is left alone", () => {
  expect(check("int t_helper(void)\n{\n\treturn 0;\n}\nEXPORT_SYMBOL(t_helper);\n")).toEqual([]);
  expect(
    check(
      `#ifdef CONFIG_FOO\n${helper}#else\nint t_helper(void)\n{\n\treturn 1;\n}\n#endif\nEXPORT_SYMBOL(t_helper);\n`,
    ),
  ).toEqual([]);
  expect(check(`${helper}#define T_EXPORT(x)\nT_EXPORT(t_helper);\n`)).toEqual([]);
  expect(check(`${helper}#define t_helper t_other\nEXPORT_SYMBOL(t_helper);\n`)).toEqual([]);
  expect(check("STATIC_FOR_TESTS int t_helper(void)\n{\n\treturn 0;\n}\nEXPORT_SYMBOL(t_helper);\n")).toEqual(
    [],
  );
});

test("kernels before 5.19 only warn", () => {
  expect(check(`${helper}EXPORT_SYMBOL(t_helper);\n`, "5.10")).toMatchObject([{ severity: "warning" }]);
});

test("an extern declaration does not make a static variable global", () => {
  expect(check("static int t_x;\nextern int t_x;\nEXPORT_SYMBOL(t_x);\n")).toMatchObject([
    { severity: "error", words: "t_x" },
  ]);
});
