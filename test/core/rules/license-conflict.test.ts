import { expect, test } from "vitest";
import { applyFix, checkProject, checkSource } from "../../support/check.ts";

const source = (tag: string, licence: string): string =>
  `// SPDX-License-Identifier: ${tag}\n#include <linux/module.h>\nMODULE_LICENSE("${licence}");\nMODULE_DESCRIPTION("test");\n`;
const check = (tag: string, licence: string) => checkSource("license-conflict", source(tag, licence));

test.each([
  ["GPL-2.0-only", "Dual BSD/GPL"],
  ["GPL-2.0-or-later", "Dual MIT/GPL"],
  ["GPL-2.0", "Proprietary"],
  ["GPL-2.0 OR MPL-1.1", "Dual MIT/GPL"],
  ["GPL-3.0-or-later", "GPL"],
  ["Apache-2.0", "GPL"],
  ["CDDL-1.0", "Dual BSD/GPL"],
  ["LicenseRef-Proprietary", "GPL"],
])("%s and %s contradict each other", (tag, licence) => {
  expect(check(tag, licence)).toMatchObject([{ severity: "warning", words: `"${licence}"` }]);
});

test.each([
  ["GPL-2.0-only", "GPL"],
  ["GPL-2.0-or-later", "GPL v2"],
  ["GPL-2.0+", "GPL and additional rights"],
  ["GPL-2.0 OR MIT", "Dual MIT/GPL"],
  ["(GPL-2.0 OR BSD-3-Clause)", "GPL"],
  ["MIT", "GPL"],
  ["ISC", "Dual BSD/GPL"],
  ["BSD-3-Clause OR GPL-2.0-or-later", "Dual BSD/GPL"],
  ["GPL-2.0 OR MPL-1.1", "Dual MPL/GPL"],
  ["GPL-2.0 WITH Linux-syscall-note", "GPL"],
  ["GPL-2.0 AND MIT", "Dual MIT/GPL"],
  ["Something-Else", "GPL"],
  ["Apache-2.0 OR GPL-2.0", "GPL"],
])("%s and %s agree, or cannot be told to disagree", (tag, licence) => {
  expect(check(tag, licence)).toEqual([]);
});

test("the fix writes what the tag says", () => {
  const fix = check("GPL-2.0-only", "Dual BSD/GPL")[0]?.fixes[0];
  expect(fix && applyFix(source("GPL-2.0-only", "Dual BSD/GPL"), fix)).toBe(source("GPL-2.0-only", "GPL"));
});

const project = (second: string) =>
  checkProject({
    "a.c": '#include <linux/module.h>\nMODULE_LICENSE("GPL");\nMODULE_DESCRIPTION("test");\n',
    "b.c": `#include <linux/module.h>\nMODULE_LICENSE("${second}");\n`,
    Makefile: "obj-m := t.o\nt-y := a.o b.o\n",
  }).filter(({ rule }) => rule === "license-conflict");

test("two licences in one module contradict each other, two spellings of the GPL do not", () => {
  expect(project("Proprietary")).toMatchObject([{ path: "b.c" }]);
  expect(project("GPL v2")).toEqual([]);
});
