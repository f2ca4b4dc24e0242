/** The outline of a module's source: entry points, parameters, exports, device tables and what the module says of itself. */
import type { KernelFacts } from "../kernel/facts.ts";
import { type EntryPoint, entryPointsOf } from "../model/entry-points.ts";
import type { FileModel, MacroCall } from "../model/file.ts";
import type { Span } from "../text/span.ts";

export interface OutlineSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: "entry" | "function" | "parameter" | "export" | "device-table" | "metadata";
  readonly span: Span;
  readonly selection: Span;
  readonly children: readonly OutlineSymbol[];
}

/** In text order. Plain functions and types are left to C's own language server. */
export function symbolsOf(file: FileModel, kernel: KernelFacts): readonly OutlineSymbol[] {
  const entries = new Map(entryPointsOf(file, kernel).map((entry) => [entry.call, entry]));
  const named = new Map<string, string>();
  for (const entry of entries.values()) {
    if (entry.init) named.set(entry.init.text, "init function");
    if (entry.exit) named.set(entry.exit.text, "exit function");
  }
  const functions = file.functions.flatMap((one): readonly OutlineSymbol[] => {
    const detail = named.get(one.name);
    return detail === undefined
      ? []
      : [{ name: one.name, detail, kind: "function", span: one.span, selection: one.nameSpan, children: [] }];
  });
  const calls = file.macroCalls.flatMap((call) => callSymbol(call, entries.get(call)) ?? []);
  return [...functions, ...calls].toSorted((a, b) => a.span.start - b.span.start);
}

function callSymbol(call: MacroCall, entry: EntryPoint | undefined): OutlineSymbol | undefined {
  const [first, second] = call.arguments;
  const symbol = (
    name: string | undefined,
    detail: string,
    kind: OutlineSymbol["kind"],
    selection: Span = call.nameSpan,
  ): OutlineSymbol => ({
    name: name || call.name,
    detail: detail.trim(),
    kind,
    span: call.span,
    selection,
    children: [],
  });
  if (entry) return symbol(call.name, call.arguments.map(({ text }) => text).join(", "), "entry");
  if (call.name.startsWith("module_param"))
    return symbol(first?.text, `parameter ${parameterType(call)}`, "parameter", first?.span);
  if (/^EXPORT_(?:SYMBOL|PER_CPU_SYMBOL)\w*$/.test(call.name)) {
    const isGpl = /GPL/.test(call.name);
    return symbol(
      first?.text,
      `exported${isGpl ? ", GPL only" : ""}${second && /_NS/.test(call.name) ? `, namespace ${second.text}` : ""}`,
      "export",
      first?.span,
    );
  }
  if (call.name === "MODULE_DEVICE_TABLE")
    return symbol(second?.text, `device table ${first?.text ?? ""}`, "device-table", second?.span);
  if (/^MODULE_(?!PARM_DESC)\w+$/.test(call.name))
    return symbol(call.name, call.arguments.map(({ text }) => text).join(", "), "metadata");
  return undefined;
}

/** The argument that is the type, and the permissions: `int 0644`. */
function parameterType(call: MacroCall): string {
  const words = call.arguments.map(({ text }) => text);
  const perm = words.at(-1) ?? "";
  switch (call.name) {
    case "module_param_string":
      return `string ${perm}`;
    case "module_param_cb":
      return `${words[1] ?? ""} ${perm}`;
    case "module_param_named":
    case "module_param_array_named":
      return `${words[2] ?? ""} ${perm}`;
    default:
      return `${words[1] ?? ""} ${perm}`;
  }
}
