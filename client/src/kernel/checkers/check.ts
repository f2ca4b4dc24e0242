/** What programs that look at sources say, and what mends it. Types only. */

export interface CheckMessage {
  readonly tool: "checkpatch" | "coccinelle";
  readonly severity: "error" | "warning" | "info";
  readonly text: string;
  /** What the tool calls it: `LEADING_SPACE`, `ifnullfree`. */
  readonly code: string;
  /** Absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Characters of the line from 0, the end exclusive; undefined: all of the line. */
  readonly columns: { readonly start: number; readonly end: number } | undefined;
}

/** Whole lines for whole lines. */
export interface LineChange {
  /** The first line that goes, from 1; the line that comes after what is added, where none goes. */
  readonly line: number;
  readonly removed: number;
  /** Without line breaks. */
  readonly added: readonly string[];
}
