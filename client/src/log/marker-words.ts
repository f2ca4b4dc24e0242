/** Kmod's own lines in a kernel's log (`change.ts` writes them), in words. Pure. */
import * as l10n from "@vscode/l10n";

/** `Load hello` for `kmod: insmod hello (ab12cd34)`; undefined: another line. */
export function markerWords(text: string): string | undefined {
  if (!text.startsWith("kmod: ")) return undefined;
  const [, tool, name] = /^kmod: (insmod|modprobe|rmmod) (\S+) \([0-9a-f]{8}\)$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  return tool === "rmmod" ? l10n.t`Unload ${name}` : l10n.t`Load ${name}`;
}
