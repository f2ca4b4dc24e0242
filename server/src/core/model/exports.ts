/** What a file exports, by whichever macro. */
import type { FileModel, MacroArgument, MacroCall, MacroDefinition } from "./file.ts";
import type { ModuleModel } from "./module.ts";
import { remembered } from "./remembered.ts";
import { isIdentifier, type Unit, unitOf } from "./unit.ts";

export interface Export {
  readonly call: MacroCall;
  /** The exported name. */
  readonly symbol: MacroArgument;
  /** EXPORT_SYMBOL or the macro of that name that a wrapper stands for. */
  readonly macro: string;
  readonly isGplOnly: boolean;
  /** The namespace as written, identifier or string. */
  readonly namespace: MacroArgument | undefined;
}

/** A quick look: most files export nothing. */
export const mayExport = (file: FileModel): boolean => file.isRead || file.text.includes("EXPORT");

/** Every export whose macro is certain, in text order. */
export function exportsOf(
  file: FileModel,
  module: ModuleModel,
  unit: Unit = unitOf(file, module),
): readonly Export[] {
  if (unit.defines.includes("__DISABLE_EXPORTS")) return [];
  const own = new Map<string, string | undefined>();
  for (const one of unit.files.filter(mayExport)) {
    for (const { name, parameters, body } of exportMacros(one)) {
      if (name === "__DISABLE_EXPORTS") return [];
      const meant = wrapped(parameters, body);
      own.set(name, own.has(name) && own.get(name) !== meant ? undefined : meant);
    }
  }
  return file.macroCalls.flatMap((call) => {
    const macro = own.has(call.name) ? own.get(call.name) : call.name;
    const symbol = call.arguments[0];
    if (macro === undefined || !standardMacros.has(macro) || !symbol || !isIdentifier(symbol.text)) return [];
    const isNamespaced = /_NS/.test(macro) && macro === call.name;
    return [
      {
        call,
        symbol,
        macro,
        isGplOnly: /_GPL/.test(macro),
        namespace: isNamespaced ? call.arguments[1] : undefined,
      },
    ];
  });
}

/** A driver's headers may define a hundred thousand registers: they are looked through once. */
const exportMacros = remembered((file: FileModel): readonly MacroDefinition[] =>
  file.macroDefinitions.filter(({ name, body }) => name.includes("EXPORT") || body.includes("EXPORT")),
);

/** include/linux/export.h, of all kernels since 5.x. */
const standardMacros: ReadonlySet<string> = new Set([
  "EXPORT_SYMBOL",
  "EXPORT_SYMBOL_GPL",
  "EXPORT_SYMBOL_NS",
  "EXPORT_SYMBOL_NS_GPL",
  "EXPORT_SYMBOL_FOR_MODULES",
  "EXPORT_SYMBOL_GPL_FOR_MODULES",
]);

/** `#define MY_EXPORT(sym) EXPORT_SYMBOL_NS_GPL(sym, MINE)`: the macro that a wrapper's first parameter goes to. */
function wrapped(parameters: readonly string[] | undefined, body: string): string | undefined {
  const call = /^(EXPORT_SYMBOL\w*)\s*\(\s*(\w+)\s*[,)][^;{}]*;?\s*$/.exec(body.trim());
  return call && parameters?.[0] === call[2] ? call[1] : undefined;
}
