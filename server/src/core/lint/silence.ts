/** The edit that silences one rule on one line, in the words of lint/suppress. */
import type { TextEdit } from "../text/span.ts";

export type CommentStyle = "c" | "kbuild";

/**
 * A comment line above the line of `offset`, as far indented as that line; or one more rule in such a comment that
 * already stands there.
 *
 * @returns undefined where a comment line cannot stand: after a line that is continued by a backslash
 */
export function silencingEdit(
  text: string,
  offset: number,
  rule: string,
  style: CommentStyle,
): TextEdit | undefined {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const aboveStart = text.lastIndexOf("\n", start - 2) + 1;
  const above = text.slice(aboveStart, start).replace(/\r?\n$/, "");
  if (start > 0 && above.endsWith("\\")) return undefined;
  const silencing = start === 0 ? null : /kmod-lint-disable-next-line((?:[ \t,]+(?!--)[\w-]+)+)/.exec(above);
  if (silencing) {
    const end = aboveStart + silencing.index + silencing[0].length;
    return { span: { start: end, end }, text: `, ${rule}` };
  }
  const lineEnd = text.indexOf("\n", start);
  const lineBreak = lineEnd > 0 && text[lineEnd - 1] === "\r" ? "\r\n" : "\n";
  const indent = /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? "";
  const words = `kmod-lint-disable-next-line ${rule}`;
  const comment = style === "c" ? `/* ${words} */` : `# ${words}`;
  return { span: { start, end: start }, text: `${indent}${comment}${lineBreak}` };
}
