/** A report made by hand, for tests of the output formats. */

import type { LocatedFinding } from "../../server/src/cli/located.ts";
import type { CheckReport } from "../../server/src/cli/report.ts";
import type { Rule } from "../../server/src/core/lint/rule.ts";

export const ruleOf = (id: string, severity: Rule["severity"] = "error"): Rule => ({
  id,
  group: "metadata",
  severity,
  scope: "kbuild",
  page: {
    what: `What ${id} checks.`,
    why: "Why it matters.",
    predicts: [{ tool: "modpost", message: "it fails" }],
    bad: "int bad;\n",
    good: "int good;\n",
  },
  check: () => [],
});

export const findingOf = (more: Partial<LocatedFinding> = {}): LocatedFinding => ({
  path: "/project/a.c",
  offset: 20,
  line: 2,
  column: 5,
  endLine: 2,
  endColumn: 8,
  rule: "some-rule",
  severity: "error",
  message: "it is wrong",
  sourceLine: "int foo;",
  fixes: [],
  related: [],
  ...more,
});

export const reportOf = (
  findings: readonly LocatedFinding[],
  more: Partial<CheckReport> = {},
): CheckReport => ({
  findings,
  notices: [],
  filesChecked: 3,
  modulesChecked: 1,
  workingDirectory: "/project",
  version: "1.2.3",
  rules: [ruleOf("some-rule"), ruleOf("other-rule", "hint")],
  startedAt: new Date("2026-01-02T03:04:05Z"),
  endedAt: new Date("2026-01-02T03:04:06Z"),
  exitCode: 1,
  ...more,
});
