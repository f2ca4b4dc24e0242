import { expect, test } from "vitest";
import { applyFix, checkSource } from "../../support/check.ts";
import { exitFunction, initFunction, moduleOf } from "../../support/module-source.ts";

const check = (source: string) => checkSource("missing-init-annotation", source);
const plainInit = initFunction.replace("__init ", "");
const plainExit = exitFunction.replace("__exit ", "");

test("entry functions without an annotation are hinted at, and the fix adds it", () => {
  const source = moduleOf(plainInit, plainExit);
  const findings = check(source);
  expect(findings).toMatchObject([
    { severity: "hint", words: "t_init" },
    { severity: "hint", words: "t_exit" },
  ]);
  const [first] = findings;
  expect(first?.fixes[0] && applyFix(source, first.fixes[0])).toContain("static int __init t_init(void)");
});

test("annotated functions are fine", () => {
  expect(check(moduleOf(initFunction, exitFunction))).toEqual([]);
  expect(check(moduleOf(initFunction.replace("__init", "__ref"), exitFunction))).toEqual([]);
});

test("an exit function that init calls must stay", () => {
  const init = "static void t_exit(void);\nstatic int __init t_init(void)\n{\n\tt_exit();\n\treturn 0;\n}\n";
  expect(check(moduleOf(init, plainExit))).toEqual([]);
});

test("a function that a table holds must stay", () => {
  expect(check(moduleOf(`${plainInit}static int (*t_table[])(void) = { t_init };\n`))).toEqual([]);
});

test("a function that other files may call must stay", () => {
  expect(check(moduleOf(plainInit.replace("static ", "")))).toEqual([]);
});
