/** Reads the output of `diff -U` and of spatch's patch mode into changes of lines. Pure. Source: POSIX.1-2017, diff -u. */
import type { LineChange } from "./check.ts";

/** The changes of a file's old text to its new one. */
export interface FileChanges {
  /** The old file, as the diff names it. */
  readonly file: string;
  /** In the order of lines, none of them touching another. */
  readonly changes: readonly LineChange[];
}

export function readUnifiedDiff(text: string): readonly FileChanges[] {
  const files: { file: string; changes: LineChange[] }[] = [];
  // Where the old text is, from 1, and how many lines of the hunk are left.
  let at = { line: 1, old: 0, new: 0 };
  let open: { line: number; removed: number; added: string[] } | undefined;
  const close = (): void => {
    if (open !== undefined) files.at(-1)?.changes.push(open);
    open = undefined;
  };
  for (const line of text.split("\n")) {
    const isInHunk = at.old > 0 || at.new > 0;
    const [sign] = line;
    if (isInHunk && (sign === "-" || sign === "+")) {
      open ??= { line: at.line, removed: 0, added: [] };
      if (sign === "+") open.added.push(line.slice(1));
      else open.removed++;
      at = sign === "+" ? { ...at, new: at.new - 1 } : { line: at.line + 1, old: at.old - 1, new: at.new };
      continue;
    }
    // "\ No newline at end of file" belongs to the line before.
    if (sign === "\\") continue;
    close();
    if (isInHunk) {
      at = { line: at.line + 1, old: at.old - 1, new: at.new - 1 };
      continue;
    }
    const file = /^--- (?<file>[^\t]+)/u.exec(line)?.groups?.["file"];
    if (file !== undefined) files.push({ file, changes: [] });
    at = hunkOf(line) ?? at;
  }
  close();
  return files;
}

/** `@@ -10,2 +10 @@`; of an empty side the line before is named. */
function hunkOf(line: string): { line: number; old: number; new: number } | undefined {
  const groups = /^@@ -(?<line>\d+)(?:,(?<old>\d+))? \+\d+(?:,(?<new>\d+))? @@/u.exec(line)?.groups;
  if (groups === undefined) return undefined;
  const old = Number(groups["old"] ?? 1);
  return { line: Number(groups["line"]) + (old === 0 ? 1 : 0), old, new: Number(groups["new"] ?? 1) };
}

/** The changes that are about a line: those that take it away, and what is put directly before or after it. */
export function changesAt(changes: readonly LineChange[], line: number): readonly LineChange[] {
  const exact = changes.filter((one) => one.line <= line && line < one.line + one.removed);
  if (exact.length > 0) return exact;
  return changes.filter((one) => one.removed === 0 && (one.line === line || one.line === line + 1));
}

/**
 * Changes of single lines instead of blocks where as many come as go, so that one line can be mended without those
 * around it.
 */
export function singleLines(changes: readonly LineChange[]): readonly LineChange[] {
  return changes.flatMap((change) =>
    change.removed !== change.added.length
      ? [change]
      : change.added.map((text, i) => ({ line: change.line + i, removed: 1, added: [text] })),
  );
}
