/** Every safe fix of one file, as edits of the text that the editor has. */
import type { Finding } from "../core/lint/finding.ts";
import { chooseFixes, fixUntilStable, onlySafe } from "../core/lint/fixes.ts";
import type { TextEdit } from "../core/text/span.ts";

/**
 * Fixes made possible by other fixes are included.
 *
 * @param check what would be found in the file if it had another text; undefined where that cannot be told
 */
export function safeEdits(
  path: string,
  text: string,
  findings: readonly Finding[],
  check: ((text: string) => readonly Finding[]) | undefined,
): readonly TextEdit[] {
  const own = (found: readonly Finding[]) => found.filter((finding) => finding.path === path);
  const once = (): readonly TextEdit[] =>
    chooseFixes(own(findings), onlySafe).flatMap(({ fix }) => fix.edits);
  if (check === undefined) return once();
  const outcome = fixUntilStable(
    () => text,
    (changed) => own(changed.has(path) ? check(changed.get(path) ?? text) : findings),
  );
  // One round: the edits as they are keep the cursor and the marks of the editor in their places.
  if (outcome.rounds <= 1) return once();
  const fixed = outcome.texts.get(path);
  return fixed === undefined ? [] : [difference(text, fixed)];
}

/** One edit from a text to another: what is between their common beginning and end. */
function difference(before: string, after: string): TextEdit {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let same = 0;
  while (same < most - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  return { span: { start, end: before.length - same }, text: after.slice(start, after.length - same) };
}
