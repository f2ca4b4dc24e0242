/** Where one more #include of a kernel header belongs in a file. */
import { lineStart, nextLineStart, withBreaksOf } from "../text/line-start.ts";
import type { TextEdit } from "../text/span.ts";
import type { FileModel } from "./file.ts";

/**
 * The edit that adds `#include <header>`: in alphabetical order among the includes of the same folder where these are
 * sorted, behind the last include in angle brackets otherwise, at the top of a file that has none.
 */
export function includeEdit(header: string, { text, includes }: FileModel): TextEdit {
  const line = withBreaksOf(text, `#include <${header}>\n`);
  const plain = includes.filter(({ guards, isSystem }) => guards.length === 0 && isSystem);
  const folder = header.slice(0, header.lastIndexOf("/") + 1);
  const alike = plain.filter(({ path }) => path.startsWith(folder));
  const isSorted = alike.every(({ path }, at) => at === 0 || (alike[at - 1]?.path ?? "") <= path);
  const next = isSorted ? alike.find(({ path }) => path > header) : undefined;
  if (next) return insertion(lineStart(text, next.span.start), line);
  const last = alike.at(-1) ?? plain.at(-1);
  if (last) {
    const end = nextLineStart(text, last.span.end);
    return insertion(end, text[end - 1] === "\n" ? line : withBreaksOf(text, `\n${line}`));
  }
  const first = includes.find(({ guards }) => guards.length === 0)?.span.start;
  return insertion(first ?? afterOpeningComments(text), line);
}

const insertion = (start: number, text: string): TextEdit => ({ span: { start, end: start }, text });

const afterOpeningComments = (text: string): number =>
  /^(?:\s|\/\*[\s\S]*?\*\/|\/\/[^\n]*\n)*/.exec(text)?.[0].length ?? 0;
