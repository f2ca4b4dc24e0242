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
