/** __devinit and its kin are gone: build 450 of the build truth. */
import { expect, test } from "vitest";
import { applyFix, checkSource } from "../../support/check.ts";

const check = (source: string) => checkSource("removed-annotation", `#include <linux/module.h>\n${source}\n`);

test.each([
  ["static int __devinit f(void)\n{\n\treturn 0;\n}", "__devinit"],
  ["static int table[2] __devinitdata;", "__devinitdata"],
  ["static struct pci_driver d = {\n\t.remove = __devexit_p(f),\n};", "__devexit_p"],
  ["static void __cpuinit f(void)\n{\n}", "__cpuinit"],
])("%s does not compile", (source, words) => {
  expect(check(source)).toMatchObject([{ severity: "error", words }]);
});

test("the word can be left out", () => {
  const source = "#include <linux/module.h>\nstatic int __devinit f(void)\n{\n\treturn 0;\n}\n";
  const [fix] = checkSource("removed-annotation", source)[0]?.fixes ?? [];
  expect(fix && applyFix(source, fix)).toContain("static int f(void)");
});

test.each([
  "#define __devinit\nstatic int __devinit f(void)\n{\n\treturn 0;\n}",
  "#if LINUX_VERSION_CODE < KERNEL_VERSION(3, 8, 0)\nstatic int __devinit f(void)\n{\n\treturn 0;\n}\n#endif",
  "/* once __devinit */\nstatic int __init f(void)\n{\n\treturn 0;\n}",
])("nothing is said of %s", (source) => {
  expect(check(source)).toEqual([]);
});
