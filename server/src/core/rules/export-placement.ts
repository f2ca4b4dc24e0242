/** Informs of exports that stand away from what they export. */
import { defineRule } from "../lint/rule.ts";
import { type Export, exportsOf, mayExport } from "../model/exports.ts";
import type { FileModel, Guards } from "../model/file.ts";
import { removalOf } from "../model/removal.ts";
import { withBreaksOf } from "../text/line-start.ts";

export const exportPlacement = defineRule({
  id: "export-placement",
  group: "exports",
  severity: "info",
  scope: "file",
  page: {
    what: "EXPORT_SYMBOL() follows directly after the function or variable that it exports.",
    why: "Whoever reads or changes the function sees at once that others use it; the kernel's reviewers ask for it.",
    predicts: [
      { tool: "checkpatch", message: "EXPORT_SYMBOL(foo); should immediately follow its function/variable" },
    ],
    bad: `#include <linux/module.h>

int sample_value(void);
int sample_other(void);

int sample_value(void)
{
	return 1;
}

int sample_other(void)
{
	return 2;
}
EXPORT_SYMBOL_GPL(sample_other);
EXPORT_SYMBOL_GPL(sample_value);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>

int sample_value(void);
int sample_other(void);

int sample_value(void)
{
	return 1;
}
EXPORT_SYMBOL_GPL(sample_value);

int sample_other(void)
{
	return 2;
}
EXPORT_SYMBOL_GPL(sample_other);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module }) {
    if (!mayExport(file)) return;
    for (const one of exportsOf(file, module)) {
      const definitions = file.functions.filter((defined) => defined.name === one.symbol.text);
      const [definition] = definitions;
      if (!definition || definitions.some((defined) => isBeside(defined.span.end, one, file))) continue;
      const line = file.text.slice(one.call.span.start, one.call.span.end);
      const isMovable = definitions.length === 1 && haveSameGuards(definition.guards, one.call.guards);
      const after = { start: definition.span.end, end: definition.span.end };
      const edits = [
        removalOf(file.text, one.call.span),
        { span: after, text: withBreaksOf(file.text, `\n${line}`) },
      ];
      yield {
        span: one.call.span,
        message: `The export of '${one.symbol.text}' belongs directly after the function: checkpatch asks for it`,
        fixes: isMovable ? [{ title: `Move it behind '${one.symbol.text}'`, edits, isSafe: false }] : [],
        related: [{ path: file.path, span: definition.nameSpan, message: "defined here" }],
      };
    }
  },
});

/** Nothing but blank lines, comments, conditionals and other macros about the same name stand between. */
function isBeside(end: number, { call, symbol }: Export, file: FileModel): boolean {
  if (end > call.span.start) return false;
  let between = file.text.slice(end, call.span.start);
  for (const other of file.macroCalls) {
    if (other.span.start < end || other.span.end > call.span.start) continue;
    if (!other.arguments.some(({ text }) => text === symbol.text)) return false;
    between = between.replace(file.text.slice(other.span.start, other.span.end), "");
  }
  return (
    between
      .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "")
      .replace(/^[ \t]*#(?:[^\n\\]|\\[\s\S])*/gm, "")
      .replace(/[\s;]+/g, "") === ""
  );
}

const haveSameGuards = (a: Guards, b: Guards): boolean =>
  a.length === b.length &&
  a.every((guard, index) => guard.conditional === b[index]?.conditional && guard.branch === b[index]?.branch);
