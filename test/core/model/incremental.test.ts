/** However a text came about, typed or read at once, its model is the same. */
import {
  array,
  assert,
  constant,
  constantFrom,
  double,
  nat,
  oneof,
  property,
  record,
  string,
} from "fast-check";
import { describe, expect, test } from "vitest";
import { editFile, openFile } from "../../../server/src/core/model/extract.ts";
import type { FileModel, Uses } from "../../../server/src/core/model/file.ts";
import { loadParser } from "../../../server/src/host/parser/load.ts";

const driver = `// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include "local.h"

static int debug = 1;
module_param(debug, int, 0644);
MODULE_PARM_DESC(debug, "how much is logged");

#ifdef CONFIG_PM
static int example_suspend(struct device *dev) { return 0; }
#else
#define example_suspend NULL
#endif

static const struct pci_device_id example_ids[] = {
	{ PCI_DEVICE(0x1234, 0x5678) },
#ifdef EXTRA
	{ PCI_DEVICE(0x1234, 0x9abc) },
#endif
	{ }
};
MODULE_DEVICE_TABLE(pci, example_ids);

/* kmod-lint-disable-next-line missing-exit */
static int __init example_init(void)
{
	struct item *item;

	list_for_each_entry(item, &items, node) {
		if (!item->ready)
			return -EBUSY;
	}
	return example_register(&driver) ? : 0;
}
module_init(example_init)

EXPORT_SYMBOL_GPL(example_register);
MODULE_LICENSE("GPL");
`;

const isUses = (value: unknown): value is Uses =>
  typeof value === "object" && value !== null && "of" in value && typeof value.of === "function";

/** A model as data: what a definition mentions is asked for by the words of the text. */
const dataOf = (model: FileModel) => {
  const words = [...new Set(model.text.match(/[A-Za-z_]\w*/g) ?? [])];
  return JSON.parse(
    JSON.stringify(model, (_key, value: unknown) =>
      isUses(value) ? words.map((word) => value.of(word)) : value,
    ),
  ) as unknown;
};

const piece = oneof(
  constantFrom(
    "{",
    "}",
    "(",
    ")",
    ";",
    "\n",
    '"',
    "'",
    "/*",
    "*/",
    "//",
    "#",
    "\\",
    "#if 0\n",
    "#endif\n",
    "#else\n",
  ),
  constantFrom(
    "static ",
    "__init ",
    "module_init(x)\n",
    "int f(void) { return 1; }\n",
    "struct s { int a; };\n",
    "= { 1 },",
  ),
  string({ maxLength: 3 }),
);
const edits = array(
  record({
    at: double({ min: 0, max: 1, noNaN: true }),
    removed: nat(12),
    inserted: oneof(piece, constant("")),
  }),
  { minLength: 1, maxLength: 12 },
);

describe.each(["native", "wasm"] as const)("with the %s parser", async (prefer) => {
  const parser = await loadParser({ prefer, log: () => undefined });

  test("after any edits the kept model is the model of a fresh read", () => {
    assert(
      property(edits, (steps) => {
        let text = driver;
        let open = openFile(parser, "/t.c", text);
        for (const { at, removed, inserted } of steps) {
          const start = Math.floor(at * text.length);
          const end = Math.min(text.length, start + removed);
          text = text.slice(0, start) + inserted + text.slice(end);
          open = editFile(parser, open, { span: { start, end }, insertedLength: inserted.length }, text);
          expect(dataOf(open.model)).toEqual(dataOf(openFile(parser, "/t.c", text).model));
        }
      }),
      { numRuns: 60 },
    );
  });
});
