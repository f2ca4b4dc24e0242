/** However a text came about, typed or read at once, the rules that ask headers find the same in it. */
import { array, assert, constant, constantFrom, double, nat, oneof, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import type { KernelFacts } from "../../../server/src/core/kernel/facts.ts";
import { createChecker } from "../../../server/src/core/lint/engine.ts";
import type { Finding } from "../../../server/src/core/lint/finding.ts";
import { editFile, modelFile, openFile } from "../../../server/src/core/model/extract.ts";
import type { FileModel } from "../../../server/src/core/model/file.ts";
import type { ModuleModel } from "../../../server/src/core/model/module.ts";
import type { UnitScope } from "../../../server/src/core/preprocess/scope.ts";
import { rules } from "../../../server/src/core/rules/index.ts";
import { parser } from "../../support/check.ts";
import { kernelExporting, sampleParts, sampleSymbols, scopeWith } from "../../support/scope.ts";

const driver = `#include <linux/module.h>
#include <linux/sample.h>

#define LEVEL 2
#define show(what) pr_info("%d", what)

int elsewhere(int value);
static int level = LEVEL;
static const int steps[] = { 1, 2 };
module_param(level, int, 0444);

static int unkept(void)
{
	return release_task(0) + elsewhere(1);
}

static int half(int value)
{
	if (IS_ENABLED(CONFIG_SET))
		release_task(NULL);
	elsewhere(value);
	return value / LEVEL;
}

#ifdef CONFIG_SET
static void set(int value) { level = value; }
#else
static void set(int value) { dma_buf_put(NULL); }
#endif

static int count(int a, int b)
{
	int local = steps[0];

	set(half(a));
	if (level)
		missing(b);
	make_dir(NULL);
	return max(local, b);
}

static int __init sample_init(void)
{
	show(count(1, 2));
	dma_buf_put(NULL);
	root_device_register("sample");
	return half(1);
}
module_init(sample_init);

static void __exit sample_exit(void)
{
	kfree(&level);
}
module_exit(sample_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`;

const kernel = kernelExporting("6.1", sampleSymbols, { SET: "y" });
const scope: UnitScope = {
  ...scopeWith("/t.c", { ...sampleParts, elsewhere: {} }),
  // As the scope is when the file was read with its own macros.
  macros: new Map([
    ...scopeWith("/t.c", sampleParts).macros,
    ["LEVEL", { name: "LEVEL", parameters: undefined, body: "2", path: "/t.c", start: 0 }],
    ["show", { name: "show", parameters: ["what"], body: 'pr_info("%d", what)', path: "/t.c", start: 0 }],
  ]),
};

const kbuild: ModuleModel["kbuild"] = {
  name: "t",
  directory: "/",
  file: "/Makefile",
  span: { start: 0, end: 0 },
  build: "module",
  isComposite: false,
  isComplete: true,
  includeDirectories: [],
  defines: [],
  firstDirectories: [],
  forcedIncludes: [],
  areFlagsKnown: true,
  objects: [],
};

const moduleOf = (file: FileModel, unitScope: UnitScope): ModuleModel => ({
  name: "t",
  kbuild,
  files: [file],
  isComplete: true,
  included: new Map(),
  scopes: new Map([[file.path, unitScope]]),
  neighbours: { symbols: new Map(), isWhole: true },
});

const checkerFor = (facts: KernelFacts) =>
  createChecker({
    rules,
    severities: new Map(),
    kernel: facts,
    onRuleError: (rule, _path, error) => {
      throw new Error(`${rule} threw`, { cause: error });
    },
  });

/** By a checker, a kernel and a scope that nothing was remembered of. */
const freshly = (text: string): readonly Finding[] | undefined =>
  checkerFor({ ...kernel })
    .checkModules([moduleOf(modelFile(parser, "/t.c", text), { ...scope })])
    .get("/t.c");

const lines = driver.split(/(?<=\n)/);
const words = [...new Set(driver.match(/[A-Za-z_]\w+/g) ?? [])];
const inserted = oneof(
  { weight: 3, arbitrary: constantFrom(...words) },
  { weight: 2, arbitrary: constantFrom(...lines) },
  constantFrom(...Array.from('{}()[];,=&*#"\nx0 ')),
  constantFrom(...words.map((word) => `${word}(`)),
  constantFrom(...words.map((word) => ` = &${word};`)),
  constantFrom(...words.map((word) => `\n#define ${word} half(1)\n`)),
  constantFrom(...words.map((word) => `\n#undef ${word}\n`)),
  constantFrom(...words.map((word) => `\nint ${word}(int a);\n`)),
  constantFrom(...words.map((word) => `\nstatic __used int ${word} = 1;\n`)),
  constant("\n#if 0\n"),
  constant(""),
);
const edits = array(
  record({ at: double({ min: 0, max: 1, noNaN: true }), removed: oneof(nat(6), nat(60)), inserted }),
  { minLength: 1, maxLength: 10 },
);

describe("with the headers at hand", () => {
  test("the driver that is edited gives findings of symbols", () => {
    const found = new Set(freshly(driver)?.map(({ rule }) => rule));
    expect(found).toContain("undefined-symbol");
    expect(found).toContain("undeclared-function");
    expect(found).toContain("missing-namespace-import");
  });

  test("after any edits the findings are those of a fresh read", () => {
    const checker = checkerFor(kernel);
    assert(
      property(edits, (steps) => {
        let text = driver;
        let open = openFile(parser, "/t.c", text);
        checker.checkModules([moduleOf(open.model, scope)]);
        for (const { at, removed, inserted: put } of steps) {
          const start = Math.floor(at * text.length);
          const end = Math.min(text.length, start + removed);
          text = text.slice(0, start) + put + text.slice(end);
          open = editFile(parser, open, { span: { start, end }, insertedLength: put.length }, text);
          const kept = checker.checkModules([moduleOf(open.model, scope)]).get("/t.c");
          expect(kept).toEqual(freshly(text));
        }
      }),
      { numRuns: 100 },
    );
  });
});
