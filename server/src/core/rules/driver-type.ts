/** Reports drivers that are handed to the registration macro of another bus. */
import { softenedBy } from "../lint/certainty.ts";
import { defineRule } from "../lint/rule.ts";
import { areExclusive } from "../model/guards.ts";
import { isNoMacro, standingOf, unitOf } from "../model/unit.ts";

export const driverType = defineRule({
  id: "driver-type",
  group: "entry-points",
  severity: "error",
  scope: "file",
  page: {
    what: "module_platform_driver(), module_pci_driver() and their kin are given a driver of their own bus.",
    why: "They pass the address of the driver to the bus's register function, which takes that struct alone.",
    predicts: [
      {
        tool: "gcc",
        message: "error: passing argument 1 of '__platform_driver_register' from incompatible pointer type",
      },
    ],
    bad: `#include <linux/module.h>
#include <linux/pci.h>
#include <linux/platform_device.h>

static struct pci_driver sample_driver = {
	.name = "sample",
};
module_platform_driver(sample_driver);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>
#include <linux/platform_device.h>

static struct platform_driver sample_driver = {
	.driver = { .name = "sample" },
};
module_platform_driver(sample_driver);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module, kernel }) {
    const calls = file.macroCalls.filter(({ name }) => structs.has(name));
    if (calls.length === 0) return;
    const unit = unitOf(file, module);
    for (const call of calls) {
      const struct = structs.get(call.name);
      const driver = call.arguments[0];
      if (struct === undefined || !driver || !isNoMacro(call.name, unit)) continue;
      const standing = standingOf(driver.text, unit, kernel);
      if (standing.kind !== "declared") continue;
      const [variable, second] = standing.variables.filter((one) => !areExclusive(one.guards, call.guards));
      if (!variable || second || variable.pointers > 0 || variable.arrayLength !== undefined) continue;
      const found = /^(?:const )?struct (\w+)$/.exec(variable.type)?.[1];
      if (found === undefined || found === struct || !isNoMacro(found, unit)) continue;
      const right = [...structs].find(([, one]) => one === found)?.[0];
      yield {
        span: driver.span,
        message: `${call.name}() takes a struct ${struct}, but '${driver.text}' is a struct ${found}, so the build fails (incompatible pointer type)${right === undefined ? "" : `: use ${right}()`}`,
        fixes:
          right === undefined
            ? []
            : [{ title: `Change to ${right}`, edits: [{ span: call.nameSpan, text: right }], isSafe: false }],
        related: [{ path: file.path, span: variable.nameSpan, message: `'${driver.text}' is declared here` }],
        ...softenedBy(call.guards),
      };
    }
  },
});

/** include/linux/{platform_device,pci,usb,i2c,hid,...}.h, the same in every kernel since 5.4. */
const structs: ReadonlyMap<string, string> = new Map([
  ["module_platform_driver", "platform_driver"],
  ["builtin_platform_driver", "platform_driver"],
  ["module_pci_driver", "pci_driver"],
  ["module_usb_driver", "usb_driver"],
  ["module_i2c_driver", "i2c_driver"],
  ["module_spi_driver", "spi_driver"],
  ["module_hid_driver", "hid_driver"],
  ["module_virtio_driver", "virtio_driver"],
  ["module_acpi_driver", "acpi_driver"],
  ["module_amba_driver", "amba_driver"],
  ["module_sdio_driver", "sdio_driver"],
  ["module_serio_driver", "serio_driver"],
  ["module_auxiliary_driver", "auxiliary_driver"],
]);
