/** Reads Module.symvers: what a built kernel or module exports (scripts/mod/modpost.c, write_dump and read_dump). */
import type { ExportedSymbol, SymbolTable } from "./exported.ts";

/**
 * Takes the text of a Module.symvers, gives its symbols by name. A line is `crc name module export namespace`, split by
 * tabs; the namespace is empty or missing (before 5.3) where there is none. 5.4 and 5.5 write `crc name namespace module
 * export`, and 5.3 `name.namespace`. Lines that are none are passed over.
 */
export const readSymvers = (text: string): SymbolTable => {
  const table = new Map<string, ExportedSymbol[]>();
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    const symbol = symbolOf(text.slice(at, text.charCodeAt(end - 1) === carriageReturn ? end - 1 : end));
    at = end + 1;
    if (symbol === undefined) continue;
    const known = table.get(symbol.name);
    if (known) known.push(symbol);
    else table.set(symbol.name, [symbol]);
  }
  return table;
};

const carriageReturn = 13;

const symbolOf = (line: string): ExportedSymbol | undefined => {
  const [crc = "", written = "", third = "", fourth = "", fifth = ""] = line.split("\t");
  const isNamespaceFirst = !fourth.startsWith("EXPORT_") && fifth.startsWith("EXPORT_");
  const [module, kind, namespace] = isNamespaceFirst ? [fourth, fifth, third] : [third, fourth, fifth];
  if (written === "" || module === "" || !kind.startsWith("EXPORT_")) return undefined;
  const dot = written.indexOf(".");
  return {
    name: dot < 0 ? written : written.slice(0, dot),
    module,
    // Of the two kinds that spoke of the future, only a warning ever came.
    isGplOnly: kind.includes("_GPL") && !kind.endsWith("_GPL_FUTURE"),
    namespace: (dot < 0 ? namespace : written.slice(dot + 1)) || undefined,
    crc: crc || undefined,
    place: undefined,
  };
};
