import { describe, expect, test } from "vitest";
import { applyFix, checkProject, checkSource } from "../../support/check.ts";

const rule = "unused-suppression";
const module = (comment: string, init: string) => `#include <linux/module.h>
static int __init t_init(void)
{
	return 0;
}
${comment}
${init}
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("t");
`;

const kbuildFindings = (comment: string) =>
  checkProject({ "t.c": module("", ""), Makefile: `${comment}\nobj-m := t.o gone.o\n` }).map(
    (finding) => finding.rule,
  );

describe("unused-suppression", () => {
  test("a comment that silences a finding is in order, and the finding is gone", () => {
    const source = module(
      "/* kmod-lint-disable-next-line missing-exit -- stays loaded */",
      "module_init(t_init);",
    );
    expect(checkSource(rule, source)).toEqual([]);
    expect(checkSource("missing-exit", source)).toEqual([]);
    expect(checkSource("missing-exit", module("", "module_init(t_init);"))).toHaveLength(1);
  });

  test("a comment that silences nothing is reported, and its fix removes it", () => {
    const source = module("/* kmod-lint-disable-next-line param-type */", "module_init(t_init);");
    const [finding] = checkSource(rule, source);
    expect(finding?.message).toContain("param-type");
    const fix = finding?.fixes[0];
    expect(fix && checkSource(rule, applyFix(source, fix))).toEqual([]);
  });

  test("a rule that does not exist is named", () => {
    const [finding] = checkSource(
      rule,
      module("// kmod-lint-disable-next-line no-such-rule", "module_init(t_init);"),
    );
    expect(finding?.message).toContain("no-such-rule");
  });

  test("a comment for a rule that is switched off is left alone", () => {
    const source = module("/* kmod-lint-disable-next-line param-type */", "module_init(t_init);");
    expect(checkSource(rule, source, { severities: new Map([["param-type", "off"]]) })).toEqual([]);
  });

  test("disable and enable bracket what they silence", () => {
    const silenced = module(
      "/* kmod-lint-disable missing-exit */",
      "module_init(t_init);\n/* kmod-lint-enable missing-exit */",
    );
    expect(checkSource("missing-exit", silenced)).toEqual([]);
    const ended = module(
      "/* kmod-lint-disable missing-exit */\n/* kmod-lint-enable missing-exit */",
      "module_init(t_init);",
    );
    expect(checkSource("missing-exit", ended)).toHaveLength(1);
  });

  test("Kbuild files are silenced by # comments", () => {
    expect(kbuildFindings("")).toContain("kbuild-missing-source");
    expect(kbuildFindings("# kmod-lint-disable-next-line kbuild-missing-source")).not.toContain(
      "kbuild-missing-source",
    );
  });
});
