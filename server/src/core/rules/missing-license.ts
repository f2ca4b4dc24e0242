/** Reports modules that name no licence. */

import type { Fix } from "../lint/finding.ts";
import { defineRule, type Report } from "../lint/rule.ts";
import type { FileModel } from "../model/file.ts";
import { isUnconditional } from "../model/guards.ts";
import { certainlyLacks, homeOf, insertionOf } from "../model/metadata.ts";
import type { ModuleModel } from "../model/module.ts";
import { entriesOf } from "../model/module-entries.ts";
import { licenceForSpdx } from "../model/spdx.ts";
import { isNoMacro, unitOf } from "../model/unit.ts";
import { closestWord } from "../text/closest-word.ts";

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
    const misspelt = misspeltIn(module);
    if (misspelt) {
      yield misspelt;
      return;
    }
    const home = homeOf(module, (call) => kernel.entryMacros.get(call.name)?.definesInit ?? false);
    if (!home) return;
    yield {
      path: home.file.path,
      span: home.span,
      ...missingLicenseIn(home.file),
      // Code that a configuration may make a module, and that does not speak of itself as one.
      ...(module.kbuild?.build === "either" && !hasInit ? ({ severity: "warning" } as const) : {}),
    };
  },
});

/** `MODULE_LICENCE("GPL")`: a macro that nothing defines, beside the one that is missing. */
function misspeltIn(module: ModuleModel): (Report & { readonly path: string }) | undefined {
  for (const file of module.files) {
    for (const { name, nameSpan: span } of file.macroCalls) {
      if (closestWord(name, ["MODULE_LICENSE"]) === undefined || !isNoMacro(name, unitOf(file, module)))
        continue;
      const edits = [{ span, text: "MODULE_LICENSE" }];
      return {
        path: file.path,
        span,
        message: `There is no ${name}(), so the build fails: did you mean MODULE_LICENSE()?`,
        fixes: [{ title: "Change to MODULE_LICENSE", edits, isSafe: true }],
      };
    }
  }
  return undefined;
}

/** What is said of a file that should name the licence and does not. */
export const missingLicenseIn = (file: FileModel): Pick<Report, "message" | "fixes"> => ({
  message: "The module has no MODULE_LICENSE(): modpost will refuse it",
  fixes: additions(file),
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
