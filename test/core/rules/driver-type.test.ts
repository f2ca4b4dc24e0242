/** A registration macro takes the driver of its own bus: build 159 of the build truth. */
import { expect, test } from "vitest";
import { applyFix, checkSource } from "../../support/check.ts";

const check = (source: string) => checkSource("driver-type", `#include <linux/module.h>\n${source}\n`);

test("a pci_driver is no platform_driver", () => {
  const source = "#include <linux/module.h>\nstatic struct pci_driver d;\nmodule_platform_driver(d);\n";
  const [finding] = checkSource("driver-type", source);
  expect(finding).toMatchObject({ severity: "error", words: "d" });
  const [fix] = finding?.fixes ?? [];
  expect(fix && applyFix(source, fix)).toContain("module_pci_driver(d);");
});

test.each([
  "static struct pci_driver d;\nmodule_pci_driver(d);",
  "static struct platform_driver *d;\nmodule_pci_driver(d);",
  "static my_driver d;\nmodule_pci_driver(d);",
  "#define pci_driver platform_driver\nstatic struct pci_driver d;\nmodule_platform_driver(d);",
  "#define module_platform_driver(x)\nstatic struct pci_driver d;\nmodule_platform_driver(d);",
  "#ifdef CONFIG_X\nstatic struct pci_driver d;\n#else\nstatic struct platform_driver d;\n#endif\nmodule_platform_driver(d);",
  "module_platform_driver(elsewhere);",
])("nothing is said of %s", (source) => {
  expect(check(source)).toEqual([]);
});
