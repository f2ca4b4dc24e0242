import { describe, expect, test } from "vitest";
import { applyFix, checkSource } from "../../support/check.ts";

const rule = "device-table-type";
const ids =
  "static const struct pci_device_id ids[] = {\n\t{ PCI_DEVICE(1, 2) },\n\t{ PCI_DEVICE(1, 3) },\n\t{ }\n};\n";
const check = (source: string, kernel: `${number}.${number}` = "6.12") =>
  checkSource(rule, `#include <linux/pci.h>\n${source}`, { kernel });
const named = (bus: string, kernel?: `${number}.${number}`) =>
  check(`${ids}MODULE_DEVICE_TABLE(${bus}, ids);\n`, kernel);

describe("device-table-type", () => {
  test.each(["usb", "of", "i2c", "platform", "acpi", "dmi", "input", "wmi"])(
    "a PCI table of three entries does not build as %s",
    (bus) => {
      expect(named(bus)).toMatchObject([{ severity: "error", words: bus }]);
    },
  );

  test.each(["spi", "mdio", "ssb", "hid", "cdx", "virtio"])(
    "a PCI table of three entries is misread as %s, where its size fits by chance",
    (bus) => {
      expect(named(bus)).toMatchObject([{ severity: "warning", words: bus }]);
    },
  );

  test("a bus that the kernel does not know yet is ignored by it", () => {
    expect(named("slim", "6.1")).toEqual([]);
    expect(named("slim", "6.12")).toMatchObject([{ severity: "error" }]);
  });

  test("the bus of the table's struct is offered", () => {
    const source = `${ids}MODULE_DEVICE_TABLE(usb, ids);\n`;
    const fix = checkSource(rule, source)[0]?.fixes[0];
    expect(fix && applyFix(source, fix)).toContain("MODULE_DEVICE_TABLE(pci, ids)");
  });

  test("an unknown bus builds, and is a warning with the one that was meant", () => {
    const [finding] = named("pcii");
    expect(finding).toMatchObject({ severity: "warning", words: "pcii" });
    expect(finding?.message).toContain("did you mean 'pci'?");
  });

  test("a table that nothing declares is an error, with the one that was meant", () => {
    const source = `${ids}MODULE_DEVICE_TABLE(pci, idz);\n`;
    const [finding] = checkSource(rule, source);
    expect(finding).toMatchObject({ severity: "error", words: "idz" });
    const fix = finding?.fixes[0];
    expect(fix && checkSource(rule, applyFix(source, fix))).toEqual([]);
  });

  test.each([
    ["a table below", `MODULE_DEVICE_TABLE(pci, ids);\n${ids}`, "declared only below"],
    [
      "a table of another object",
      "extern const struct pci_device_id ids[];\nMODULE_DEVICE_TABLE(pci, ids);\n",
      "aliased to undefined symbol",
    ],
    [
      "a pointer",
      `${ids}static const struct pci_device_id *idp = ids;\nMODULE_DEVICE_TABLE(pci, idp);\n`,
      "is a pointer",
    ],
    [
      "a single entry",
      "static const struct pci_device_id id = { PCI_DEVICE(1, 2) };\nMODULE_DEVICE_TABLE(pci, id);\n",
      "single entry",
    ],
  ])("%s does not build", (_what, source, words) => {
    const [finding] = check(source);
    expect(finding?.severity).toBe("error");
    expect(finding?.message).toContain(words);
  });

  test.each([
    ["the right bus", `${ids}MODULE_DEVICE_TABLE(pci, ids);\n`],
    [
      "a bus of a subsystem without aliases",
      "static const struct greybus_bundle_id ids[] = { { } };\nMODULE_DEVICE_TABLE(greybus, ids);\n",
    ],
    [
      "two buses of one struct",
      'static const struct mhi_device_id ids[] = { { .chan = "A" }, { } };\nMODULE_DEVICE_TABLE(mhi_ep, ids);\n',
    ],
    [
      "a struct that is not known",
      "static const struct my_id ids[] = { { 1 }, { } };\nMODULE_DEVICE_TABLE(pci, ids);\n",
    ],
    [
      "a table of a header of the kernel",
      "#include <linux/input/elan-i2c-ids.h>\nstatic const void *p = elan_acpi_id;\nMODULE_DEVICE_TABLE(acpi, elan_acpi_id);\n",
    ],
    ["a table of an include that was not found", '#include "ids.h"\nMODULE_DEVICE_TABLE(pci, ids);\n'],
    ["a table that a macro defines", "DEFINE_IDS(ids);\nMODULE_DEVICE_TABLE(pci, ids);\n"],
  ])("%s is fine", (_what, source) => {
    expect(check(source)).toEqual([]);
  });

  test("with 32 bits the sizes are not known, and nothing is certain", () => {
    const kernel = {
      directory: undefined,
      release: undefined,
      version: { major: 6, minor: 12 },
      entryMacros: new Map(),
      config: new Map([["X86_32", "y"]]),
      symbols: undefined,
    };
    expect(checkSource(rule, `${ids}MODULE_DEVICE_TABLE(usb, ids);\n`, { kernel })).toMatchObject([
      { severity: "warning" },
    ]);
  });
});

test("an array of pointers is no table", () => {
  const pointers = "static const struct pci_device_id one, *ids[] = { &one, NULL };\n";
  expect(check(`${pointers}MODULE_DEVICE_TABLE(pci, ids);\n`)).toMatchObject([
    { severity: "error", words: "ids" },
  ]);
});

const tableOf = (entry: string) =>
  `static const struct pci_device_id ids[] = {\n\t${entry},\n\t{ }\n};\nMODULE_DEVICE_TABLE(pci, ids);\n`;

test("an entry's macro without braces does not compile", () => {
  const [finding, second] = check(tableOf("PCI_DEVICE(1, 2)"));
  expect([finding, second]).toMatchObject([{ severity: "error", words: "PCI_DEVICE(1, 2)" }, undefined]);
  expect(check(tableOf("{ PCI_DEVICE(1, 2) }"))).toEqual([]);
  expect(check(tableOf("OWN_ENTRY(1, 2)"))).toEqual([]);
  expect(check(`#define PCI_DEVICE(a, b) { a, b }\n${tableOf("PCI_DEVICE(1, 2)")}`)).toEqual([]);
});
