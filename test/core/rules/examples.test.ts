/** The examples on each rule's page are what the page says they are. */
import { describe, expect, test } from "vitest";
import { rules } from "../../../server/src/core/rules/index.ts";
import { checkProject } from "../../support/check.ts";
import { checkSymbols } from "../../support/symbol-checks.ts";

/** The kernel at which a rule's example is judged: one for which the rule holds. */
const kernelOf = new Map<string, `${number}.${number}`>([["kbuild-removed-variable", "6.15"]]);

const plainModule = 'MODULE_LICENSE("GPL");\nMODULE_DESCRIPTION("example");\n';

describe.each(rules.map((rule) => ({ id: rule.id, rule })))("$id", ({ id, rule }) => {
  const project = (example: string): Record<string, string> =>
    rule.scope === "kbuild"
      ? { Makefile: example, "example.c": plainModule }
      : { "example.c": example, Makefile: "obj-m := example.o\n" };
  const check = (example: string) =>
    rule.group === "symbols"
      ? checkSymbols(project(example))
      : checkProject(project(example), { kernel: kernelOf.get(id) ?? "6.12" });

  test("its bad example has the finding", () => {
    expect(check(rule.page.bad).map((finding) => finding.rule)).toContain(id);
  });

  test("its good example has no finding of this rule, and no error at all", () => {
    const findings = check(rule.page.good);
    expect(findings.filter((finding) => finding.rule === id || finding.severity === "error")).toEqual([]);
  });
});
