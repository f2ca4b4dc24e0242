/** Reads Module.symvers: what a built kernel or module exports (scripts/mod/modpost.c, write_dump). */
import type { ExportedSymbol, SymbolTable } from "./exported.ts";

/**
 * Takes the text of a Module.symvers, gives its symbols by name. A line is `crc name module export namespace`, split by
 * tabs; the namespace is empty or missing (before 5.4) where there is none. Lines that are none are passed over.
 */
export const readSymvers = (text: string): SymbolTable => {
  const table = new Map<string, ExportedSymbol[]>();
  for (const line of text.split("\n")) {
    const [crc, name, module, kind, namespace] = line.replace(/\r$/, "").split("\t");
    if (!name || !module || !kind?.startsWith("EXPORT_")) continue;
    const symbol: ExportedSymbol = {
      name,
      module,
      isGplOnly: kind.includes("_GPL"),
      namespace: namespace ? namespace : undefined,
      crc,
      place: undefined,
    };
    const known = table.get(name);
    if (known) known.push(symbol);
    else table.set(name, [symbol]);
  }
  return table;
};
