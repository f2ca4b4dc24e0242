import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tokensOf } from "../../../server/src/core/preprocess/tokens.ts";

const texts = (text: string): readonly string[] => tokensOf(text).map((token) => token.text);

describe("tokens", () => {
  test("are words, numbers, strings, characters and whole punctuators", () => {
    expect(texts("a->b <<= 0x1fUL ... ## 1.5e-3 L\"x\\\"y\" '\\'' .5 x...y")).toEqual([
      "a",
      "->",
      "b",
      "<<=",
      "0x1fUL",
      "...",
      "##",
      "1.5e-3",
      'L"x\\"y"',
      "'\\''",
      ".5",
      "x",
      "...",
      "y",
    ]);
    expect(tokensOf("1 x \"s\" 'c' +").map((token) => token.kind)).toEqual([
      "number",
      "word",
      "string",
      "character",
      "punctuator",
    ]);
  });

  test("have comments and line continuations before them as space", () => {
    const tokens = tokensOf("a/* b */c // d \\\n e\nf\\\ng");
    expect(tokens.map(({ text, spaceBefore, offset }) => [text, spaceBefore, offset])).toEqual([
      ["a", false, 0],
      ["c", true, 8],
      ["f", true, 20],
      ["g", true, 23],
    ]);
  });

  test("end an open string with its line and an open comment with the text", () => {
    expect(texts('"open\nnext /* never closed')).toEqual(['"open', "next"]);
  });

  test("cover every character that is no space, whatever the text is", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from("aL1.+-<>=#\"'\\/* \n(){}é")) }),
        (text) => {
          let end = 0;
          for (const token of tokensOf(text)) {
            expect(token.offset).toBeGreaterThanOrEqual(end);
            expect(token.text).toBe(text.slice(token.offset, token.offset + token.text.length));
            expect(token.text.length).toBeGreaterThan(0);
            end = token.offset + token.text.length;
          }
        },
      ),
    );
  });
});
