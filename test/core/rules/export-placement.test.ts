import { expect, test } from "vitest";
import { applyFix, checkSource } from "../../support/check.ts";
import { moduleWith } from "../../support/module-source.ts";

const check = (more: string) => checkSource("export-placement", moduleWith(more));
const one = "int t_one(void)\n{\n\treturn 1;\n}\n";
const two = "\nint t_two(void)\n{\n\treturn 2;\n}\n";

test("an export below another function is information, and can move", () => {
  const more = `${one}${two}EXPORT_SYMBOL(t_one);\n`;
  const [finding] = check(more);
  expect(finding).toMatchObject({ severity: "info", words: "EXPORT_SYMBOL(t_one);" });
  expect(finding?.fixes[0] && applyFix(moduleWith(more), finding.fixes[0])).toBe(
    moduleWith(`${one}EXPORT_SYMBOL(t_one);\n${two}`),
  );
});

test("directly after its function it stands right, with others of the same name between", () => {
  expect(check(`${one}EXPORT_SYMBOL(t_one);\n`)).toEqual([]);
  expect(check(`${one}ALLOW_ERROR_INJECTION(t_one, ERRNO);\nEXPORT_SYMBOL(t_one);\n`)).toEqual([]);
  expect(check(`#ifdef CONFIG_A\n${one}#endif\nEXPORT_SYMBOL(t_one);\n`)).toEqual([]);
});

test("a function of another file is not missed here", () => {
  expect(check("int t_far(void);\nEXPORT_SYMBOL(t_far);\n")).toEqual([]);
});
