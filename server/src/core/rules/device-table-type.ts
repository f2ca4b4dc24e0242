/** Reports MODULE_DEVICE_TABLE calls whose bus and table do not belong together. */
import {
  type BusLookup,
  busOfStruct,
  type DeviceBus,
  findBus,
  hasKnownSizes,
} from "../kernel/device-buses.ts";
import type { KernelFacts } from "../kernel/facts.ts";
import { softenedBy } from "../lint/certainty.ts";
import type { Fix } from "../lint/finding.ts";
import { defineRule, type Report } from "../lint/rule.ts";
import {
  type DeviceTableCall,
  deviceTableCalls,
  entriesOf,
  setsSomething,
  structOf,
  tableOf,
} from "../model/device-tables.ts";
import type { MacroArgument, Prototype, Variable } from "../model/file.ts";
import { areExclusive } from "../model/guards.ts";
import { isMentionedElsewhere } from "../model/kernel-names.ts";
import { isNoMacro, standingOf, type Unit, unitOf } from "../model/unit.ts";
import { closestWord } from "../text/closest-word.ts";

export const deviceTableType = defineRule({
  id: "device-table-type",
  group: "device-tables",
  severity: "error",
  scope: "file",
  page: {
    what: "MODULE_DEVICE_TABLE(bus, table) names a bus that modpost knows and an array of that bus's entries, defined in the same file.",
    why: "modpost reads the table's bytes as entries of the bus that is named. Where the size does not fit the build stops; where the bus is unknown it makes no aliases, and the module is never loaded by itself.",
    predicts: [
      {
        tool: "gcc",
        message: "error: 'sample_idz' undeclared here (not in a function); did you mean 'sample_ids'?",
      },
      {
        tool: "modpost",
        message:
          "sizeof(struct usb_device_id)=32 is not a modulo of the size of section __mod_usb__<identifier>_device_table=80.",
      },
    ],
    bad: `#include <linux/module.h>
#include <linux/pci.h>

static const struct pci_device_id sample_ids[] = {
	{ PCI_DEVICE(0x1234, 0x5678) },
	{ }
};
MODULE_DEVICE_TABLE(usb, sample_ids);

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
    const isCertain = module.kbuild?.build !== "unknown";
    for (const call of deviceTableCalls(file, module, unit)) {
      const report = tableFault(call, unit, kernel) ?? busFault(call, unit, kernel);
      yield* bareEntries(call, unit, kernel);
      if (report) yield isCertain ? report : { ...report, severity: "warning" };
    }
  },
});

/** `PCI_DEVICE(1, 2)` sets members: it stands in the braces of an entry. */
function* bareEntries(call: DeviceTableCall, unit: Unit, kernel: KernelFacts): Generator<Report> {
  const table = tableOf(call, unit, kernel);
  if (table?.arrayLength === undefined) return;
  for (const { kind, span, guards } of table.elements ?? []) {
    const text = unit.file.text.slice(span.start, span.end);
    const macro =
      /^(?:PCI_V?DEVICE|PCI_DEVICE_(?:CLASS|SUB)|USB_DEVICE(?:_VER)?|HID_USB_DEVICE)(?=\s*\()/.exec(text);
    if (kind !== "macro" || table.elementsUncertain || !macro || !isNoMacro(macro[0], unit)) continue;
    yield {
      span,
      message: `${macro[0]}() sets members of an entry, so the build fails ("field name not in record or union initializer"): put it into braces`,
      fixes: [{ title: "Add braces", edits: [{ span, text: `{ ${text} }` }], isSafe: true }],
      ...softenedBy(guards, call.call.guards),
    };
  }
}

/** The table is not there, or not in this file. */
function tableFault({ call, table }: DeviceTableCall, unit: Unit, kernel: KernelFacts): Report | undefined {
  const { span, text: name } = table;
  const standing = standingOf(name, unit, kernel);
  if (standing.kind === "hidden") return undefined;
  if (standing.kind === "absent") {
    // A header of the kernel may define it, or a macro that was not understood; a slip of the pen stands alone.
    if (isMentionedElsewhere(name, unit, call.span)) return undefined;
    const tables = unit.file.variables.filter(
      (one) =>
        one.arrayLength !== undefined &&
        one.span.end < call.span.start &&
        !areExclusive(one.guards, call.guards) &&
        structOf(one)?.endsWith("_id"),
    );
    const closest = closestWord(
      name,
      tables.map((one) => one.name),
    );
    return {
      span,
      message: `'${name}' is not declared, so the build fails: ${closest === undefined ? "define the table before MODULE_DEVICE_TABLE" : `did you mean '${closest}'?`}`,
      fixes: closest === undefined ? [] : [replacement(table, closest)],
    };
  }
  const all = [...standing.variables, ...standing.prototypes];
  if (
    standing.functions.length === 0 &&
    all.every((one) => one.span.start > call.span.end && isIn(unit, one))
  )
    return {
      span,
      message: `'${name}' is declared only below, so the build fails ("undeclared here"): move MODULE_DEVICE_TABLE behind the table`,
    };
  const [declaration] = standing.prototypes;
  if (standing.variables.length > 0 || standing.functions.length > 0 || declaration?.kind !== "variable")
    return undefined;
  return {
    span,
    message: `'${name}' is only declared here, so the build fails ("aliased to undefined symbol"): put MODULE_DEVICE_TABLE into the file that defines the table`,
  };
}

/** Does the file itself declare it, not a header? */
const isIn = ({ file }: Unit, one: Variable | Prototype): boolean =>
  one.kind === "variable" ? file.variables.includes(one) : file.prototypes.includes(one);

function busFault(call: DeviceTableCall, unit: Unit, kernel: KernelFacts): Report | undefined {
  const found = findBus(call.bus.text, kernel);
  const table = tableOf(call, unit, kernel);
  const struct = table && structOf(table, unit.file);
  const right = struct === undefined ? undefined : busOfStruct(struct);
  switch (found.kind) {
    case "elsewhere":
    case "newer":
      return undefined;
    case "unknown":
      return unknownBus(call, found, right);
    case "known":
      if (!table || struct === undefined) return undefined;
      if (struct !== found.bus.struct)
        return right && wrongStruct(call, table, right, found.bus, hasKnownSizes(kernel));
      return notATable(call, table, found.bus, unit);
  }
}

function unknownBus(
  { bus }: DeviceTableCall,
  { closest }: BusLookup & { readonly kind: "unknown" },
  right: DeviceBus | undefined,
): Report | undefined {
  const meant = right?.name ?? closest;
  // A bus of the driver's own subsystem: nothing says that its tables were to make aliases.
  if (meant === undefined) return undefined;
  return {
    span: bus.span,
    severity: "warning",
    message: `modpost knows no bus '${bus.text}' and makes no aliases, so the module is never loaded by itself: did you mean '${meant}'?`,
    fixes: [replacement(bus, meant)],
  };
}

function wrongStruct(
  { bus }: DeviceTableCall,
  table: Variable,
  right: DeviceBus,
  named: DeviceBus,
  areSizesKnown: boolean,
): Report {
  const entries = entriesOf(table);
  const size = entries === undefined ? undefined : entries * right.size;
  const isRefused = areSizesKnown && size !== undefined && (size % named.size !== 0 || size < named.size);
  const outcome = isRefused
    ? `modpost fails with "sizeof(struct ${named.name}_device_id)=${named.size} is not a modulo of the size of section"`
    : "modpost takes its bytes for something else";
  return {
    span: bus.span,
    severity: isRefused ? "error" : "warning",
    message: `'${table.name}' holds struct ${right.struct}, not struct ${named.struct}: ${outcome}; use '${right.name}'`,
    fixes: [replacement(bus, right.name)],
  };
}

const pointerSize = 8;

/** A pointer or a single entry, where modpost expects an array. */
function notATable(
  { table: argument }: DeviceTableCall,
  table: Variable,
  bus: DeviceBus,
  { file }: Unit,
): Report | undefined {
  const length = table.arrayLength === undefined ? 1 : table.pointers > 0 ? entriesOf(table) : undefined;
  if (length === undefined) return undefined;
  if (table.pointers > 0) {
    const size = length * pointerSize;
    const isRefused = size % bus.size !== 0 || size < bus.size;
    return {
      span: argument.span,
      severity: isRefused ? "error" : "warning",
      message: `'${table.name}' ${table.arrayLength === undefined ? "is a pointer" : "holds pointers"}: modpost needs the array itself ("sizeof(struct ${bus.name}_device_id)=${bus.size} is not a modulo")`,
    };
  }
  const { initialiser } = table;
  if (!initialiser || !setsSomething(file.text.slice(initialiser.start, initialiser.end), file, bus))
    return undefined;
  return {
    span: argument.span,
    message: `'${table.name}' is a single entry, so modpost fails with "struct ${bus.name}_device_id is not terminated with a NULL entry": make it an array that ends with { }`,
  };
}

const replacement = ({ span }: MacroArgument, text: string): Fix => ({
  title: `Change to '${text}'`,
  edits: [{ span, text }],
  isSafe: false,
});
