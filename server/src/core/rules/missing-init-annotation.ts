/** Hints at entry functions whose memory the kernel could give back. */
import { defineRule } from "../lint/rule.ts";
import { type EntryFunction, entryFunctionsOf } from "../model/entry-functions.ts";
import type { FileModel } from "../model/file.ts";

export const missingInitAnnotation = defineRule({
  id: "missing-init-annotation",
  group: "entry-points",
  severity: "hint",
  scope: "file",
  page: {
    what: "A function that only module_init() names is marked __init, and one that only module_exit() names is marked __exit.",
    why: "The kernel frees __init code once the module is loaded, and leaves __exit code out where the driver is built in.",
    predicts: [{ tool: "convention", message: "entry functions are marked __init and __exit" }],
    bad: `#include <linux/module.h>

static int sample_init(void)
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
  *check({ file, kernel }) {
    const functions = entryFunctionsOf(file, kernel);
    for (const one of functions) {
      const { role, definition } = one;
      if (definition.section !== "normal" || definition.storage !== "static" || definition.isInline) continue;
      if (!definition.signature || isNamedElsewhere(one, functions, file)) continue;
      const word = role === "init" ? "__init" : "__exit";
      yield {
        span: definition.nameSpan,
        message: `'${definition.name}' runs only when the module is ${role === "init" ? "loaded" : "unloaded"}: mark it ${word}`,
        fixes: [
          {
            title: `Add ${word}`,
            edits: [
              {
                span: { start: definition.nameSpan.start, end: definition.nameSpan.start },
                text: `${word} `,
              },
            ],
            isSafe: true,
          },
        ],
      };
    }
  },
});

/** Called or stored anywhere else it must stay: normal code that refers to an __init function is a section mismatch. */
function isNamedElsewhere(
  { definition, call }: EntryFunction,
  functions: readonly EntryFunction[],
  file: FileModel,
): boolean {
  const { name } = definition;
  // Its definition and its macro, and no word more: nothing needs to be looked into.
  if ((file.text.match(new RegExp(`\\b${name}\\b`, "g"))?.length ?? 0) === 2) return false;
  const word = new RegExp(`\\b${name}\\b`);
  return (
    functions.some((other) => other.definition.name === name && other.call !== call) ||
    file.functions.some(
      (other) => other !== definition && (other.name === name || other.uses.of(name).length > 0),
    ) ||
    file.variables.some((variable) => variable.uses.of(name).length > 0) ||
    file.prototypes.some((prototype) => prototype.name === name && prototype.section !== "normal") ||
    file.macroDefinitions.some((macro) => word.test(macro.body)) ||
    file.macroCalls.some((other) => other !== call && other.arguments.some(({ text }) => word.test(text)))
  );
}
