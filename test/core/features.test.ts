/** Hover, completion and outline over a small driver: `|` marks the cursor. */
import { describe, expect, test } from "vitest";
import { completionsAt } from "../../server/src/core/features/completion.ts";
import { hoverAt } from "../../server/src/core/features/hover.ts";
import { symbolsOf } from "../../server/src/core/features/symbols.ts";
import { modelFile } from "../../server/src/core/model/extract.ts";
import { rules } from "../../server/src/core/rules/index.ts";
import { kernelOf, parser } from "../support/check.ts";

const context = { kernel: kernelOf("6.12"), rules, pageOf: (rule: string) => `docs/rules/${rule}.md` };

function at(source: string) {
  const offset = source.indexOf("|");
  return { file: modelFile(parser, "/t.c", source.slice(0, offset) + source.slice(offset + 1)), offset };
}

const hover = (source: string): string | undefined => {
  const { file, offset } = at(source);
  return hoverAt(file, offset, context)?.markdown;
};

const labels = (source: string): readonly string[] => {
  const { file, offset } = at(source);
  return completionsAt(file, offset, context).map(({ label }) => label);
};

describe("hover", () => {
  test("explains a module macro", () => {
    expect(hover('MODULE_LI|CENSE("GPL");\n')).toContain("modpost");
  });
  test("says what a helper stands for", () => {
    expect(hover("module_platform_dri|ver(foo);\n")).toContain("module_exit");
  });
  test("says what the kernel makes of a licence", () => {
    expect(hover('MODULE_LICENSE("M|IT");\n')).toContain("taints");
    expect(hover('MODULE_LICENSE("Dual M|IT/GPL");\n')).toContain("GPL compatible");
  });
  test("spells permissions out", () => {
    expect(hover("static int x;\nmodule_param(x, int, 06|44);\n")).toContain("rw-r--r--");
  });
  test("explains a parameter's type", () => {
    expect(hover("static char *x;\nmodule_param(x, cha|rp, 0);\n")).toContain("char *");
  });
  test("shows the function that module_init names", () => {
    expect(hover("static int __init foo_init(void)\n{\n\treturn 0;\n}\nmodule_init(foo_|init);\n")).toContain(
      "static int __init foo_init(void)",
    );
  });
  test("explains annotations, and THIS_MODULE inside code", () => {
    expect(hover("static int __in|it f(void)\n{\n\treturn 0;\n}\n")).toContain(".init.text");
    expect(hover("static struct ops o = { .owner = THIS_MO|DULE };\n")).toContain("struct module");
  });
  test("is silent in comments and strings and on other words", () => {
    expect(hover("/* MODULE_LI|CENSE */\nint x;\n")).toBeUndefined();
    expect(hover('static char *s = "THIS_MO|DULE";\n')).toBeUndefined();
    expect(hover("static int ot|her;\n")).toBeUndefined();
  });
  test("explains a rule id in a silencing comment, with its page", () => {
    expect(hover("/* kmod-lint-disable missing-li|cense */\nint x;\n")).toContain(
      "docs/rules/missing-license.md",
    );
  });
});

describe("completion", () => {
  test("offers the kernel's licences inside the quotes and before them", () => {
    expect(labels('MODULE_LICENSE("|")\n')).toContain("Dual MIT/GPL");
    expect(labels("MODULE_LICENSE(|)\n")).toContain("GPL");
  });
  test("offers parameter types and permissions by place", () => {
    expect(labels("static int x;\nmodule_param(x, |\n")).toContain("charp");
    expect(labels("static int x;\nmodule_param(x, int, |\n")).toContain("0644");
    expect(labels("static int x;\nmodule_param_named(y, x, int, |\n")).toContain("0644");
  });
  test("offers buses, and for a bus the tables of its struct", () => {
    expect(labels("MODULE_DEVICE_TABLE(|\n")).toContain("pci");
    const tables =
      "static const struct usb_device_id u[] = { { } };\nstatic const struct pci_device_id p[] = { { } };\n";
    expect(labels(`${tables}MODULE_DEVICE_TABLE(pci, |\n`)).toEqual(["p"]);
  });
  test("offers what can be exported and is not", () => {
    expect(
      labels(
        "int a(void)\n{\n\treturn 0;\n}\nint b(void)\n{\n\treturn 0;\n}\nstatic int c(void)\n{\n\treturn 0;\n}\nEXPORT_SYMBOL(a);\nEXPORT_SYMBOL_GPL(|\n",
      ),
    ).toEqual(["b"]);
  });
  test("offers macros at file scope and nothing inside a function", () => {
    expect(labels("MODULE_|\n")).toContain("MODULE_AUTHOR");
    expect(labels("module_|\n")).toEqual(expect.arrayContaining(["module_init", "module_platform_driver"]));
    expect(labels("int f(void)\n{\n\tMOD|\n}\n")).toEqual([]);
  });
  test("offers rule ids in a silencing comment", () => {
    expect(labels("/* kmod-lint-disable-next-line |*/\nint x;\n")).toContain("missing-license");
  });
});

test("the outline shows entry points, parameters, exports and device tables, not plain functions", () => {
  const source = `static int debug;
module_param(debug, int, 0644);
static const struct pci_device_id ids[] = { { } };
MODULE_DEVICE_TABLE(pci, ids);
int foo(void)
{
	return 0;
}
EXPORT_SYMBOL_GPL(foo);
static void plain(void)
{
}
static int __init start(void)
{
	return 0;
}
module_init(start);
MODULE_LICENSE("GPL");
`;
  const outline = symbolsOf(modelFile(parser, "/t.c", source), context.kernel);
  expect(outline.map(({ kind, name, detail }) => `${kind} ${name}: ${detail}`)).toEqual([
    "parameter debug: parameter int 0644",
    "device-table ids: device table pci",
    "export foo: exported, GPL only",
    "function start: init function",
    "entry module_init: start",
    'metadata MODULE_LICENSE: "GPL"',
  ]);
});
