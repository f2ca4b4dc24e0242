/** Reports a second init or exit of one module. */
import type { KernelFacts } from "../kernel/facts.ts";
import { softenedBy } from "../lint/certainty.ts";
import { defineRule, type Report } from "../lint/rule.ts";
import { areExclusive, isImpliedBy, isUnconditional } from "../model/guards.ts";
import type { ModuleModel } from "../model/module.ts";
import { type Entry, entriesOf, isJudgedAsModule } from "../model/module-entries.ts";

export const duplicateEntryPoint = defineRule({
  id: "duplicate-entry-point",
  group: "entry-points",
  severity: "error",
  scope: "module",
  page: {
    what: "A module has one init and one exit in all its objects, whichever macros make them.",
    why: "Each macro defines init_module or cleanup_module. Two in a file do not compile, two in a module do not link; module_platform_driver() and its kin count as both.",
    predicts: [
      { tool: "gcc", message: "redefinition of '__inittest'" },
      { tool: "kbuild", message: "multiple definition of 'init_module'" },
    ],
    bad: `#include <linux/module.h>

static int __init sample_init(void)
{
	return 0;
}

static int __init sample_late_init(void)
{
	return 0;
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_init(sample_late_init);
module_exit(sample_exit);
MODULE_LICENSE("GPL");
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
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ module, kernel }) {
    if (!isJudgedAsModule(module)) return;
    yield* duplicates(module, kernel, "init");
    yield* duplicates(module, kernel, "exit");
  },
});

type Role = "init" | "exit";
type FoundIn = Report & { readonly path: string };

function* duplicates(module: ModuleModel, kernel: KernelFacts, role: Role): Iterable<FoundIn> {
  const earlier: Entry[] = [];
  for (const file of module.files) {
    for (const entry of entriesOf(file, kernel)) {
      if (role === "init" ? !entry.definesInit : !entry.definesExit) continue;
      const first = earlier.find((one) => clash(one, entry, module));
      earlier.push(entry);
      if (first) yield { ...report(first, entry, role), ...certaintyOf(first, entry, module) };
    }
  }
}

function clash(a: Entry, b: Entry, module: ModuleModel): boolean {
  // In the kernel itself a file may have any number of them, and nothing says that this file is a module's.
  if (module.kbuild === undefined && (a.isBuiltinOnly || b.isBuiltinOnly)) return false;
  if (a.file === b.file) {
    // An initcall under an option that a module cannot have: nobody knows the options here.
    if ((a.isBuiltinOnly || b.isBuiltinOnly) && ![a, b].every(({ guards }) => isUnconditional(guards)))
      return false;
    return (
      !areExclusive(a.guards, b.guards) &&
      (isImpliedBy(a.guards, b.guards) || isImpliedBy(b.guards, a.guards))
    );
  }
  return [a, b].every(({ file, guards }) => isUnconditional(guards) && isCertainlyLinked(file.path, module));
}

/** Several initcalls are right in the kernel itself, and a configuration decides whether this is a module at all. */
const certaintyOf = (first: Entry, second: Entry, module: ModuleModel): Pick<Report, "severity"> =>
  module.kbuild?.build === "either" && first.isBuiltinOnly && second.isBuiltinOnly
    ? { severity: "warning" }
    : softenedBy(first.guards, second.guards);

const isCertainlyLinked = (path: string, module: ModuleModel): boolean =>
  module.kbuild?.objects.some((object) => object.source === path && object.certain) ?? false;

const words = (entry: Entry): string => (entry.point ? `${entry.words}()` : `'${entry.words}'`);

function report(first: Entry, second: Entry, role: Role): FoundIn {
  const symbol = role === "init" ? "init_module" : "cleanup_module";
  const where =
    first.file === second.file ? "" : ` in ${first.file.path.slice(first.file.path.lastIndexOf("/") + 1)}`;
  return {
    path: second.file.path,
    span: second.span,
    message: `A module has one ${role}: ${words(second)} defines ${symbol} again after ${words(first)}${where}; keep one of the two`,
    related: [
      { path: first.file.path, span: first.span, message: `${words(first)} defines ${symbol} first` },
    ],
  };
}
