/** What MODULE_DEVICE_TABLE calls name, and what is certain of the last entry of a table. */
import type { DeviceBus } from "../kernel/device-buses.ts";
import type { KernelFacts } from "../kernel/facts.ts";
import type { FileModel, InitialiserElement, MacroArgument, MacroCall, Variable } from "./file.ts";
import { areExclusive, isImpliedBy } from "./guards.ts";
import type { ModuleModel } from "./module.ts";
import { isNoMacro, standingOf, type Unit } from "./unit.ts";

export interface DeviceTableCall {
  readonly call: MacroCall;
  readonly bus: MacroArgument;
  readonly table: MacroArgument;
}

/** The calls in text order; none where the macro means nothing, in code that is only ever built into the kernel. */
export function deviceTableCalls(
  file: FileModel,
  module: ModuleModel,
  unit: Unit,
): readonly DeviceTableCall[] {
  if (module.kbuild?.build === "builtin" || !file.text.includes(macro) || !isNoMacro(macro, unit)) return [];
  return file.macroCalls.flatMap((call) => {
    const [bus, table] = call.arguments;
    if (call.name !== macro || !bus || !table) return [];
    return isNoMacro(bus.text, unit) && isNoMacro(table.text, unit) ? [{ call, bus, table }] : [];
  });
}

const macro = "MODULE_DEVICE_TABLE";

/** The variable that a call names, where it is exactly one, plainly written in the call's own file. */
export function tableOf(
  { call, table }: DeviceTableCall,
  unit: Unit,
  kernel: KernelFacts,
): Variable | undefined {
  const standing = standingOf(table.text, unit, kernel);
  if (standing.kind !== "declared") return undefined;
  const [variable, second] = standing.variables.filter((one) => !areExclusive(one.guards, call.guards));
  return variable && second === undefined && unit.file.variables.includes(variable) ? variable : undefined;
}

/** `pci_device_id` of `const struct pci_device_id`. */
export const structOf = (variable: Variable): string | undefined =>
  /^(?:const )?struct (\w+)(?: const)?$/.exec(variable.type)?.[1];

/** The number of entries in memory; undefined where it cannot be told. */
export function entriesOf({
  arrayLength,
  elements,
  elementsUncertain,
  guards,
}: Variable): number | undefined {
  if (arrayLength === undefined) return undefined;
  const length = numberIn(arrayLength);
  if (length !== undefined) return length;
  const isPlain = elements?.every(
    (element) => isImpliedBy(element.guards, guards) && element.kind !== "macro",
  );
  return arrayLength.trim() === "" && elements && isPlain && !elementsUncertain ? elements.length : undefined;
}

/** The entry that certainly is the last in memory, whichever branches are compiled, and is certainly not all zero. */
export function unterminatedEntry(
  variable: Variable,
  file: FileModel,
  bus: DeviceBus,
): InitialiserElement | undefined {
  const { arrayLength, elements, elementsUncertain } = variable;
  if (arrayLength === undefined || !elements || elementsUncertain) return undefined;
  if (elements.some((element) => /^[[.]/.test(file.text.slice(element.span.start)))) return undefined;
  if (arrayLength.trim() !== "") {
    const isFull =
      numberIn(arrayLength) === elements.length &&
      elements.every((one) => one.kind !== "macro" && isImpliedBy(one.guards, variable.guards));
    if (!isFull) return undefined;
  }
  for (const element of elements.toReversed()) {
    if (!isCertainlySet(element, file, bus)) return undefined;
    if (isImpliedBy(element.guards, variable.guards)) return elements.at(-1);
  }
  return undefined;
}

const numberIn = (text: string): number | undefined => (/^\s*\d+\s*$/.test(text) ? Number(text) : undefined);

function isCertainlySet({ kind, span }: InitialiserElement, file: FileModel, bus: DeviceBus): boolean {
  const text = file.text.slice(span.start, span.end);
  switch (kind) {
    case "zero":
      return false;
    case "value":
      return text.startsWith("{") && setsSomething(text, file, bus);
    case "macro":
      return macroSetsSomething(text, file, bus);
  }
}

/**
 * A sentinel of the file's own (`#define END { }`) is looked into; of the kernel's macros only those that are known to
 * fill an entry count.
 */
function macroSetsSomething(text: string, file: FileModel, bus: DeviceBus): boolean {
  const name = /^\w+/.exec(text)?.[0];
  const [definition, second] = file.macroDefinitions.filter((one) => one.name === name);
  if (definition) {
    const body = definition.body.replace(/\\\n/g, " ").trim();
    const last = lastGroup(body);
    return second === undefined && last !== undefined && setsSomething(last, file, bus);
  }
  return /^(?:PCMCIA_(?:DEVICE|PFC_DEVICE|MFC_DEVICE)_(?!NULL)\w+|X86_MATCH_\w+)\s*\(/.test(text);
}

/** The last `{ ... }` of a macro that spells one entry or more, where it ends with one. */
function lastGroup(body: string): string | undefined {
  let depth = 0;
  for (let index = body.length - 1; index >= 0 && body.endsWith("}"); index--) {
    if (body[index] === "}") depth++;
    else if (body[index] === "{" && --depth === 0) return body.slice(index);
  }
  return undefined;
}

/** Does an entry hold anything that is certainly not zero in the object file? A pointer is zero there until it is linked. */
export function setsSomething(text: string, file: FileModel, bus: DeviceBus): boolean {
  const plain = text
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, " ")
    .replace(/\.\s*(?:data|driver_data|driver_info|context|ident|cisfile)\s*=\s*"(?:[^"\\]|\\.)*"/g, ".x");
  if (bus.holdsStrings && /(?:^|[{,=(])\s*"[^"]/.test(plain)) return true;
  const isOwn = (name: string): boolean => file.macroDefinitions.some((one) => one.name === name);
  const withoutStrings = plain.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  for (const [word] of withoutStrings.matchAll(/\b[A-Z]\w*(?=\s*\()/g))
    if (fillers.test(word) && !isOwn(word)) return true;
  for (const [word] of withoutStrings.matchAll(/\b[A-Z]\w*\b(?!\s*\()/g))
    if (constants.test(word) && !isOwn(word)) return true;
  return /(?:^\{|[{,]|=)\s*(?:0[xX]0*[1-9a-fA-F]|[1-9])/.test(
    withoutStrings.replace(/\w+\s*\([^()]*\)/g, "x"),
  );
}

/** Macros of the kernel's headers that set a match flag, a wildcard or a name, whatever their arguments. */
const fillers =
  /^(?:PCI_(?:DEVICE|DEVICE_CLASS|DEVICE_SUB|DEVICE_DATA|VDEVICE|VDEVICE_SUB|DRIVER_OVERRIDE_DEVICE_VFIO)|USB_(?:DEVICE|VENDOR|INTERFACE)\w*|HID_(?:USB|BLUETOOTH|I2C)_DEVICE|SDIO_DEVICE(?:_CLASS)?|PCMCIA_DEVICE_\w+|X86_MATCH_\w+|DMI_(?:EXACT_)?MATCH)$/;
const constants =
  /^(?:PCI_(?:ANY_ID|VENDOR_ID_\w+)|HID_(?:ANY_ID|BUS_ANY)|VIRTIO_(?:DEV_ANY_ID|ID_\w+)|SERIO_(?:ANY|RS232)|INPUT_DEVICE_ID_MATCH_\w+|USB_DEVICE_ID_MATCH_\w+)$/;
