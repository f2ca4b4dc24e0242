/** Where an exported symbol is defined, exported and declared, and by whom. Shared by the requests that show it. */
import type { Location } from "vscode-languageserver";
import type { SymbolExporter } from "../core/features/exported-symbol.ts";
import { declarationIn, definitionIn, type NamedPlace } from "../core/symbols/definition-in.ts";
import type { IndexedExport } from "../core/symbols/export-index.ts";
import { baseOf, directoryOf } from "../core/text/paths.ts";
import { locationOf, textOf } from "./locations.ts";
import type { Session } from "./session.ts";

export interface PlacedSymbol {
  readonly path: string;
  readonly text: string;
  readonly place: NamedPlace;
}

/** Is the name exported, by the kernel or by a source? */
export const isExported = ({ symbols }: Session, name: string): boolean =>
  symbols.inKernel(name).length > 0 || symbols.exportsOf(name).length > 0;

/** The definition in a source: of the file that exports it, else of another one of its folder's modules. */
export async function definitionOf(session: Session, name: string): Promise<PlacedSymbol | undefined> {
  for (const one of likeliest(session, name)) {
    for (const path of [one.path, ...(await siblingsOf(session, one))]) {
      const text = await textOf(session, path);
      const place = text === undefined ? undefined : definitionIn(text, name);
      if (text !== undefined && place) return { path, text, place };
    }
  }
  return undefined;
}

const rank = ({ path }: IndexedExport): number =>
  /\/arch\/(?!x86\/)|\/tools\//.test(path) ? 2 : /\/(?:samples|scripts)\//.test(path) ? 1 : 0;

/** Sources of other architectures and of tools export the same names: those come last. */
const likeliest = ({ symbols }: Session, name: string): readonly IndexedExport[] => {
  return symbols
    .exportsOf(name)
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, 4);
};

const siblingsOf = async (session: Session, { path }: IndexedExport): Promise<readonly string[]> =>
  (await session.modulesOf(path)).flatMap(({ objects }) =>
    objects.flatMap(({ source }) => (source !== undefined && source !== path ? [source] : [])),
  );

/** The declaration in a public header of the kernel. */
export async function declarationOf(session: Session, name: string): Promise<PlacedSymbol | undefined> {
  const path = session.symbols.declared(name)?.path;
  const text = path === undefined ? undefined : await textOf(session, path);
  const place = text === undefined ? undefined : declarationIn(text, name);
  return path !== undefined && text !== undefined && place ? { path, text, place } : undefined;
}

/** Where a name is exported, as written. */
export async function exportLocations(session: Session, name: string): Promise<readonly Location[]> {
  const found: Location[] = [];
  for (const one of likeliest(session, name)) {
    const text = await textOf(session, one.path);
    if (text !== undefined) found.push(locationOf(session, one.path, text, one));
  }
  return found;
}

export const nameLocation = (session: Session, { path, text, place }: PlacedSymbol): Location =>
  locationOf(session, path, text, { start: place.nameStart, end: place.nameEnd });

/** Who exports a name: what the kernel's table says, and modules in source that the table does not have. */
export async function exportersOf(session: Session, name: string): Promise<readonly SymbolExporter[]> {
  const built = session.symbols
    .inKernel(name)
    .map(({ module, isGplOnly, namespace, crc }) => ({ module: baseOf(module), isGplOnly, namespace, crc }));
  if (built.length > 0) return built;
  const found = new Map<string, SymbolExporter>();
  for (const { path, isGplOnly, namespace } of likeliest(session, name)) {
    const module = await moduleNameOf(session, path);
    if (!found.has(module)) found.set(module, { module, isGplOnly, namespace, crc: undefined });
  }
  return [...found.values()];
}

/** The module that a source is linked into; its folder's name where no Kbuild file tells. */
export async function moduleNameOf(session: Session, path: string): Promise<string> {
  const [module] = await session.modulesOf(path);
  if (module === undefined) return baseOf(directoryOf(path));
  return module.build === "builtin" ? "vmlinux" : module.name;
}
