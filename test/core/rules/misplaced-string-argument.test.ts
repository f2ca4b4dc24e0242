import { expect, test } from "vitest";
import { applyFix, checkSource } from "../../support/check.ts";
import { moduleWith } from "../../support/module-source.ts";

type Kernel = "none" | "6.1" | "6.12" | "6.13";
const check = (more: string, kernel: Kernel) =>
  checkSource("misplaced-string-argument", moduleWith(more), { kernel });
const exported = (namespace: string): string =>
  `int t_value(void);\nint t_value(void)\n{\n\treturn 1;\n}\nEXPORT_SYMBOL_NS_GPL(t_value, ${namespace});\n`;

test("a string in EXPORT_SYMBOL_NS does not build before 6.13", () => {
  const [finding] = check(exported('"MINE"'), "6.12");
  expect(finding).toMatchObject({ severity: "error", words: '"MINE"' });
  expect(finding?.fixes[0] && applyFix(moduleWith(exported('"MINE"')), finding.fixes[0])).toBe(
    moduleWith(exported("MINE")),
  );
});

test("a string in MODULE_IMPORT_NS builds before 6.13 and imports nothing: a warning", () => {
  expect(check('MODULE_IMPORT_NS("DMA_BUF");\n', "6.1")).toMatchObject([
    { severity: "warning", words: '"DMA_BUF"' },
  ]);
});

test("an identifier does not compile from 6.13 on", () => {
  expect(check("MODULE_IMPORT_NS(DMA_BUF);\n", "6.13")).toMatchObject([
    { severity: "error", words: "DMA_BUF" },
  ]);
  expect(check(exported("MINE"), "6.13")).toMatchObject([{ severity: "error", words: "MINE" }]);
});

test("each kernel takes its own spelling", () => {
  expect(check(`MODULE_IMPORT_NS(DMA_BUF);\n${exported("MINE")}`, "6.12")).toEqual([]);
  expect(check(`MODULE_IMPORT_NS("DMA_BUF");\n${exported('"MINE"')}`, "6.13")).toEqual([]);
});

test("without a known kernel nothing is said, nor of a macro", () => {
  expect(check('MODULE_IMPORT_NS("DMA_BUF");\n', "none")).toEqual([]);
  expect(check('#define T_NS "DMA_BUF"\nMODULE_IMPORT_NS(T_NS);\n', "6.13")).toEqual([]);
});

test.each([
  ["MODULE_AUTHOR(Someone);\n", "Someone"],
  ["MODULE_AUTHOR(Some One <some@one.org>);\n", "Some One <some@one.org>"],
  ["MODULE_VERSION(1.0);\n", "1.0"],
  ["MODULE_ALIAS('sample');\n", "'sample'"],
  ["MODULE_PARM_DESC(level, how much);\n", "how much"],
  ['int t_value(void);\nint t_value(void)\n{\n\treturn 1;\n}\nEXPORT_SYMBOL("t_value");\n', '"t_value"'],
])("%s does not compile, whichever the kernel", (more, words) => {
  expect(check(more, "none")).toMatchObject([{ severity: "error", words }]);
});

test.each([
  'MODULE_AUTHOR("Some" " " "One");\n',
  "MODULE_VERSION(DRV_VERSION);\n",
  "MODULE_VERSION(UTS_RELEASE);\n",
  "MODULE_ALIAS(__stringify(sample));\n",
  '#define author "One"\nMODULE_AUTHOR(author);\n',
  'MODULE_PARM_DESC(level, "how much" TAIL);\n',
  "#define MODULE_AUTHOR(x)\nMODULE_AUTHOR(Someone);\n",
])("%s is a string, or may be one", (more) => {
  expect(check(more, "none")).toEqual([]);
});
