/** Warns of exports of functions and data that are gone after loading. */
import { defineRule } from "../lint/rule.ts";
import { exportsOf } from "../model/exports.ts";
import { targetsOf } from "../model/section-targets.ts";
import { unitOf } from "../model/unit.ts";

export const exportedInitSymbol = defineRule({
  id: "exported-init-symbol",
  group: "sections",
  severity: "warning",
  scope: "file",
  page: {
    what: "No function or variable marked __init or __exit is exported.",
    why: "Its memory is given back once the module is loaded, while other modules can still call it.",
    predicts: [
      {
        tool: "modpost",
        message: "EXPORT_SYMBOL used for init/exit symbol: sample_setup (section: .init.text) [6.1]",
      },
      {
        tool: "modpost",
        message:
          "sample: sample_setup: EXPORT_SYMBOL used for init symbol. Remove __init or EXPORT_SYMBOL. [6.12]",
      },
    ],
    bad: `#include <linux/module.h>

int sample_setup(void);

int __init sample_setup(void)
{
	return 0;
}
EXPORT_SYMBOL_GPL(sample_setup);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>

int sample_setup(void);

int sample_setup(void)
{
	return 0;
}
EXPORT_SYMBOL_GPL(sample_setup);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module }) {
    const unit = unitOf(file, module);
    const exports = exportsOf(file, module, unit);
    if (exports.length === 0) return;
    const targets = new Map(targetsOf(file, module, unit).map((target) => [target.name, target]));
    for (const { call, symbol, macro } of exports) {
      const target = targets.get(symbol.text);
      // A static symbol cannot be exported at all: export-static says so.
      if (!target || target.definition.storage === "static") continue;
      const { annotation, definition, home, name } = target;
      const marked = definition.annotations.find((one) => one.name === annotation);
      const removal =
        home === file && marked
          ? [
              {
                title: `Remove ${annotation} from '${name}'`,
                edits: [{ span: { start: marked.span.start, end: marked.span.end + 1 }, text: "" }],
                isSafe: false,
              },
            ]
          : [];
      yield {
        span: symbol.span,
        message: `'${name}' is exported but marked ${annotation}, so it is gone when others use it: modpost warns "EXPORT_SYMBOL used for init/exit symbol"; remove ${annotation} or ${macro}`,
        fixes: [
          ...removal,
          { title: `Remove ${macro}`, edits: [{ span: call.span, text: "" }], isSafe: false },
        ],
        related: [{ path: home.path, span: definition.nameSpan, message: `'${name}' is defined here` }],
      };
    }
  },
});
