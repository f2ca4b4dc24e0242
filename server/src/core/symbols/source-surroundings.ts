/** What the files around a source say of its exports: headers that rename, and the folder's Kbuild file. */

/** `#define wiphy_new my_wiphy_new` of a header: names that its C files spell and do not mean. */
export function aliasesIn(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = "", body = ""] of text.matchAll(alias)) found.set(name, body);
  return found;
}

const alias = /^#[ \t]*define[ \t]+([a-zA-Z_]\w*)[ \t]+(?!NULL\b)([a-zA-Z_]\w*)[ \t]*\r?$/gm;

/** `ccflags-y += -DDEFAULT_SYMBOL_NAMESPACE=NAME` of a Kbuild file, quoted or not, for all its sources. */
export function namespaceOfKbuild(text: string): string | undefined {
  if (!text.includes("DEFAULT_SYMBOL_NAMESPACE")) return undefined;
  return /^[ \t]*(?:subdir-)?ccflags-\S+[ \t]*[+:]?=.*-DDEFAULT_SYMBOL_NAMESPACE=['"\\]*(\w+)/m.exec(
    text,
  )?.[1];
}
