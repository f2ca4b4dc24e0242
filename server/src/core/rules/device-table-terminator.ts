/** Reports device tables whose last entry is not all zero. */
import { findBus } from "../kernel/device-buses.ts";
import type { Fix } from "../lint/finding.ts";
import { defineRule } from "../lint/rule.ts";
import { deviceTableCalls, structOf, tableOf, unterminatedEntry } from "../model/device-tables.ts";
import type { FileModel, InitialiserElement, Variable } from "../model/file.ts";
import { isImpliedBy } from "../model/guards.ts";
import { unitOf } from "../model/unit.ts";
import type { TextEdit } from "../text/span.ts";

export const deviceTableTerminator = defineRule({
  id: "device-table-terminator",
  group: "device-tables",
  severity: "error",
  scope: "file",
  page: {
    what: "A table given to MODULE_DEVICE_TABLE ends with an entry that is all zero.",
    why: "The kernel walks the table until it meets a zero entry: without one it reads past the end. modpost checks the last entry and stops the build.",
    predicts: [
      { tool: "modpost", message: "sample: struct pci_device_id is not terminated with a NULL entry!" },
    ],
    bad: `#include <linux/module.h>
#include <linux/pci.h>

static const struct pci_device_id sample_ids[] = {
	{ PCI_DEVICE(0x1234, 0x5678) },
};
MODULE_DEVICE_TABLE(pci, sample_ids);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
    good: `#include <linux/module.h>
#include <linux/pci.h>

static const struct pci_device_id sample_ids[] = {
	{ PCI_DEVICE(0x1234, 0x5678) },
	{ }
};
MODULE_DEVICE_TABLE(pci, sample_ids);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("example");
`,
  },
  *check({ file, module, kernel }) {
    const unit = unitOf(file, module);
    const seen = new Set<Variable>();
    for (const call of deviceTableCalls(file, module, unit)) {
      const found = findBus(call.bus.text, kernel);
      const table = tableOf(call, unit, kernel);
      if (found.kind !== "known" || !table || seen.has(table) || structOf(table, file) !== found.bus.struct)
        continue;
      const severity = module.kbuild?.build === "unknown" ? "warning" : "error";
      if (isEmpty(table)) {
        seen.add(table);
        yield {
          span: table.nameSpan,
          severity,
          message: `'${table.name}' has no entry at all, not even the empty one at its end: modpost fails with "is not a modulo of the size of section"`,
        };
        continue;
      }
      const entry = unterminatedEntry(table, file, found.bus);
      if (!entry) continue;
      seen.add(table);
      yield {
        span: entry.span,
        severity,
        message: `'${table.name}' must end with an empty entry: modpost fails with "struct ${found.bus.name}_device_id is not terminated with a NULL entry"`,
        fixes: terminatorFix(table, entry, file),
        related: [
          {
            path: file.path,
            span: call.call.span,
            message: `MODULE_DEVICE_TABLE gives '${table.name}' to modpost here`,
          },
        ],
      };
    }
  },
});

const isEmpty = ({ arrayLength, elements, elementsUncertain }: Variable): boolean =>
  arrayLength?.trim() === "" && elements?.length === 0 && !elementsUncertain;

/** Adds the entry after the last, in the way of its neighbours, and makes room where the length is written out. */
export function terminatorFix(
  table: Variable,
  last: InitialiserElement,
  { text }: FileModel,
): readonly Fix[] {
  const { initialiser, guards, elements } = table;
  if (!initialiser) return [];
  const sentinel = table.type.includes("of_device_id") ? "{ /* sentinel */ }" : "{ }";
  const room = lengthEdit(table, elements?.length ?? 0, text);
  const comma = /^(?:\s|\/\*[^*]*\*\/)*,/.exec(text.slice(last.span.end))?.[0];
  const indent = /(?:^|\n)([ \t]*)$/.exec(text.slice(0, last.span.start))?.[1];
  const edits: TextEdit[] = [...room];
  if (isImpliedBy(last.guards, guards)) {
    const at = last.span.end + (comma?.length ?? 0);
    edits.push({
      span: { start: at, end: at },
      text: `${comma === undefined ? "," : ""}${indent === undefined ? " " : `\n${indent}`}${sentinel}`,
    });
  } else {
    // After the #endif that the last entry stands before.
    const at = text.lastIndexOf("\n", initialiser.end - 1) + 1;
    if (comma === undefined || at <= last.span.end) return [];
    edits.push({ span: { start: at, end: at }, text: `${indent ?? "\t"}${sentinel}\n` });
  }
  return [{ title: "Add an empty entry", edits, isSafe: true }];
}

function lengthEdit({ nameSpan, arrayLength }: Variable, length: number, text: string): readonly TextEdit[] {
  if (arrayLength === undefined || arrayLength.trim() === "") return [];
  const start = text.indexOf(arrayLength, nameSpan.end);
  return [{ span: { start, end: start + arrayLength.length }, text: String(length + 1) }];
}
