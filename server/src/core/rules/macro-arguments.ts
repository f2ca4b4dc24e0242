/** Reports macros of a module that are given too few or too many arguments. */
import { softenedBy } from "../lint/certainty.ts";
import { defineRule } from "../lint/rule.ts";
import { isNoMacro, unitOf } from "../model/unit.ts";

export const macroArguments = defineRule({
  id: "macro-arguments",
  group: "metadata",
  severity: "error",
  scope: "file",
  page: {
    what: "module_param(), MODULE_PARM_DESC(), EXPORT_SYMBOL_NS() and their kin have all their arguments and no more.",
    why: "The preprocessor does not expand a macro with another number of arguments: what is left is no C.",
    predicts: [
      { tool: "gcc", message: 'error: macro "module_param" requires 3 arguments, but only 2 given' },
    ],
    bad: `#include <linux/module.h>

static int level;
module_param(level, int);
MODULE_PARM_DESC(level, "How much to log");

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>

static int level;
module_param(level, int, 0644);
MODULE_PARM_DESC(level, "How much to log");

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module }) {
    const unit = unitOf(file, module);
    for (const call of file.macroCalls) {
      const signature = signatures.get(call.name);
      // `()` is one empty argument.
      const given = Math.max(1, call.arguments.length);
      if (!signature || signature.length === given || !isNoMacro(call.name, unit)) continue;
      yield {
        span: call.nameSpan,
        message: `${call.name}(${signature.join(", ")}) takes ${countOf(signature.length)}, and ${given} ${given === 1 ? "is" : "are"} given: it will not compile`,
        ...softenedBy(call.guards),
      };
    }
  },
});

const countOf = (count: number): string => (count === 1 ? "1 argument" : `${count} arguments`);

const one = ["text"];
const symbol = ["symbol"];

/** include/linux/{module,moduleparam,export}.h, the same in every kernel since 5.4. */
const signatures: ReadonlyMap<string, readonly string[]> = new Map([
  ["MODULE_LICENSE", one],
  ["MODULE_AUTHOR", one],
  ["MODULE_DESCRIPTION", one],
  ["MODULE_VERSION", one],
  ["MODULE_ALIAS", one],
  ["MODULE_FIRMWARE", one],
  ["MODULE_SOFTDEP", one],
  ["MODULE_IMPORT_NS", ["namespace"]],
  ["MODULE_INFO", ["tag", "text"]],
  ["MODULE_PARM_DESC", ["parameter", "text"]],
  ["MODULE_DEVICE_TABLE", ["bus", "table"]],
  ["EXPORT_SYMBOL", symbol],
  ["EXPORT_SYMBOL_GPL", symbol],
  ["EXPORT_SYMBOL_NS", ["symbol", "namespace"]],
  ["EXPORT_SYMBOL_NS_GPL", ["symbol", "namespace"]],
  ["module_init", ["function"]],
  ["module_exit", ["function"]],
  ["module_param", ["variable", "type", "permissions"]],
  ["module_param_unsafe", ["variable", "type", "permissions"]],
  ["module_param_named", ["name", "variable", "type", "permissions"]],
  ["module_param_named_unsafe", ["name", "variable", "type", "permissions"]],
  ["module_param_array", ["array", "type", "&count", "permissions"]],
  ["module_param_array_named", ["name", "array", "type", "&count", "permissions"]],
  ["module_param_string", ["name", "array", "length", "permissions"]],
  ["module_param_cb", ["name", "&ops", "argument", "permissions"]],
]);
