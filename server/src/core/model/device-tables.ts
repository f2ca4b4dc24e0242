/** What MODULE_DEVICE_TABLE calls name, and what is certain of the last entry of a table. */
import type { DeviceBus } from "../kernel/device-buses.ts";
import type { KernelFacts } from "../kernel/facts.ts";
import type { FileModel, InitialiserElement, MacroArgument, MacroCall, Variable } from "./file.ts";
import { areExclusive, isImpliedBy } from "./guards.ts";
import type { ModuleModel } from "./module.ts";
import { plainCodeOf } from "./plain-code.ts";
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
  const mayCall = file.isRead
    ? file.macroCalls.some(({ name }) => name === macro)
    : file.text.includes(macro);
  if (module.kbuild?.build === "builtin" || !mayCall || !isNoMacro(macro, unit)) return [];
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

/** `pci_device_id` of `const struct pci_device_id`, or of a typedef of it in the file. */
export function structOf({ type }: Variable, file?: FileModel): string | undefined {
  const struct = /^(?:const )?struct (\w+)(?: const)?$/.exec(type)?.[1];
  const name = /^(?:const )?(\w+)(?: const)?$/.exec(type)?.[1];
  if (struct !== undefined || name === undefined || !file?.text.includes("typedef")) return struct;
  const { text } = plainCodeOf(file);
  const typedefs = [...text.matchAll(new RegExp(`\\btypedef\\s[^;{}]*\\b${name}\\s*;`, "g"))];
  const [only] = typedefs;
  return only && typedefs.length === 1
    ? /^typedef\s+(?:const\s+)?struct\s+(\w+)\s+\w+\s*;$/.exec(only[0])?.[1]
    : undefined;
}

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
  const isPlain = elements.every((one) => one.kind !== "macro" && isImpliedBy(one.guards, variable.guards));
  const length = numberIn(arrayLength);
  if (elements.some((element) => /^[[.]/.test(file.text.slice(element.span.start))))
    return isPlain ? lastDesignated(variable, elements, file, bus) : undefined;
  if (arrayLength.trim() !== "") {
    if (!isPlain || length === undefined || length > elements.length) return undefined;
    // What is too much for the array is dropped.
    const last = elements[length - 1];
    return last && isCertainlySet(last, file, bus) ? last : undefined;
  }
  for (const element of elements.toReversed()) {
    if (!isCertainlySet(element, file, bus)) return undefined;
    if (isImpliedBy(element.guards, variable.guards)) return elements.at(-1);
  }
  return undefined;
}

/** The same where elements say their index: `[1] = { ... }`. */
function lastDesignated(
  { arrayLength = "" }: Variable,
  elements: readonly InitialiserElement[],
  file: FileModel,
  bus: DeviceBus,
): InitialiserElement | undefined {
  const byIndex = new Map<number, InitialiserElement>();
  let next = 0;
  for (const element of elements) {
    const designator = /^\[\s*(\d+)\s*\]\s*=/.exec(file.text.slice(element.span.start, element.span.end));
    if (!designator && /^[[.]/.test(file.text.slice(element.span.start))) return undefined;
    const index = designator ? Number(designator[1]) : next;
    byIndex.set(index, element);
    next = index + 1;
  }
  const last = arrayLength.trim() === "" ? Math.max(...byIndex.keys()) : (numberIn(arrayLength) ?? 0) - 1;
  const element = byIndex.get(last);
  if (!element) return undefined;
  const text = file.text.slice(element.span.start, element.span.end).replace(/^\[[^\]]*\]\s*=\s*/, "");
  return text.startsWith("{") && !/^\{\s*\}$/.test(text) && setsSomething(text, file, bus)
    ? element
    : undefined;
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
