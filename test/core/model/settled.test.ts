/** What rules see of a file once the kernel's configuration is known. */
import { describe, expect, test } from "vitest";
import { checkProject } from "../../support/check.ts";
import { moduleWith } from "../../support/module-source.ts";
import { kernelExporting, sampleSymbols, scopeWith } from "../../support/scope.ts";

const options = { CONFIG_SET: "1" };

const rulesOf = (more: string, isKnown = true): readonly string[] =>
  checkProject(
    { "t.c": moduleWith(more), Makefile: "obj-m := t.o\n" },
    {
      kernel: kernelExporting("6.1", sampleSymbols),
      ...(isKnown && { scopeOf: ({ path }) => scopeWith(path, { macros: options }) }),
    },
  )
    .filter(({ severity }) => severity === "error")
    .map(({ rule }) => rule);

const table = (inside: string) =>
  `#include <linux/pci.h>\nstatic const struct pci_device_id t_ids[] = {\n\t{ .vendor = 1 },\n${inside}};\nMODULE_DEVICE_TABLE(pci, t_ids);\n`;

const exported = "static int t_x(void)\n{\n\treturn 1;\n}\nEXPORT_SYMBOL(t_x);\n";

describe("conditionals that the configuration decides", () => {
  test("what stands in a branch that is not compiled is not there", () => {
    const unset = table("#ifdef CONFIG_UNSET\n\t{ }\n#endif\n");
    expect(rulesOf(unset)).toContain("device-table-terminator");
    expect(rulesOf(unset, false)).not.toContain("device-table-terminator");
  });

  test("what stands in a branch that is compiled is there for certain", () => {
    expect(rulesOf(table("#ifdef CONFIG_SET\n\t{ }\n#endif\n"))).toEqual([]);
    expect(rulesOf(`#ifdef CONFIG_SET\n${exported}#endif\n`)).toContain("export-static");
  });

  test("an #else stands under the opposite, an #elif under that of all before it", () => {
    expect(rulesOf(`#ifdef CONFIG_SET\n#else\n${exported}#endif\n`)).toEqual([]);
    expect(rulesOf(`#ifdef CONFIG_UNSET\n#else\n${exported}#endif\n`)).toContain("export-static");
    const chain = `#elif defined(CONFIG_SET)\n${exported}#else\n#endif\n`;
    expect(rulesOf(`#if defined(CONFIG_UNSET)\n${chain}`)).toContain("export-static");
    expect(rulesOf(`#if defined(CONFIG_SET)\n${chain}`)).toEqual([]);
  });

  test("a macro of the file's own decides nothing: the scope tells its last state only", () => {
    const own = "#define T_OWN\n#undef T_OWN\n";
    expect(rulesOf(own + table("#ifdef T_OWN\n\t{ }\n#endif\n"))).not.toContain("device-table-terminator");
  });
});
