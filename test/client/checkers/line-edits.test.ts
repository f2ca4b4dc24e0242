/** Changes of lines as edits, and what becomes of them while the text is edited. */
import { array, assert, constantFrom, nat, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { changesAfter, lineAfter, lineEdits, spanOfLine } from "../../../client/src/checkers/line-edits.ts";

type Edit = ReturnType<typeof lineEdits>[number];

/** The text with one edit in it. */
function edited(text: string, { start, end, text: added }: Edit): string {
  const lines = text.split("\n");
  const offset = ({ line, character }: Edit["start"]): number =>
    lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + character;
  return text.slice(0, offset(start)) + added + text.slice(offset(end));
}

const applied = (text: string, edits: readonly Edit[]): string => edits.toReversed().reduce(edited, text);

describe("changes of lines", () => {
  test.each([
    ["replaced", { line: 2, removed: 1, added: ["B"] }, "a\nB\nc\n"],
    ["removed", { line: 2, removed: 2, added: [] }, "a\n"],
    ["inserted", { line: 2, removed: 0, added: ["x", ""] }, "a\nx\n\nb\nc\n"],
    ["inserted at the end", { line: 4, removed: 0, added: ["d"] }, "a\nb\nc\nd\n"],
  ])("are edits: %s", (_, change, result) => {
    expect(applied("a\nb\nc\n", lineEdits([change], "a\nb\nc\n"))).toBe(result);
  });

  test("of a last line without a break need none", () => {
    expect(applied("a\nb", lineEdits([{ line: 2, removed: 1, added: ["B"] }], "a\nb"))).toBe("a\nB");
  });

  test("keep the line breaks of Windows", () => {
    expect(applied("a\r\nb\r\n", lineEdits([{ line: 1, removed: 1, added: ["A\r"] }], "a\r\nb\r\n"))).toBe(
      "A\r\nb\r\n",
    );
  });
});

describe("while a text is edited", () => {
  test("a line that an edit does not touch is found where it stands then", () => {
    const lines = array(constantFrom("", "x", "yy"), { minLength: 1, maxLength: 8 });
    assert(
      property(lines, nat(), nat(), nat(), nat(), lines, (before, a, b, c, d, added) => {
        // Each line is marked, so that it can be found again.
        const text = before.map((line, i) => `${i}:${line}`).join("\n");
        const at = (line: number, character: number): Edit["start"] => {
          const index = line % before.length;
          return { line: index, character: character % ((text.split("\n")[index]?.length ?? 0) + 1) };
        };
        const [first, second] = [at(a, b), at(c, d)];
        const isOrdered =
          first.line < second.line || (first.line === second.line && first.character <= second.character);
        const [start, end] = isOrdered ? [first, second] : [second, first];
        const edit = { start, end, text: added.map((one) => `n${one}`).join("\n") };
        const after = edited(text, edit).split("\n");
        for (const [i, line] of text.split("\n").entries()) {
          const now = lineAfter(i + 1, edit);
          if (now !== undefined) expect(after[now - 1]).toBe(line);
        }
      }),
    );
  });

  test("a mended line leaves the fixes of others, at their lines", () => {
    const text = "a\nb\nc\n";
    const changes = [
      { line: 1, removed: 1, added: ["A", "A"] },
      { line: 3, removed: 1, added: ["C"] },
    ];
    const [edit] = lineEdits(changes.slice(0, 1), text);
    if (edit === undefined) throw new Error("there is no edit");
    expect(changesAfter(changes.slice(1), edit)).toEqual([{ line: 4, removed: 1, added: ["C"] }]);
  });
});

test("a message without columns is about the line without its indentation", () => {
  expect(spanOfLine("\treturn(0);  ", undefined)).toEqual({ start: 1, end: 11 });
  expect(spanOfLine("   ", undefined)).toEqual({ start: 0, end: 3 });
  expect(spanOfLine("abc", { start: 1, end: 2 })).toEqual({ start: 1, end: 2 });
});
