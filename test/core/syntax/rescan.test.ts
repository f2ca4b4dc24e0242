/** Scanning again after edits gives what scanning the whole text gives. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DialectScan, rescan, scan } from "../../../server/src/core/syntax/scan.ts";
import { applied, changes, driver, kernelTexts, type RandomChange } from "./texts.ts";

/** Everything but the lexer's own notes for the next edit, as text: comparing objects takes far longer. */
const said = ({ text, placed }: DialectScan): string =>
  JSON.stringify({
    text,
    placed: placed.map(({ start, piece }) => ({ start, piece: { ...piece, resume: null } })),
  });

const expectSame = (text: string, edits: readonly RandomChange[]): void => {
  let current = scan(text);
  for (const edit of edits) {
    const { text: next, change } = applied(current.text, edit);
    const again = rescan(current, change, next);
    expect(said(again)).toBe(said(scan(next)));
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
      { numRuns: 150 },
    );
  });

  it("equals a scan of the whole text inside pieces long enough to have checkpoints", () => {
    const long = kernelTexts.map(
      (text) =>
        `/* first */ int a;\n/* second */\nstatic const struct x table[] = {\n${text.repeat(40)}\n};\n${text}`,
    );
    fc.assert(fc.property(long, fc.array(changes, { maxLength: 6 }), expectSame), { numRuns: 60 });
  });

  it("equals a scan of the whole text while a driver is written", () => {
    const typed = fc.array(changes, { maxLength: 8 });
    fc.assert(
      fc.property(typed, (edits) => expectSame(driver, edits)),
      { numRuns: 120 },
    );
  });

  it("keeps the pieces that the edit did not touch", () => {
    const text = "int a;\nint b;\nint c;\nint d;\n";
    const before = scan(text);
    const at = text.indexOf("b;");
    const after = rescan(
      before,
      { span: { start: at, end: at + 1 }, insertedLength: 2 },
      text.replace("b;", "bb;"),
    );
    expect(after.placed[0]?.piece).toBe(before.placed[0]?.piece);
    expect(after.placed[2]?.piece).toBe(before.placed[2]?.piece);
    expect(after.placed[3]?.piece).toBe(before.placed[3]?.piece);
  });
});
