/** Reports silencing comments that silence nothing. The engine finds them (lint/suppress): only it sees what was silenced. */
import { defineRule } from "../lint/rule.ts";
import { suppressionRule } from "../lint/suppress.ts";

export const unusedSuppression = defineRule({
  id: suppressionRule,
  group: "metadata",
  severity: "warning",
  scope: "module",
  page: {
    what: "A `kmod-lint-disable` comment silences no finding, or names a rule that does not exist.",
    why: "A comment that outlived its reason hides the next mistake of the same kind.",
    predicts: [{ tool: "convention", message: "a silencing comment must silence something" }],
    bad: `#include <linux/module.h>

/* kmod-lint-disable-next-line missing-exit */
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  check: () => [],
});
