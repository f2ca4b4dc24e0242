/** What is loaded, as a table: for reading (columns aligned as lsmod aligns them), for a spreadsheet, for a program. */
import * as l10n from "@vscode/l10n";
import type { LoadedModule } from "../kernel/kmod/loaded.ts";

export const tableFormats = ["text", "TSV", "JSON"] as const;
export type TableFormat = (typeof tableFormats)[number];

/** One module as a row, in words. */
export interface ModuleRow {
  readonly module: string;
  /** Bytes. */
  readonly size: number;
  readonly useCount: number | undefined;
  readonly usedBy: readonly string[];
  readonly state: string;
  /** Letters of its taint: `OE`. */
  readonly taint: string;
  readonly isInWorkspace: boolean;
}

/** The rows of modules; `own`: names of those that the workspace has built. */
export const moduleRows = (
  modules: readonly LoadedModule[],
  own: ReadonlySet<string>,
): readonly ModuleRow[] =>
  modules.map((module) => ({
    module: module.name,
    size: module.size,
    useCount: module.useCount,
    usedBy: module.usedBy,
    state: module.isPermanent ? `${module.state}, permanent` : module.state,
    taint: module.taint,
    isInWorkspace: own.has(module.name),
  }));

/** The table in one of its formats; text and TSV open with a line of titles. Ends with a line break. */
export function formatTable(rows: readonly ModuleRow[], format: TableFormat): string {
  switch (format) {
    case "text":
      return alignedColumns([titles, ...rows.map(cells)]);
    case "TSV":
      return `${[titles, ...rows.map(cells)].map((row) => row.join("\t")).join("\n")}\n`;
    case "JSON":
      return `${JSON.stringify(rows, undefined, 2)}\n`;
  }
}

const titles = [
  l10n.t("Module"),
  l10n.t("Size"),
  l10n.t("Uses"),
  l10n.t("State"),
  l10n.t("Taint"),
  l10n.t("Workspace"),
  l10n.t("Used by"),
];
const numberColumns: ReadonlySet<number> = new Set([1, 2]);

const cells = (row: ModuleRow): readonly string[] => [
  row.module,
  String(row.size),
  row.useCount === undefined ? "-" : String(row.useCount),
  row.state,
  row.taint === "" ? "-" : row.taint,
  row.isInWorkspace ? l10n.t("yes") : "-",
  row.usedBy.length === 0 ? "-" : row.usedBy.join(","),
];

/** Two blanks between columns; numbers stand on the right of theirs; no blanks at the ends of lines. */
function alignedColumns(rows: readonly (readonly string[])[]): string {
  const widths = titles.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const aligned = (cell: string, column: number): string =>
    numberColumns.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  return rows.map((row) => `${row.map(aligned).join("  ").trimEnd()}\n`).join("");
}
