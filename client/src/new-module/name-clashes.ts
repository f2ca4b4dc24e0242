/**
 * Whether a module of a kind can have a name: every name that its source then declares must mean nothing else there. A
 * PCI driver called `pci` would have a `pci_driver` of its own. Pure.
 */
import * as l10n from "@vscode/l10n";
import { clashingName, type DeclaredNames, declaredNames, identifiersOf } from "./declared-names.ts";
import type { ModuleNames } from "./module-names.ts";
import type { Template } from "./new-module-files.ts";

/**
 * @param headers what the kernel's headers declare that the template includes; undefined: no kernel is known
 * @returns why a name cannot serve, in one line; undefined where it can
 */
export function nameClashes(
  template: Template,
  headers: DeclaredNames | undefined,
): (names: ModuleNames) => string | undefined {
  const sources = [...template.values()];
  const words = new Set(sources.flatMap((source) => [...identifiersOf(source)]));
  const own = [...words].filter((word) => placeholder.test(word));
  const declared = declaredNames(sources);
  return (names) => {
    const replaced = (word: string): string =>
      word.replaceAll("skeleton", names.identifier).replaceAll("SKELETON", names.capitals);
    const clash =
      own.map(replaced).find((word) => words.has(word) && !placeholder.test(word)) ??
      (headers && clashingName(mapped(declared, replaced), headers));
    return clash === undefined
      ? undefined
      : l10n.t`The source would declare ${clash}, which means something else in the kernel. Take a longer name, such as my_${names.identifier}.`;
  };
}

const placeholder = /skeleton|SKELETON/u;

function mapped(
  { tags, ordinary, macros }: DeclaredNames,
  replaced: (word: string) => string,
): DeclaredNames {
  const all = (words: ReadonlySet<string>) =>
    new Set([...words].filter((word) => placeholder.test(word)).map(replaced));
  return { tags: all(tags), ordinary: all(ordinary), macros: all(macros) };
}
