/** Skimming a text finds the pieces that scanning it finds. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Piece } from "../../../server/src/core/syntax/pieces.ts";
import { scan, skim, unskimmed } from "../../../server/src/core/syntax/scan.ts";
import { driver, kernelTexts } from "./texts.ts";

/** Everything that a skimmed piece promises. */
const outside = ({ edits: _edits, resume: _resume, isSkimmed: _isSkimmed, ...piece }: Piece) => piece;
const whole = ({ resume: _resume, ...piece }: Piece) => piece;

const expectAlike = (text: string): void => {
  const { placed } = scan(text);
  const skimmed = skim(text);
  expect(skimmed.map(({ start, piece }) => ({ start, ...outside(piece) }))).toEqual(
    placed.map(({ start, piece }) => ({ start, ...outside(piece) })),
  );
  expect(skimmed.map((place) => whole(unskimmed(text, place)))).toEqual(
    placed.map(({ piece }) => whole(piece)),
  );
};

/** A body that holds whatever a text may hold, among items that do not concern it. */
const bodies = kernelTexts.map(
  (inside) => `int before;\nstatic int __init f(int a)\n{\n\t${inside}\n}\nmodule_init(f);\n`,
);
const lists = kernelTexts.map(
  (inside) => `static struct y z[] = {\n\t${inside}\n}, w = { 1 };\nint after;\n`,
);

describe("skim", () => {
  it("finds the pieces of a driver, and leaves out what its bodies hold", () => {
    expectAlike(driver);
    expect(skim(driver).filter(({ piece }) => piece.isSkimmed).length).toBeGreaterThan(0);
  });

  it("finds the pieces of any kernel-like text", () => {
    fc.assert(fc.property(kernelTexts, expectAlike), { numRuns: 1500 });
  });

  it("finds the end of any body and of any initialiser", () => {
    fc.assert(fc.property(fc.oneof(bodies, lists), expectAlike), { numRuns: 1500 });
  });

  it("notes comments for tools and lines of the preprocessor inside a body", () => {
    const text = `int f(void)\n{\n\t/* kmod-lint-disable-line x */\n#define N 3\n\treturn '}' + "{"[0]; // }\n}\n`;
    expectAlike(text);
    const [only] = skim(text);
    expect(only?.piece).toMatchObject({
      kind: "function",
      isSkimmed: true,
      comments: [{ kind: "tool" }],
      directives: [{ directive: { kind: "define" } }],
    });
  });

  it("looks closer where a conditional splits a body", () => {
    const text = "int f(void)\n{\n#ifdef A\n\tif (a) {\n#else\n\tif (b) {\n#endif\n\t}\n}\nint x;\n";
    expectAlike(text);
    expect(skim(text)[0]?.piece.isSkimmed).toBe(false);
  });
});
