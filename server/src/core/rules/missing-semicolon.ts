/** Reports macros that declare something and end without a semicolon. */
import { softenedBy } from "../lint/certainty.ts";
import { defineRule } from "../lint/rule.ts";
import type { FileModel, MacroCall } from "../model/file.ts";
import { isNoMacro, unitOf } from "../model/unit.ts";

export const missingSemicolon = defineRule({
  id: "missing-semicolon",
  group: "metadata",
  severity: "error",
  scope: "file",
  page: {
    what: "MODULE_LICENSE(), module_param(), EXPORT_SYMBOL() and their kin end with a semicolon.",
    why: "They expand to a declaration that the semicolon ends; without it gcc complains of the line that follows. module_init() and module_exit() do without.",
    predicts: [{ tool: "gcc", message: "error: expected ',' or ';' before 'static'" }],
    bad: `#include <linux/module.h>

MODULE_LICENSE("GPL")
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module }) {
    const open = file.macroCalls.filter((call) => macros.test(call.name) && isOpen(call, file));
    if (open.length === 0) return;
    const unit = unitOf(file, module);
    const { build } = module.kbuild ?? { build: "module" };
    for (const call of open) {
      if (!isNoMacro(call.name, unit) || build === "builtin" || build === "unknown") continue;
      yield {
        span: call.nameSpan,
        message: `${call.name}() has no semicolon at its end: the compiler will complain of what follows`,
        fixes: [
          {
            title: "Add ';'",
            edits: [{ span: { start: call.span.end, end: call.span.end }, text: ";" }],
            isSafe: true,
          },
        ],
        ...softenedBy(call.guards),
      };
    }
  },
});

const macros =
  /^(?:MODULE_(?:LICENSE|AUTHOR|DESCRIPTION|VERSION|ALIAS|FIRMWARE|SOFTDEP|INFO|PARM_DESC)|module_param(?:_(?:unsafe|named|named_unsafe|array|array_named|string|cb))?|EXPORT_SYMBOL(?:_NS)?(?:_GPL)?)$/;

/** Nothing but blanks and comments stand between the call and something that is certainly no semicolon. */
function isOpen({ hasSemicolon, span }: MacroCall, { text }: FileModel): boolean {
  if (hasSemicolon || text[span.end - 1] !== ")") return false;
  const rest = text.slice(span.end).replace(/^(?:\s|\/\*[\s\S]*?\*\/|\/\/[^\n]*)+/, "");
  return rest === "" || /^\w/.test(rest);
}
