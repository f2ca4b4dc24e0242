/** Scanning again after edits gives what scanning the whole text gives. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Piece } from "../../../server/src/core/syntax/pieces.ts";
import { type DialectScan, rescan, scan } from "../../../server/src/core/syntax/scan.ts";
import { changes, kernelTexts, type RandomChange } from "./texts.ts";

/** Everything but the lexer's own notes for the next edit. */
const said = ({ text, placed, masked }: DialectScan) => ({
  text,
  masked,
  placed: placed.map(({ start, piece }) => ({
    start,
    piece: { ...piece, resume: undefined } satisfies Piece,
  })),
});

const applied = (text: string, { at, length, inserted }: RandomChange) => {
  const start = Math.min(text.length, Math.floor(at * (text.length + 1)));
  const end = Math.min(text.length, start + length);
  return {
    text: text.slice(0, start) + inserted + text.slice(end),
    change: { span: { start, end }, insertedLength: inserted.length },
  };
};

const expectSame = (text: string, edits: readonly RandomChange[]): void => {
  let current = scan(text);
  for (const edit of edits) {
    const { text: next, change } = applied(current.text, edit);
    const { scan: again, masked } = rescan(current, change, next);
    expect(said(again)).toEqual(said(scan(next)));
    const { span, insertedLength } = masked;
    const inserted = again.masked.slice(span.start, span.start + insertedLength);
    expect(current.masked.slice(0, span.start) + inserted + current.masked.slice(span.end)).toBe(
      again.masked,
    );
    current = again;
  }
};

describe("rescan", () => {
  it("equals a scan of the whole text after any edits of kernel-like text", () => {
    fc.assert(fc.property(kernelTexts, fc.array(changes, { maxLength: 12 }), expectSame), { numRuns: 400 });
  });

  it("equals a scan of the whole text after any edits of arbitrary text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 200 }),
        fc.array(changes, { maxLength: 6 }),
        expectSame,
      ),
      { numRuns: 300 },
    );
  });

  it("equals a scan of the whole text inside pieces long enough to have checkpoints", () => {
    const long = kernelTexts.map(
      (text) => `static const struct x table[] = {\n${text.repeat(40)}\n};\n${text}`,
    );
    fc.assert(fc.property(long, fc.array(changes, { maxLength: 6 }), expectSame), { numRuns: 150 });
  });

  it("keeps the pieces that the edit did not touch", () => {
    const text = "int a;\nint b;\nint c;\nint d;\n";
    const before = scan(text);
    const at = text.indexOf("b;");
    const { scan: after } = rescan(
      before,
      { span: { start: at, end: at + 1 }, insertedLength: 2 },
      text.replace("b;", "bb;"),
    );
    expect(after.placed[0]?.piece).toBe(before.placed[0]?.piece);
    expect(after.placed[2]?.piece).toBe(before.placed[2]?.piece);
    expect(after.placed[3]?.piece).toBe(before.placed[3]?.piece);
  });
});
