/** Reports modules that name no licence. */

import type { Fix } from "../lint/finding.ts";
import { defineRule } from "../lint/rule.ts";
import type { FileModel } from "../model/file.ts";
import { isUnconditional } from "../model/guards.ts";
import { certainlyLacks, homeOf, insertionOf } from "../model/metadata.ts";
import { entriesOf } from "../model/module-entries.ts";
import { licenceForSpdx } from "../model/spdx.ts";

export const missingLicense = defineRule({
  id: "missing-license",
  group: "metadata",
  severity: "error",
  scope: "module",
  page: {
    what: "One of a module's files says MODULE_LICENSE().",
    why: "modpost refuses to make a .ko without it. The string decides which symbols the module may use; see unknown-license for the strings that the kernel knows.",
    predicts: [{ tool: "modpost", message: "ERROR: modpost: missing MODULE_LICENSE() in t.o" }],
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
MODULE_DESCRIPTION("example");
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
    const entries = module.files.flatMap((file) => entriesOf(file, kernel));
    const hasInit = entries.some(
      (entry) => entry.definesInit && !entry.isBuiltinOnly && isUnconditional(entry.guards),
    );
    const isModule = module.kbuild === undefined ? hasInit : module.isComplete;
    if (!isModule || !certainlyLacks("license", module)) return;
    const home = homeOf(module, (call) => kernel.entryMacros.get(call.name)?.definesInit ?? false);
    if (!home) return;
    yield {
      path: home.file.path,
      span: home.span,
      message: "The module has no MODULE_LICENSE(): modpost will refuse it",
      fixes: additions(home.file),
      // Code that a configuration may make a module, and that does not speak of itself as one.
      ...(module.kbuild?.build === "either" && !hasInit ? ({ severity: "warning" } as const) : {}),
    };
  },
});

/** The licence that the file's own SPDX tag names; without one the author has to choose. */
function additions(file: FileModel): readonly Fix[] {
  const told = file.spdx && licenceForSpdx(file.spdx.expression);
  const choices = told === undefined ? ["GPL", "Dual MIT/GPL", "Dual BSD/GPL"] : [told];
  return choices.map((licence) => ({
    title: `Add MODULE_LICENSE("${licence}")`,
    edits: [insertionOf(`MODULE_LICENSE("${licence}");`, file)],
    isSafe: told !== undefined,
  }));
}
