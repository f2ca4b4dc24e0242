/** Reports modules that can be loaded but never unloaded. */

import type { Fix } from "../lint/finding.ts";
import { defineRule } from "../lint/rule.ts";
import type { FileModel, MacroCall } from "../model/file.ts";
import { entriesOf, includedEntries, isJudgedAsModule, mayHideEntry } from "../model/module-entries.ts";
import { unitOf } from "../model/unit.ts";
import { lineStart, withBreaksOf } from "../text/line-start.ts";

export const missingExit = defineRule({
  id: "missing-exit",
  group: "entry-points",
  severity: "warning",
  scope: "module",
  page: {
    what: "A module with module_init() has a module_exit() as well.",
    why: "Without one the module builds and loads, is shown as [permanent], and stays until the next boot: rmmod answers that it is busy.",
    predicts: [{ tool: "kernel", message: "rmmod: ERROR: could not remove 't': Device or resource busy" }],
    bad: `#include <linux/module.h>

static int __init sample_init(void)
{
	return 0;
}

module_init(sample_init);
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
    if (!isJudgedAsModule(module) || (module.kbuild !== undefined && !module.isComplete)) return;
    // Headers are many, and an entry point in one of them is rare: they come last.
    const entries = module.files.flatMap((file) => entriesOf(file, kernel));
    if (!entries.some((entry) => entry.definesInit && !entry.isBuiltinOnly)) return;
    if (entries.some((entry) => entry.definesExit)) return;
    if (includedEntries(module, kernel).some((entry) => entry.definesExit)) return;
    const isWhole = module.files.every((file) => unitOf(file, module).isWhole);
    if (mayHideEntry(module, kernel, isWhole)) return;
    for (const { file, definesInit, isBuiltinOnly, point, span, words } of entries) {
      if (!definesInit || isBuiltinOnly) continue;
      const name = point?.init?.text;
      const fixes = point && name !== undefined && /^\w+$/.test(name) ? [stub(file, point.call, name)] : [];
      yield {
        path: file.path,
        span: point?.call.span ?? span,
        message: `The module has ${point ? `${words}()` : words} but no module_exit(): once loaded it can never be unloaded`,
        fixes,
      };
      return;
    }
  },
});

/** The function before the line of module_init(), the macro after it. */
function stub(file: FileModel, call: MacroCall, init: string): Fix {
  const name = exitNameFor(
    init,
    new Set([...file.functions, ...file.variables, ...file.prototypes].map((one) => one.name)),
  );
  const isThere = file.functions.some((one) => one.name === name);
  const start = lineStart(file.text, call.span.start);
  const head = {
    span: { start, end: start },
    text: withBreaksOf(file.text, `static void __exit ${name}(void)\n{\n}\n\n`),
  };
  const macro = {
    span: { start: call.span.end, end: call.span.end },
    text: withBreaksOf(file.text, `${call.hasSemicolon ? "" : ";"}\nmodule_exit(${name});`),
  };
  return { title: `Add module_exit(${name})`, edits: isThere ? [macro] : [head, macro], isSafe: false };
}

/** `foo_init` has `foo_exit` beside it; a function of that name that is there already is what the author forgot to name. */
function exitNameFor(init: string, taken: ReadonlySet<string>): string {
  const stem = init.replace(/(?:_module)?_?init(?:_module)?$/i, "").replace(/^(?:module_)?init_/, "");
  const stems = stem === "" ? ["module"] : [stem];
  const names = stems.flatMap((one) => [`${one}_exit`, `${one}_cleanup`, `cleanup_${one}`, `exit_${one}`]);
  return names.find((name) => taken.has(name)) ?? names[0] ?? "module_exit_function";
}
