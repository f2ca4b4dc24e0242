/** Reports exports of functions and variables that no other file can see. */
import { compareVersion } from "../kernel/facts.ts";
import { softenedBy } from "../lint/certainty.ts";
import type { Fix } from "../lint/finding.ts";
import { defineRule } from "../lint/rule.ts";
import { type Export, exportsOf, mayExport } from "../model/exports.ts";
import type { FileModel, FunctionDefinition, Prototype, Variable } from "../model/file.ts";
import { areExclusive } from "../model/guards.ts";
import { removalOf, wordRemovalOf } from "../model/removal.ts";
import { standingOf, unitOf } from "../model/unit.ts";

export const exportStatic = defineRule({
  id: "export-static",
  group: "exports",
  severity: "error",
  scope: "file",
  page: {
    what: "An exported function or variable is not static.",
    why: "A static name is local to its object file: there is no symbol that another module could be linked against. One static prototype is enough to make a function static. Before Linux 5.19 modpost only warned.",
    predicts: [
      { tool: "kbuild", message: "t.o: error: local symbol t_helper was exported" },
      { tool: "modpost", message: "ERROR: modpost: t: local symbol 't_helper' was exported" },
    ],
    bad: `#include <linux/module.h>

static int sample_value(void)
{
	return 1;
}
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
  *check({ file, module, kernel }) {
    if (!mayExport(file)) return;
    const unit = unitOf(file, module);
    const isOnlyWarned = kernel.version !== undefined && compareVersion(kernel.version, 5, 19) < 0;
    for (const one of exportsOf(file, module, unit)) {
      const statics = staticsOf(one, file);
      const [first] = statics;
      if (!first) continue;
      const standing = standingOf(one.symbol.text, { ...unit, isWhole: true }, kernel);
      if (standing.kind !== "declared") continue;
      yield {
        span: one.symbol.span,
        message: `'${one.symbol.text}' is static, so there is no symbol to export: remove 'static', or the export`,
        fixes: fixesOf(one, file, statics),
        related: [{ path: file.path, span: first.nameSpan, message: "static here" }],
        ...softenedBy(one.call.guards, first.guards),
        ...(isOnlyWarned ? ({ severity: "warning" } as const) : {}),
      };
    }
  },
});

type Declared = FunctionDefinition | Prototype | Variable;

/** The declarations that make the name static wherever the export is compiled; empty where it may be global. */
function staticsOf({ call, symbol }: Export, file: FileModel): readonly Declared[] {
  const all = [...file.functions, ...file.variables, ...file.prototypes].filter(
    (one): one is Declared => one.name === symbol.text && !areExclusive(one.guards, call.guards),
  );
  const statics = all.filter((one) => one.storage === "static");
  // `extern int x;` below a static one takes over that it is static.
  const definitions = all.filter(
    (one) => one.kind === "function" || (one.kind === "variable" && isDefinition(one)),
  );
  if (definitions.length === 0) return [];
  // A static prototype above makes a definition without the word static too.
  const isStatic = (definition: Declared): boolean =>
    definition.storage === "static" ||
    (definition.kind === "function" &&
      statics.some(
        (one) =>
          one.kind === "prototype" && one.guards.length === 0 && one.span.start < definition.span.start,
      ));
  return definitions.every(isStatic) ? statics : [];
}

const isDefinition = ({ storage, initialiser }: Variable): boolean =>
  storage !== "extern" || initialiser !== undefined;

function fixesOf({ call, symbol }: Export, file: FileModel, statics: readonly Declared[]): readonly Fix[] {
  const words = statics.flatMap((one) => (one.storageSpan ? [one.storageSpan] : []));
  const isShared = statics.some(
    (one) =>
      one.isInline || file.variables.some((other) => other !== one && other.span.start === one.span.start),
  );
  const removal: Fix = {
    title: `Remove the export of '${symbol.text}'`,
    edits: [removalOf(file.text, call.span)],
    isSafe: false,
  };
  if (isShared || words.length !== statics.length) return [removal];
  const edits = words.map((span) => wordRemovalOf(file.text, span));
  return [{ title: `Remove 'static' from '${symbol.text}'`, edits, isSafe: false }, removal];
}
