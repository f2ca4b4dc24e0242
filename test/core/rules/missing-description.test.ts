import { expect, test } from "vitest";
import { applyFix, checkProject, checkSource } from "../../support/check.ts";
import { entryCalls, exitFunction, includes, initFunction } from "../../support/module-source.ts";

const source = `${includes}${initFunction}${exitFunction}${entryCalls}MODULE_LICENSE("GPL");\n`;
const check = (text: string, kernel: "none" | "6.1" | "6.4" | "6.12" = "6.12") =>
  checkSource("missing-description", text, { kernel });

test("it is a warning for kernels that warn of it, information for others", () => {
  expect(check(source, "6.12")).toMatchObject([{ severity: "warning" }]);
  expect(check(source, "6.4")).toMatchObject([{ severity: "warning" }]);
  expect(check(source, "6.1")).toMatchObject([{ severity: "info" }]);
  expect(check(source, "none")).toMatchObject([{ severity: "info" }]);
});

test("the fix adds a line behind the licence", () => {
  const fix = check(source)[0]?.fixes[0];
  expect(fix && applyFix(source, fix)).toContain('MODULE_LICENSE("GPL");\nMODULE_DESCRIPTION("t module");\n');
  expect(fix && check(applyFix(source, fix))).toEqual([]);
});

test("a file without any MODULE_ line gets it at its end", () => {
  const bare = includes + initFunction + exitFunction + entryCalls;
  const fix = check(bare)[0]?.fixes[0];
  expect(fix && applyFix(bare, fix)).toBe(`${bare}\nMODULE_DESCRIPTION("t module");\n`);
});

test("a description under a condition or in another object is one", () => {
  expect(check(`${source}#ifdef CONFIG_FOO\nMODULE_DESCRIPTION("x");\n#endif\n`)).toEqual([]);
  const findings = checkProject(
    {
      "a.c": source,
      "b.c": `${includes}MODULE_DESCRIPTION("x");\n`,
      Makefile: "obj-m := t.o\nt-y := a.o b.o\n",
    },
    { kernel: "6.12" },
  );
  expect(findings.filter(({ rule }) => rule === "missing-description")).toEqual([]);
});
