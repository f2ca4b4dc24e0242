import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineIndex, lineSpan, offsetAt, positionAt } from "../../../server/src/core/text/lines.ts";

const textOfLines = fc.string({ unit: fc.constantFrom("a", "é", "😀", "\t", "\n", "\r", "\r\n", "\u2028") });

describe("lines of a text", () => {
  it("ends a line at LF, CRLF and a lone CR, and at nothing else", () => {
    expect(lineIndex("a\nb\r\nc\rd\u2028e\n").starts).toEqual([0, 2, 5, 7, 11]);
  });

  it("has one empty line in an empty text", () => {
    expect(lineIndex("").starts).toEqual([0]);
    expect(positionAt(lineIndex(""), 5)).toEqual({ line: 0, column: 0 });
  });

  it("counts columns in UTF-16 code units", () => {
    expect(positionAt(lineIndex("/* 😀 */ x"), 9)).toEqual({ line: 0, column: 9 });
  });

  it("puts an offset inside CRLF at the end of its line", () => {
    expect(positionAt(lineIndex("ab\r\ncd"), 3)).toEqual({ line: 0, column: 2 });
    expect(positionAt(lineIndex("ab\r\ncd"), 4)).toEqual({ line: 1, column: 0 });
  });

  it("gives the end of the line for a column past it, and the end of the text for a line past it", () => {
    const index = lineIndex("ab\ncd\n");
    expect(offsetAt(index, { line: 0, column: 99 })).toBe(2);
    expect(offsetAt(index, { line: 99, column: 0 })).toBe(6);
    expect(offsetAt(index, { line: -1, column: 3 })).toBe(0);
  });

  it("gives the span of a line without its line break", () => {
    const text = "ab\r\ncd\ref\ngh";
    const index = lineIndex(text);
    const lines = [0, 1, 2, 3].map((line) =>
      text.slice(lineSpan(index, line).start, lineSpan(index, line).end),
    );
    expect(lines).toEqual(["ab", "cd", "ef", "gh"]);
  });

  it("goes from every offset to a position and back, but for the middle of CRLF", () => {
    fc.assert(
      fc.property(textOfLines, (text) => {
        const index = lineIndex(text);
        for (let offset = 0; offset <= text.length; offset++) {
          if (text[offset - 1] === "\r" && text[offset] === "\n") continue;
          expect(offsetAt(index, positionAt(index, offset))).toBe(offset);
        }
      }),
    );
  });

  it("agrees with splitting at line breaks", () => {
    fc.assert(
      fc.property(textOfLines, (text) => {
        const index = lineIndex(text);
        const lines = index.starts.map((_start, line) => lineSpan(index, line));
        expect(lines.map(({ start, end }) => text.slice(start, end))).toEqual(text.split(/\r\n|\n|\r/));
      }),
    );
  });

  it("indexes a text of a million lone carriage returns in linear time", () => {
    expect(lineIndex("\r".repeat(1_000_000)).starts).toHaveLength(1_000_001);
  });
});
