import { describe, expect, test } from "vitest";
import { applyFix, checkSource } from "../../support/check.ts";

const rule = "device-table-terminator";
const entry = "\t{ PCI_DEVICE(0x1234, 0x5678) },\n";
const table = (entries: string, length = "") =>
  `#include <linux/module.h>\nstatic const struct pci_device_id ids[${length}] = {\n${entries}};\nMODULE_DEVICE_TABLE(pci, ids);\n`;
const tableOf = (bus: string, struct: string, entries: string) =>
  `static const struct ${struct} ids[] = {\n\t${entries}\n};\nMODULE_DEVICE_TABLE(${bus}, ids);\n`;

const withLast = (body: string) => `#define LAST ${body}\n${table(`${entry}\tLAST\n`)}`;

describe("device-table-terminator", () => {
  test("a table that ends with a device is an error at that entry, and gets its terminator", () => {
    const source = table(entry);
    const [finding] = checkSource(rule, source);
    expect(finding).toMatchObject({ severity: "error", words: "{ PCI_DEVICE(0x1234, 0x5678) }" });
    const fix = finding?.fixes[0];
    const fixed = fix ? applyFix(source, fix) : "";
    expect(fix?.isSafe).toBe(true);
    expect(fixed).toContain(`${entry}\t{ }\n};`);
    expect(checkSource(rule, fixed)).toEqual([]);
  });

  test.each([
    ["without a comma", "\t{ PCI_DEVICE(1, 2) }\n", "\t{ PCI_DEVICE(1, 2) },\n\t{ }\n"],
    [
      "on one line",
      "\t{ PCI_DEVICE(1, 2) }, { PCI_DEVICE(1, 3) }\n",
      "\t{ PCI_DEVICE(1, 2) }, { PCI_DEVICE(1, 3) }, { }\n",
    ],
    [
      "before a comment",
      "\t{ PCI_DEVICE(1, 2) }, /* the last */\n",
      "\t{ PCI_DEVICE(1, 2) },\n\t{ } /* the last */\n",
    ],
    [
      "in a conditional",
      `${entry}#ifdef CONFIG_X\n${entry}#endif\n`,
      `${entry}#ifdef CONFIG_X\n${entry}#endif\n\t{ }\n`,
    ],
  ])("the terminator fits its neighbours: %s", (_where, before, after) => {
    const source = table(before);
    const fix = checkSource(rule, source)[0]?.fixes[0];
    expect(fix && applyFix(source, fix)).toBe(table(after));
  });

  test("a length that is written out grows with the table", () => {
    const source = table(entry, "1");
    const fix = checkSource(rule, source)[0]?.fixes[0];
    expect(fix && applyFix(source, fix)).toBe(table(`${entry}\t{ }\n`, "2"));
  });

  test("a device tree table gets the sentinel of its kind", () => {
    const source = tableOf("of", "of_device_id", '{ .compatible = "a,b" },');
    const fix = checkSource(rule, source)[0]?.fixes[0];
    expect(fix && applyFix(source, fix)).toContain('{ .compatible = "a,b" },\n\t{ /* sentinel */ }\n');
  });

  test.each([
    ["i2c", "i2c_device_id", '{ "a", 0 }'],
    ["spi", "spi_device_id", '{ .name = "a" }'],
    ["acpi", "acpi_device_id", '{ "ABCD0001", 0 }'],
    ["usb", "usb_device_id", "{ USB_DEVICE(1, 2) }"],
    ["pci", "pci_device_id", "{ 0x8086, PCI_ANY_ID }"],
    ["platform", "platform_device_id", '{ "x" }'],
    ["dmi", "dmi_system_id", '{ .ident = "x", .matches = { DMI_MATCH(DMI_SYS_VENDOR, "a") } }'],
  ])("an open %s table is found", (bus, struct, entries) => {
    expect(checkSource(rule, tableOf(bus, struct, entries))).toHaveLength(1);
  });

  test("a macro of the file that fills an entry is no terminator, one that is empty is", () => {
    expect(checkSource(rule, withLast("{ PCI_DEVICE(1, 2) }"))).toHaveLength(1);
    expect(checkSource(rule, withLast("{ }"))).toEqual([]);
    expect(checkSource(rule, withLast("{ PCI_DEVICE(1, 2) }, { }"))).toEqual([]);
    expect(checkSource(rule, withLast("{ }, { PCI_DEVICE(1, 2) }"))).toHaveLength(1);
  });

  test("an empty table is an error", () => {
    expect(checkSource(rule, table(""))).toMatchObject([{ severity: "error", words: "ids" }]);
  });

  test.each([
    ["an empty entry", table(`${entry}\t{ }\n`)],
    ["a zero entry", table(`${entry}\t{ 0, }\n`)],
    ["a commented entry", table(`${entry}\t{ /* sentinel */ }\n`)],
    ["room at the end", table(entry, "2")],
    ["a length that is a constant", table(entry, "MAX_IDS")],
    ["a terminator in every branch", table(`${entry}#ifdef A\n\t{ }\n#else\n\t{ 0 }\n#endif\n`)],
    ["a sentinel of a header", table(`${entry}\tPCI_LAST\n`)],
    ["an entry of a constant that may be zero", table("\t{ FIRST_VENDOR, FIRST_DEVICE }\n")],
    [
      "nothing but pointers, which are zero until they are linked",
      tableOf("of", "of_device_id", '{ .data = "x" }'),
    ],
    ["an array without initialiser", "static struct pci_device_id ids[4];\nMODULE_DEVICE_TABLE(pci, ids);\n"],
    ["a bus that modpost does not look at", tableOf("greybus", "greybus_bundle_id", "{ .vendor = 1 }")],
    ["a table that modpost never sees", table(entry).replace(/MODULE_DEVICE.*/, "")],
    ["a macro of the file's own by that name", `#define MODULE_DEVICE_TABLE(a, b)\n${table(entry)}`],
  ])("%s is fine", (_what, source) => {
    expect(checkSource(rule, source)).toEqual([]);
  });
});

