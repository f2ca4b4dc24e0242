/** Reports a name that one module exports twice. */
import { softenedBy } from "../lint/certainty.ts";
import { defineRule } from "../lint/rule.ts";
import { type Export, exportsOf, mayExport } from "../model/exports.ts";
import type { FileModel } from "../model/file.ts";
import { areExclusive, isImpliedBy, isUnconditional } from "../model/guards.ts";
import type { ModuleModel } from "../model/module.ts";
import { removalOf } from "../model/removal.ts";

export const duplicateExport = defineRule({
  id: "duplicate-export",
  group: "exports",
  severity: "error",
  scope: "module",
  page: {
    what: "A module exports a name once.",
    why: "Each export makes an entry of the symbol table: two in a file do not assemble, two in a module do not link.",
    predicts: [
      { tool: "gcc", message: "Error: symbol '__ksymtab_t_x' is already defined" },
      { tool: "modpost", message: "ERROR: modpost: t: 't_x' exported twice. Previous export was in t.ko" },
    ],
    bad: `#include <linux/module.h>

int sample_value(void);

int sample_value(void)
{
	return 1;
}
EXPORT_SYMBOL(sample_value);
EXPORT_SYMBOL_GPL(sample_value);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>

int sample_value(void);

int sample_value(void)
{
	return 1;
}
EXPORT_SYMBOL_GPL(sample_value);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ module }) {
    const seen = new Map<string, Place[]>();
    for (const file of module.files) {
      if (!mayExport(file)) continue;
      for (const one of exportsOf(file, module)) {
        const place = { file, one };
        const earlier = seen.get(one.symbol.text) ?? [];
        const first = earlier.find((other) => clash(other, place, module));
        seen.set(one.symbol.text, [...earlier, place]);
        if (!first) continue;
        const where =
          first.file === file ? "above" : `in ${first.file.path.slice(first.file.path.lastIndexOf("/") + 1)}`;
        yield {
          path: file.path,
          span: one.symbol.span,
          message: `'${one.symbol.text}' is exported already ${where}: a module exports a name once`,
          fixes: [
            {
              title: "Remove this export",
              edits: [removalOf(file.text, one.call.span)],
              isSafe: first.one.macro === one.macro && first.file === file,
            },
          ],
          related: [{ path: first.file.path, span: first.one.call.span, message: "first exported here" }],
          ...softenedBy(first.one.call.guards, one.call.guards),
        };
      }
    }
  },
});

interface Place {
  readonly file: FileModel;
  readonly one: Export;
}

function clash(a: Place, b: Place, module: ModuleModel): boolean {
  const [first, second] = [a.one.call.guards, b.one.call.guards];
  if (a.file === b.file)
    return !areExclusive(first, second) && (isImpliedBy(first, second) || isImpliedBy(second, first));
  const isLinked = (file: FileModel): boolean =>
    module.kbuild?.objects.some((object) => object.source === file.path && object.certain) ?? false;
  return [a, b].every(({ file, one }) => isUnconditional(one.call.guards) && isLinked(file));
}
