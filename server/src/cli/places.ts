/** Where a symbol stands, as it is written to people and tools: a line and column from 1. */
import type { SymbolPlace } from "../core/symbols/module-symbols.ts";
import { type LineIndex, lineIndex, positionAt } from "../core/text/lines.ts";
import { displayPath } from "./report.ts";
import { tellingDisk } from "./tools.ts";

export interface WrittenPlace {
  readonly file: string;
  readonly line: number;
  /** UTF-16 units. */
  readonly column: number;
}

export type Placer = (place: SymbolPlace) => WrittenPlace;

/** Line indexes kept: the uses of a module's symbols are told in the order of the symbols, not of its files. */
const mostKept = 256;

export const createPlacer = (workingDirectory: string): Placer => {
  const { disk } = tellingDisk();
  const kept = new Map<string, LineIndex>();
  const linesOf = (path: string): LineIndex => {
    const known = kept.get(path);
    if (known !== undefined) return known;
    const made = lineIndex(disk.readText(path) ?? "");
    const [oldest] = kept.keys();
    if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
    kept.set(path, made);
    return made;
  };
  return ({ path, start }) => {
    const { line, column } = positionAt(linesOf(path), start);
    return { file: displayPath(path, workingDirectory), line: line + 1, column: column + 1 };
  };
};

export const writtenPlace = ({ file, line }: WrittenPlace): string => `${file}:${line}`;
