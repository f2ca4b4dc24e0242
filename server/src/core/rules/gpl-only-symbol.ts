/** Reports uses of symbols that only modules under a GPL-compatible licence may use. */
import type { Fix } from "../lint/finding.ts";
import { defineRule } from "../lint/rule.ts";
import { compilationOf } from "../model/compiled.ts";
import { externalUsesOf } from "../model/external-uses.ts";
import { isGplCompatible, likelyLicences } from "../model/licence.ts";
import { scopeOf } from "../model/live-scope.ts";
import { type InfoEntry, infoOf } from "../model/metadata.ts";
import type { ModuleModel } from "../model/module.ts";
import { exportersOf, isDefinedByModule, throughWords } from "../model/symbol-lookup.ts";
import { unitOf } from "../model/unit.ts";

export const gplOnlySymbol = defineRule({
  id: "gpl-only-symbol",
  group: "symbols",
  severity: "error",
  scope: "file",
  page: {
    what: "A module whose MODULE_LICENSE() is not compatible with the GPL uses no symbol that is exported by EXPORT_SYMBOL_GPL().",
    why: "modpost refuses to link such a module. One incompatible MODULE_LICENSE() among several is enough. Macros and inline functions of the kernel's headers use symbols too: debugfs, device model, RCU and most buses are out of reach.",
    predicts: [
      {
        tool: "modpost",
        message: "ERROR: modpost: GPL-incompatible module t.ko uses GPL-only symbol 'root_device_unregister'",
      },
    ],
    bad: `#include <linux/module.h>
#include <linux/device.h>

static struct device *sample;

static void __exit sample_exit(void)
{
	root_device_unregister(sample);
}
module_exit(sample_exit);

MODULE_LICENSE("Proprietary");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>
#include <linux/device.h>

static struct device *sample;

static void __exit sample_exit(void)
{
	root_device_unregister(sample);
}
module_exit(sample_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module, kernel }) {
    if (!kernel.symbols || module.kbuild?.build === "builtin") return;
    const licence = badLicence(module);
    if (!licence) return;
    for (const use of externalUsesOf(file, module, kernel) ?? []) {
      const exporters = exportersOf(use.name, module, kernel);
      if (exporters.length === 0 || !exporters.every(({ isGplOnly }) => isGplOnly)) continue;
      if (isDefinedByModule(use.name, module)) continue;
      const doubt = use.certainty === "perhaps" ? ", if the compiler keeps this code" : "";
      yield {
        span: use.span,
        message: `'${use.name}'${throughWords(use.through)} is exported for GPL-compatible modules only, and this module's licence is "${licence.value}": modpost will refuse it${doubt}`,
        fixes: fixesOf(licence, file.path),
        related: [
          { path: licence.file.path, span: licence.call.span, message: "the licence is declared here" },
        ],
        ...(use.certainty === "perhaps" && { severity: "warning" as const }),
      };
    }
  },
});

/** The first licence that certainly ends up in the module and is not compatible. */
function badLicence(module: ModuleModel): InfoEntry | undefined {
  for (const file of module.files) {
    const unit = unitOf(file, module);
    const scope = scopeOf(file, module);
    for (const one of unit.files) {
      if (!one.isRead && !one.text.includes("MODULE_")) continue;
      const bad = infoOf("license", one, unit).find(
        ({ value, call }) =>
          value !== undefined &&
          !isGplCompatible(value) &&
          compilationOf(call.guards, unit, scope) === "compiled",
      );
      if (bad) return bad;
    }
  }
  return undefined;
}

function fixesOf({ file, argument, value = "" }: InfoEntry, path: string): readonly Fix[] {
  if (!argument) return [];
  const wanted = likelyLicences(value).filter((licence) => isGplCompatible(licence));
  return (wanted.length > 0 ? wanted : ["GPL"]).map((licence) => ({
    title: `Change the licence to "${licence}": the source must then be given under it`,
    ...(file.path !== path && { path: file.path }),
    edits: [{ span: argument.span, text: `"${licence}"` }],
    isSafe: false,
  }));
}
