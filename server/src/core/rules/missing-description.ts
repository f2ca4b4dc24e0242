/** Reports modules that do not say what they are. */
import { compareVersion } from "../kernel/facts.ts";
import type { Fix } from "../lint/finding.ts";
import { defineRule } from "../lint/rule.ts";
import type { FileModel } from "../model/file.ts";
import { isUnconditional } from "../model/guards.ts";
import { certainlyLacks, homeOf, insertionOf } from "../model/metadata.ts";
import type { ModuleModel } from "../model/module.ts";
import { entriesOf } from "../model/module-entries.ts";

export const missingDescription = defineRule({
  id: "missing-description",
  group: "metadata",
  severity: "info",
  scope: "module",
  page: {
    what: "A module says in MODULE_DESCRIPTION() what it is.",
    why: "modinfo shows it to whoever finds the module on a machine. modpost warns of its absence with W=1 from Linux 6.4, and always from 6.15: a warning for those kernels, information for older ones.",
    predicts: [{ tool: "modpost", message: "WARNING: modpost: missing MODULE_DESCRIPTION() in t.o" }],
    since: "6.4",
    bad: `#include <linux/module.h>

static int __init sample_init(void)
{
	return 0;
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_LICENSE("GPL");
`,
    good: `#include <linux/module.h>

static int __init sample_init(void)
{
	return 0;
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("example");
MODULE_LICENSE("GPL");
`,
  },
  *check({ module, kernel }) {
    const isModule =
      module.kbuild === undefined
        ? module.files.some((file) =>
            entriesOf(file, kernel).some(
              (entry) => entry.definesInit && !entry.isBuiltinOnly && isUnconditional(entry.guards),
            ),
          )
        : module.isComplete;
    if (!isModule || !certainlyLacks("description", module)) return;
    const isEntry = (name: string): boolean =>
      name === "MODULE_LICENSE" || (kernel.entryMacros.get(name)?.definesInit ?? false);
    const home = homeOf(module, (call) => isEntry(call.name));
    if (!home) return;
    const isWarned = kernel.version !== undefined && compareVersion(kernel.version, 6, 4) >= 0;
    yield {
      path: home.file.path,
      span: home.span,
      severity: isWarned ? "warning" : "info",
      message: isWarned
        ? "The module has no MODULE_DESCRIPTION(): modpost warns of it (with W=1 before Linux 6.15)"
        : "The module has no MODULE_DESCRIPTION(): say in a line what it is for",
      fixes: [descriptionFix(module, home.file)],
    };
  },
});

/** A line to be completed by the author, in a file of the module. */
export function descriptionFix({ name }: ModuleModel, file: FileModel): Fix {
  const line = `MODULE_DESCRIPTION("${name.replace(/[-_]+/g, " ")} module");`;
  return { title: "Add MODULE_DESCRIPTION()", edits: [insertionOf(line, file)], isSafe: false };
}
