import { expect, test } from "vitest";
import { applyFix, checkSource } from "../../support/check.ts";
import { initFunction, moduleOf } from "../../support/module-source.ts";

const check = (exit: string) => checkSource("exit-signature", moduleOf(initFunction, exit));

test.each([
  ["int", "static int __exit t_exit(void)\n{\n\treturn 0;\n}\n"],
  ["a pointer", "static void * __exit t_exit(void)\n{\n\treturn NULL;\n}\n"],
  ["a parameter", "static void __exit t_exit(int code)\n{\n}\n"],
  ["no prototype", "static void __exit t_exit()\n{\n}\n"],
])("an exit function with %s is an error, and the fix makes it void f(void)", (_, exit) => {
  const [finding, ...others] = check(exit);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ severity: "error", words: "t_exit" });
  const fixed = finding?.fixes[0] ? applyFix(moduleOf(initFunction, exit), finding.fixes[0]) : "";
  expect(fixed).toContain("static void __exit t_exit(void)");
  expect(fixed).not.toContain("return 0;\n}\nmodule_init");
});

test("the fix of an int function takes the returned value away as well", () => {
  const exit = "static int __exit t_exit(void)\n{\n\treturn 0;\n}\n";
  const fix = check(exit)[0]?.fixes[0];
  expect(fix && applyFix(moduleOf(initFunction, exit), fix)).toContain(
    "static void __exit t_exit(void)\n{\n\treturn;\n}\n",
  );
});

test("a value returned from a void function is an error", () => {
  const exit = "static void __exit t_exit(void)\n{\n\treturn 0;\n}\n";
  const [finding] = check(exit);
  expect(finding).toMatchObject({ severity: "error", words: "return 0;" });
  expect(finding?.fixes[0] && applyFix(moduleOf(initFunction, exit), finding.fixes[0])).toContain(
    "\treturn;\n",
  );
});

test("returning the call of a void function builds", () => {
  expect(
    check("static void t_stop(void)\n{\n}\nstatic void __exit t_exit(void)\n{\n\treturn t_stop();\n}\n"),
  ).toEqual([]);
});
