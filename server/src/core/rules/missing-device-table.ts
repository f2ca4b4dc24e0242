/** Tells of device tables that a driver matches by, but that nothing loads the module for. */
import { busOfStruct, findBus } from "../kernel/device-buses.ts";
import type { KernelFacts } from "../kernel/facts.ts";
import { defineRule } from "../lint/rule.ts";
import { structOf } from "../model/device-tables.ts";
import { entryPointsOf } from "../model/entry-points.ts";
import type { FileModel, Variable } from "../model/file.ts";
import { isUnconditional } from "../model/guards.ts";
import type { ModuleModel } from "../model/module.ts";

export const missingDeviceTable = defineRule({
  id: "missing-device-table",
  group: "device-tables",
  severity: "info",
  scope: "file",
  page: {
    what: "A table that a driver finds its devices by is also given to MODULE_DEVICE_TABLE.",
    why: "Without it the module carries no aliases: udev does not load it when the device appears, only a person with modprobe does.",
    predicts: [{ tool: "convention", message: "modinfo shows no alias: lines for the device" }],
    bad: `#include <linux/module.h>
#include <linux/pci.h>

static const struct pci_device_id sample_ids[] = {
	{ PCI_DEVICE(0x1234, 0x5678) },
	{ }
};

static struct pci_driver sample_driver = {
	.name = "sample",
	.id_table = sample_ids,
};
module_pci_driver(sample_driver);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>
#include <linux/pci.h>

static const struct pci_device_id sample_ids[] = {
	{ PCI_DEVICE(0x1234, 0x5678) },
	{ }
};
MODULE_DEVICE_TABLE(pci, sample_ids);

static struct pci_driver sample_driver = {
	.name = "sample",
	.id_table = sample_ids,
};
module_pci_driver(sample_driver);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module, kernel }) {
    const tables = file.variables.filter(isDeviceTable);
    if (tables.length === 0 || !isLoadable(file, module, kernel)) return;
    const drivers = file.variables.filter(
      (one) => /^(?:const )?struct \w*driver$/.test(one.type) && isUnconditional(one.guards),
    );
    for (const table of tables) {
      const struct = structOf(table);
      const bus = struct === undefined ? undefined : busOfStruct(struct);
      if (!bus || findBus(bus.name, kernel).kind !== "known" || isNamedByMacro(table.name, file)) continue;
      const isMatched = drivers.some((driver) =>
        driver.uses.of(table.name).some((use) => matchFields.has(use.field ?? "")),
      );
      if (!isMatched || hasAliases(bus.name, module)) continue;
      yield {
        span: table.nameSpan,
        message: `'${table.name}' is in no MODULE_DEVICE_TABLE, so the module is not loaded when a device appears`,
        fixes: [
          {
            title: `Add MODULE_DEVICE_TABLE(${bus.name}, ${table.name})`,
            edits: [
              {
                span: { start: table.span.end, end: table.span.end },
                text: `\nMODULE_DEVICE_TABLE(${bus.name}, ${table.name});`,
              },
            ],
            isSafe: false,
          },
        ],
      };
    }
  },
});

const matchFields: ReadonlySet<string> = new Set(["id_table", "of_match_table", "acpi_match_table", "ids"]);

const isDeviceTable = (one: Variable): boolean =>
  one.arrayLength !== undefined &&
  one.pointers === 0 &&
  one.type.endsWith("_id") &&
  one.initialiser !== undefined &&
  isUnconditional(one.guards);

/** Built into the kernel only, there is nothing to load. */
const isLoadable = (file: FileModel, module: ModuleModel, kernel: KernelFacts): boolean =>
  module.kbuild === undefined
    ? entryPointsOf(file, kernel).some(({ macro }) => !macro.isBuiltinOnly)
    : module.kbuild.build === "module" || module.kbuild.build === "either"
      ? module.files.some((one) => entryPointsOf(one, kernel).some(({ macro }) => !macro.isBuiltinOnly))
      : false;

/** In MODULE_DEVICE_TABLE, or in a macro that may hold one. */
const isNamedByMacro = (name: string, file: FileModel): boolean => {
  const word = new RegExp(`\\b${name}\\b`);
  return (
    file.macroCalls.some((call) => call.arguments.some(({ text }) => word.test(text))) ||
    file.macroDefinitions.some(({ body }) => body.includes("MODULE_DEVICE_TABLE") || word.test(body))
  );
};

/** The author wrote the aliases by hand. */
const hasAliases = (bus: string, module: ModuleModel): boolean =>
  module.files.some((file) =>
    file.macroCalls.some(
      (call) => call.name === "MODULE_ALIAS" && (call.arguments[0]?.text ?? "").startsWith(`"${bus}:`),
    ),
  );