const checkPci = (source: string) =>
  checkSource(
    rule,
    `#include <linux/module.h>\n#include <linux/pci.h>\n${source}MODULE_DEVICE_TABLE(pci, ids);\n`,
  );

describe("tables of other shapes", () => {
  const start = "static const struct pci_device_id ids";

  test.each([
    `${start}[] = { [0] = { PCI_DEVICE(1, 2) }, [2] = { PCI_DEVICE(3, 4) } };\n`,
    `${start}[] = { [1] = { PCI_DEVICE(1, 2) }, [0] = { } };\n`,
    `${start}[1] = { { PCI_DEVICE(1, 2) }, { } };\n`,
    "typedef struct pci_device_id id;\nstatic const id ids[] = { { PCI_DEVICE(1, 2) } };\n",
  ])("%s does not end with zeros", (source) => {
    expect(checkPci(source)).toMatchObject([{ severity: "error" }]);
  });

  test.each([
    `${start}[] = { [0] = { PCI_DEVICE(1, 2) }, [1] = { } };\n`,
    `${start}[] = { [2] = { }, [0] = { PCI_DEVICE(1, 2) } };\n`,
    `${start}[4] = { [0] = { PCI_DEVICE(1, 2) } };\n`,
    `${start}[] = { [0 ... 1] = { PCI_DEVICE(1, 2) }, { } };\n`,
    `${start}[] = { [LAST] = { PCI_DEVICE(1, 2) } };\n`,
    `${start}[] = {\n#include "ids.h"\n};\n`,
    "typedef struct pci_device_id id;\nstatic const id ids[] = { { PCI_DEVICE(1, 2) }, { } };\n",
    "typedef struct other id;\nstatic const id ids[] = { { PCI_DEVICE(1, 2) } };\n",
  ])("nothing is said of %s", (source) => {
    expect(checkPci(source)).toEqual([]);
  });
});
