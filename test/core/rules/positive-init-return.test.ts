import { expect, test } from "vitest";
import { applyFix, checkProject, checkSource } from "../../support/check.ts";
import { moduleOf } from "../../support/module-source.ts";

const source = (value: string): string =>
  moduleOf(`static int __init t_init(void)\n{\n\treturn ${value};\n}\n`);
const check = (value: string) => checkSource("positive-init-return", source(value));

test("a positive errno is warned of, and gets its minus", () => {
  const [finding] = check("ENOMEM");
  expect(finding).toMatchObject({ severity: "warning", words: "ENOMEM" });
  expect(finding?.fixes[0]).toMatchObject({ isSafe: true });
  expect(finding?.fixes[0] && applyFix(source("ENOMEM"), finding.fixes[0])).toBe(source("-ENOMEM"));
});

test("a positive number is warned of", () => {
  expect(check("1")).toHaveLength(1);
  expect(check("true")).toHaveLength(1);
});

test.each(["0", "-1", "-ENOMEM", "t_start()", "t_value ? 1 : 0"])("%s is fine", (value) => {
  expect(check(value)).toEqual([]);
});

test("code that is only built in is not judged: the kernel looks at modules", () => {
  const findings = checkProject({ "t.c": source("1"), Makefile: "obj-y := t.o\n" });
  expect(findings.filter(({ rule }) => rule === "positive-init-return")).toEqual([]);
});
