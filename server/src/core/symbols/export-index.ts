/** What a tree of sources exports, by name and by file. Kept up to date file by file; nothing is read here. */
import type { SourceExport } from "./source-exports.ts";

export interface IndexedExport extends SourceExport {
  readonly path: string;
}

export interface ExportIndex {
  /** Every place that exports the name, in the order the files came in; most have one. */
  of(name: string): readonly IndexedExport[];
  /** What a file exports, in text order. */
  in(path: string): readonly IndexedExport[];
  names(): Iterable<string>;
  paths(): Iterable<string>;
  /** How many places export something. */
  readonly size: number;
  /** Exchanges what a file exports; an empty list forgets it. */
  set(path: string, exports: readonly SourceExport[]): void;
}

export function createExportIndex(): ExportIndex {
  const byName = new Map<string, readonly IndexedExport[]>();
  const byPath = new Map<string, readonly IndexedExport[]>();
  let size = 0;
  const forget = (path: string): void => {
    for (const { name } of byPath.get(path) ?? []) {
      const left = (byName.get(name) ?? []).filter((one) => one.path !== path);
      if (left.length === 0) byName.delete(name);
      else byName.set(name, left);
    }
    size -= byPath.get(path)?.length ?? 0;
    byPath.delete(path);
  };
  return {
    of: (name) => byName.get(name) ?? [],
    in: (path) => byPath.get(path) ?? [],
    names: () => byName.keys(),
    paths: () => byPath.keys(),
    get size() {
      return size;
    },
    set(path, exports) {
      forget(path);
      if (exports.length === 0) return;
      const indexed = exports.map((one) => ({ ...one, path }));
      byPath.set(path, indexed);
      size += indexed.length;
      for (const one of indexed) byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
    },
  };
}
