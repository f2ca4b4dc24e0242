/** One missing bracket does not take the rest of the file with it. */
import { describe, expect, it } from "vitest";
import { maskOf, scan } from "../../../server/src/core/syntax/scan.ts";

const namesOf = (text: string): readonly string[] =>
  scan(text).placed.map(({ piece }) => ("name" in piece ? piece.name.text : piece.kind));

const after = 'static int last(void)\n{\n\treturn 0;\n}\nMODULE_LICENSE("GPL");\n';

describe("a piece that the end of the file would cut off", () => {
  it.each([
    [
      "an open brace in a function",
      "static int first(void)\n{\n\tif (x) {\n\t\ty();\n\treturn 0;\n}\n",
      "first",
    ],
    ["an open brace in a list", "static struct a first[] = {\n\t{ 1, { 2 },\n\t{ 3 },\n};\n", "declaration"],
    ["an open parenthesis before a body", "static int first(int a\n{\n\treturn 0;\n}\n", "first"],
    ["a brace that is not closed at all", "static int first(void)\n{\n\treturn 0;\n\n", "other"],
    ["an assignment without a value", "static int first = (1 +\n", "other"],
    ["an open parenthesis of a macro call", "FIRST(a, b\n", "other"],
  ])("ends where column 0 says, given %s", (_what, broken, first) => {
    expect(namesOf(broken + after)).toEqual([first, "last", "MODULE_LICENSE", "other"]);
  });

  it("hides the brace left open from the parser", () => {
    const masked = maskOf(scan(`static int first(void)\n{\n\tif (x) {\n\treturn 0;\n}\n${after}`));
    expect(masked).toContain("if (x)  \n\treturn 0;\n}");
  });
});

describe("text whose brackets balance", () => {
  it("is read by its brackets, however it is indented", () => {
    const text = "static int first(void)\n{\nif (x) {\nstatic int y;\ny++;\n}\nreturn 0;\n}\n";
    expect(namesOf(text + after)).toEqual(["first", "last", "MODULE_LICENSE", "other"]);
    const [first] = scan(text + after).placed;
    expect(first?.piece.length).toBe(text.length - 1);
  });
});
