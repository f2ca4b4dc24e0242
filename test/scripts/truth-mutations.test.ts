import { expect, it } from "vitest";
import { kbuildOf, type ModuleSource, type Mutant } from "../../scripts/truth/module-source.ts";
import type { KernelContext } from "../../scripts/truth/mutation.ts";
import { mutations } from "../../scripts/truth/mutations.ts";
import { randomOf } from "../../scripts/truth/random.ts";

const source = `#include <linux/module.h>
#include <linux/toy.h>

static bool loud;
module_param(loud, bool, 0444);

static int toy_probe(struct platform_device *pdev)
{
	toy_register(pdev, 1);
	return 0;
}

static const struct of_device_id toy_ids[] = {
	{ .compatible = "a,b" },
	{ /* sentinel */ },
};
MODULE_DEVICE_TABLE(of, toy_ids);

static struct platform_driver toy_driver = {
	.probe = toy_probe,
};
module_platform_driver(toy_driver);

int toy_value(void)
{
	return 1;
}
EXPORT_SYMBOL_GPL(toy_value);

MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(TOYS);
`;

const toy: ModuleSource = {
  origin: "drivers/toy/toy",
  name: "toy",
  objects: ["toy.c"],
  files: new Map([["toy.c", source]]),
};

const kernel: KernelContext = {
  isExported: (symbol) => symbol === "toy_register" || symbol === "glob_match",
  headerText: (path) =>
    path === "linux/toy.h"
      ? "int toy_register(struct platform_device *pdev, int n);\nvoid toy_hidden(struct toy *t, int n);\n"
      : "",
};

it.each([
  ["drop-licence", 'MODULE_LICENSE("GPL");', ""],
  ["proprietary-licence", 'MODULE_LICENSE("GPL");', 'MODULE_LICENSE("Proprietary");'],
  ["drop-import", "MODULE_IMPORT_NS(TOYS);", ""],
  ["misspell-import", "MODULE_IMPORT_NS(TOYS);", "MODULE_IMPORT_NS(TOYSX);"],
  ["call-undeclared", "\ttoy_register(", "\ttoy_reister("],
  ["extra-argument", "toy_register(pdev, 1);", "toy_register(pdev, 1, 0);"],
  ["missing-argument", "toy_register(pdev, 1);", "toy_register(pdev);"],
  ["drop-terminator", "},\n\t{ /* sentinel */ },\n};", "},\n};"],
  ["misspell-entry", "(toy_driver)", "(toy_diver)"],
  ["param-type", "module_param(loud, bool,", "module_param(loud, int,"],
  ["export-static", "\treturn 0;\n}", "\treturn 0;\n}\nEXPORT_SYMBOL_GPL(toy_probe);"],
])("%s changes that and nothing else", (kind, from, to) => {
  expect(source.split(from)).toHaveLength(2);
  expect(textOf(mutate(kind))).toBe(source.replace(from, to));
});

it("the lines that were changed are told", () => {
  expect(mutate("extra-argument")?.places).toEqual([{ file: "toy.c", line: 9 }]);
  expect(mutate("export-static")?.places).toEqual([{ file: "toy.c", line: 12 }]);
});

it("a function that a header declares and nothing exports is called with as many noughts as it takes", () => {
  const text = textOf(mutate("call-unexported"));
  expect(text).toMatch(/^\{ toy_hidden\(0, 0\);$/m);
  expect(text.replace(" toy_hidden(0, 0);", "")).toBe(source);
});

it.each([
  ["duplicate-export", "EXPORT_SYMBOL_GPL(toy_value);\n"],
  ["duplicate-entry", "module_platform_driver(toy_driver);\n"],
  ["taken-export", "void glob_match(void); void glob_match(void) { } EXPORT_SYMBOL_GPL(glob_match);\n"],
])("%s adds a line at the end", (kind, line) => {
  expect(textOf(mutate(kind))).toBe(source + line);
});

it("one include is removed, and its line stays", () => {
  const text = textOf(mutate("drop-include"));
  expect(text.split("\n")).toHaveLength(source.split("\n").length);
  expect(text.match(/#include/g)).toHaveLength(1);
});

it("an object is left out of the Kbuild file of a composite, and of no other module", () => {
  const composite = { ...toy, objects: ["toy-a.c", "toy-b.c"] };
  const mutant = byKind("drop-object")?.mutate(composite, randomOf("1"), kernel);
  expect(mutant && kbuildOf(mutant.module)).toMatch(/^obj-m := toy\.o\ntoy-y := toy-[ab]\.o\n$/);
  expect(mutate("drop-object")).toBeUndefined();
});

it("a module without what a mistake needs is left alone", () => {
  const empty = { ...toy, files: new Map([["toy.c", "int a;\n"]]) };
  for (const mutation of mutations)
    if (!["original", "taken-export"].includes(mutation.kind))
      expect(mutation.mutate(empty, randomOf("1"), kernel), mutation.kind).toBeUndefined();
});

it("the same seed makes the same mistake", () => {
  for (const { kind } of mutations) expect(mutate(kind)).toEqual(mutate(kind));
});

const byKind = (kind: string): (typeof mutations)[number] | undefined =>
  mutations.find((mutation) => mutation.kind === kind);

const mutate = (kind: string): Mutant | undefined => byKind(kind)?.mutate(toy, randomOf("1", kind), kernel);

const textOf = (mutant: Mutant | undefined): string => mutant?.module.files.get("toy.c") ?? "";
