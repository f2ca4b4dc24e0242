/** What the texts open in the editor export: they stand in for what the disk says of the same files. */
import type { IndexedExport } from "../core/symbols/export-index.ts";
import type { ExportMacros } from "../core/symbols/export-macros.ts";
import { sourceExports } from "../core/symbols/source-exports.ts";
import type { Documents, OpenDocument } from "./documents.ts";

export interface Overlay {
  has(path: string): boolean;
  of(path: string): readonly IndexedExport[];
  all(): readonly IndexedExport[];
}

const isSource = ({ kind, isReadable }: OpenDocument): boolean => kind === "c" && isReadable;

/** What the open texts export, read again when a text has changed. */
export function createOverlay(documents: Documents, macros: () => ExportMacros): Overlay {
  const known = new WeakMap<
    OpenDocument["text"],
    { readonly version: number; readonly exports: readonly IndexedExport[] }
  >();
  const exportsOf = ({ path, text }: OpenDocument): readonly IndexedExport[] => {
    const before = known.get(text);
    if (before?.version === text.version) return before.exports;
    const exports = sourceExports(path, text.getText(), macros()).map((one) => ({ ...one, path }));
    known.set(text, { version: text.version, exports });
    return exports;
  };
  const at = (path: string): OpenDocument | undefined => {
    const document = documents.at(path);
    return document && isSource(document) ? document : undefined;
  };
  return {
    has: (path) => at(path) !== undefined,
    of(path) {
      const document = at(path);
      return document ? exportsOf(document) : [];
    },
    all: () => [...documents.all()].filter(isSource).flatMap(exportsOf),
  };
}
