/** Everything there is to say of an exported symbol: for hover, and for the details of a completion. */
import type { SymbolFacts } from "../core/features/exported-symbol.ts";
import { kernelDocOf } from "../core/symbols/kernel-doc.ts";
import type { Session } from "./session.ts";
import { declarationOf, definitionOf, exportersOf, isExported, type PlacedSymbol } from "./symbol-places.ts";

/** undefined for a name that nobody exports. */
export async function symbolFacts(session: Session, name: string): Promise<SymbolFacts | undefined> {
  if (!isExported(session, name)) return undefined;
  const [exporters, defined, declared] = await Promise.all([
    exportersOf(session, name),
    definitionOf(session, name),
    declarationOf(session, name),
  ]);
  return {
    name,
    exporters,
    prototype: (defined ?? declared)?.place.prototype,
    include: session.symbols.declared(name)?.include,
    doc: docOf(name, defined) ?? docOf(name, declared),
  };
}

const docOf = (name: string, placed: PlacedSymbol | undefined) =>
  placed && kernelDocOf(placed.text, name, placed.place.start + 1);
