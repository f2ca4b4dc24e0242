/** Reports a name that a module exports twice, or that the kernel or a module beside it exports already. */
import type { KernelFacts } from "../kernel/facts.ts";
import { softenedBy } from "../lint/certainty.ts";
import type { Severity } from "../lint/finding.ts";
import { defineRule, type Report } from "../lint/rule.ts";
import { compilationOf } from "../model/compiled.ts";
import { type Export, exportsOf, mayExport } from "../model/exports.ts";
import type { FileModel } from "../model/file.ts";
import { areExclusive, isImpliedBy, isUnconditional } from "../model/guards.ts";
import { scopeOf } from "../model/live-scope.ts";
import type { ModuleModel } from "../model/module.ts";
import { removalOf } from "../model/removal.ts";
import { kernelName } from "../model/symbol-lookup.ts";
import { unitOf } from "../model/unit.ts";
import { baseOf } from "../text/paths.ts";

export const duplicateExport = defineRule({
  id: "duplicate-export",
  group: "exports",
  severity: "error",
  scope: "module",
  page: {
    what: "A module exports a name once, and no name that the kernel or a module beside it exports.",
    why: "Each export makes an entry of the symbol table: two in a file do not assemble, two in a module do not link, and modpost refuses what vmlinux exports. Of two modules that export one name the second cannot be loaded.",
    predicts: [
      { tool: "gcc", message: "Error: symbol '__ksymtab_t_x' is already defined" },
      { tool: "modpost", message: "ERROR: modpost: t: 't_x' exported twice. Previous export was in t.ko" },
      {
        tool: "modpost",
        message: "ERROR: modpost: t: 'kfree' exported twice. Previous export was in vmlinux",
      },
      { tool: "kernel", message: "t: exports duplicate symbol t_x (owned by u)" },
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
  *check({ module, kernel }) {
    const seen = new Map<string, Place[]>();
    for (const file of module.files) {
      if (!mayExport(file)) continue;
      for (const one of exportsOf(file, module)) {
        const place = { file, one };
        const earlier = seen.get(one.symbol.text) ?? [];
        const first = earlier.find((other) => clash(other, place, module));
        seen.set(one.symbol.text, [...earlier, place]);
        if (!first) {
          const other = earlier.length === 0 ? clashElsewhere(place, module, kernel) : undefined;
          if (other) yield { path: file.path, span: one.symbol.span, ...other };
          continue;
        }
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

/** A name that another module or vmlinux exports. Of a module of the kernel's own tree nothing is concluded: it is in the table. */
function clashElsewhere(
  { file, one }: Place,
  module: ModuleModel,
  kernel: KernelFacts,
): Omit<Report, "span"> | undefined {
  const isExternal = module.kbuild?.build === "module";
  if (!isExternal) return undefined;
  const name = one.symbol.text;
  const scope = scopeOf(file, module);
  const compilation = compilationOf(one.call.guards, unitOf(file, module), scope);
  if (compilation === "dead") return undefined;
  const remove = {
    title: "Remove this export",
    edits: [removalOf(file.text, one.call.span)],
    isSafe: false,
  };
  const near = module.neighbours.symbols.get(name)?.[0];
  const far = kernel.symbols?.get(name) ?? [];
  const isLinked = module.kbuild?.objects.some(({ source, certain }) => source === file.path && certain);
  if (far.some((other) => other.module === "vmlinux")) {
    const severity: Severity = compilation === "compiled" && isLinked ? "error" : "warning";
    return {
      message: `'${name}' is exported by vmlinux of kernel ${kernelName(kernel)}: modpost will call it exported twice`,
      severity,
      fixes: [remove],
    };
  }
  const other = near ?? far.find((exporter) => !isCopyOf(exporter.module, module.name));
  if (!other) return undefined;
  return {
    message: `'${name}' is exported by module ${other.module} as well: only one of the two can be loaded`,
    severity: "warning",
    fixes: [remove],
    ...(other.place && {
      related: [
        {
          path: other.place.path,
          span: { start: other.place.start, end: other.place.end },
          message: "exported here",
        },
      ],
    }),
  };
}

/** The kernel's module of the same name: this one takes its place. */
const isCopyOf = (other: string, name: string): boolean =>
  baseOf(other).replaceAll("-", "_") === name.replaceAll("-", "_");
