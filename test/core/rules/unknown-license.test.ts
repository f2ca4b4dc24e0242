import { describe, expect, test } from "vitest";
import { applyFix, checkSource } from "../../support/check.ts";

const source = (licence: string, before = ""): string =>
  `#include <linux/module.h>\n${before}MODULE_LICENSE(${licence});\nMODULE_DESCRIPTION("test");\n`;
const check = (licence: string, before = "") => checkSource("unknown-license", source(licence, before));

describe("strings that the kernel does not know are warned of", () => {
  test.each([
    ['"GPLv2"', '"GPL v2"'],
    ['"gpl"', '"GPL"'],
    ['"GPL-2.0"', '"GPL v2"'],
    ['"BSD"', '"Dual BSD/GPL"'],
    ['"MIT"', '"Dual MIT/GPL"'],
    ['"Commercial"', '"Proprietary"'],
  ])("%s, and %s is offered", (licence, offered) => {
    const [finding] = check(licence);
    expect(finding).toMatchObject({ severity: "warning", words: licence });
    expect(finding?.fixes[0] && applyFix(source(licence), finding.fixes[0])).toBe(source(offered));
  });

  test("an empty one, and none", () => {
    expect(check('""')).toHaveLength(1);
    expect(check("")).toHaveLength(1);
  });

  test("version 3 of the GPL is nothing that the kernel could take", () => {
    expect(check('"GPLv3"')[0]?.fixes).toEqual([]);
  });
});

test.each([
  '"GPL"',
  '"GPL v2"',
  '"GPL and additional rights"',
  '"Dual BSD/GPL"',
  '"Dual MIT/GPL"',
  '"Dual MPL/GPL"',
  '"Proprietary"',
  '"GP" "L"',
  '"GPL" /* v2 */',
  '"\\107PL"',
])("%s is known", (licence) => {
  expect(check(licence)).toEqual([]);
});

test("a licence without quotes does not compile", () => {
  const [finding] = check("GPL");
  expect(finding).toMatchObject({ severity: "error", words: "GPL" });
  expect(finding?.fixes[0] && applyFix(source("GPL"), finding.fixes[0])).toBe(source('"GPL"'));
});

test("a macro is read where the file defines it, and left alone where not", () => {
  expect(check("GPL", '#define GPL "GPL"\n')).toEqual([]);
  expect(check("T_LICENCE", '#define T_LICENCE "GPLv2"\n')).toHaveLength(1);
  expect(check("T_LICENCE", '#include "missing.h"\n')).toEqual([]);
  expect(check('"GPL" T_MORE', '#include "missing.h"\n')).toEqual([]);
});

test("single quotes make no string", () => {
  const [finding] = check("'GPL'");
  expect(finding).toMatchObject({ severity: "error", words: "'GPL'" });
  expect(finding?.fixes[0] && applyFix(source("'GPL'"), finding.fixes[0])).toBe(source('"GPL"'));
});
