/** Reports section marks that the kernel no longer has: __devinit, __devexit, __cpuinit and their kin. */
import { defineRule } from "../lint/rule.ts";
import { plainCodeOf } from "../model/plain-code.ts";
import { isNoMacro, unitOf } from "../model/unit.ts";

export const removedAnnotation = defineRule({
  id: "removed-annotation",
  group: "sections",
  severity: "error",
  scope: "file",
  page: {
    what: "No __devinit, __devexit, __devexit_p(), __cpuinit or their forms for data: Linux 3.8 and 3.11 removed them.",
    why: "Devices come and go while the kernel runs, so such code is never freed. What is left of the words does not compile.",
    predicts: [
      {
        tool: "gcc",
        message: "error: expected '=', ',', ';', 'asm' or '__attribute__' before 'sample_probe'",
      },
    ],
    bad: `#include <linux/module.h>

int sample_probe(void);

int __devinit sample_probe(void)
{
	return 0;
}

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>

int sample_probe(void);

int sample_probe(void)
{
	return 0;
}

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module }) {
    if (!/__(?:dev|cpu)(?:init|exit)/.test(file.text)) return;
    const unit = unitOf(file, module);
    const code = plainCodeOf(file);
    for (const { index, 0: words } of code.text.matchAll(removed)) {
      const word = words.trimEnd();
      if (!code.isUnconditionalAt(index) || !isNoMacro(word, unit)) continue;
      const isCall = word.endsWith("_p");
      const edit = { span: { start: index, end: index + words.length }, text: "" };
      yield {
        span: { start: index, end: index + word.length },
        message: isCall
          ? `${word}() was removed in Linux 3.8, so this does not compile: write the function alone`
          : `${word} was removed long ago (Linux 3.8 or 3.11), so this does not compile: leave it out`,
        fixes: isCall ? [] : [{ title: `Remove ${word}`, edits: [edit], isSafe: true }],
      };
    }
  },
});

const removed = /\b__(?:dev|cpu)(?:init|exit)(?:data|const|_p)?\b[ \t]*/g;
