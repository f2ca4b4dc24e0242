/** Columns of gcc as gcc 12 said them. Those of clang are bytes, as its manual has it. */
import { describe, expect, it } from "vitest";
import { charactersOf, wholeLine } from "../../../client/src/build/message-columns.ts";

const textAt = (line: string, column: number, raw: readonly string[]): string => {
  const { start, end } = charactersOf(line, column, raw);
  return line.slice(start, end);
};

describe("a column of gcc", () => {
  it("counts a tab as the columns of a screen", () => {
    const raw = ['    3 |         int a = "x";', "      |                 ^~~"];
    expect(textAt('\tint a = "x";', 17, raw)).toBe('"x"');
  });

  it("counts letters of several bytes once", () => {
    const raw = ["    4 |         /* é */ return g(b);", "      |                          ^"];
    expect(textAt("\t/* é */ return g(b);", 26, raw)).toBe("b");
  });

  it("is one of a screen where nothing was shown", () => {
    expect(textAt("\tundeclared++;", 9, [])).toBe("undeclared");
  });
});

describe("a column of clang", () => {
  it("counts bytes: a tab is one", () => {
    const raw = ["    3 |         int a = x;", "      |                 ^"];
    expect(textAt("\tint a = x;", 10, raw)).toBe("x");
  });

  it("counts the bytes of a letter", () => {
    const raw = ["    4 |         /* é */ return g(b);", "      |                          ^"];
    expect(textAt("\t/* é */ return g(b);", 20, raw)).toBe("b");
  });

  it("counts bytes without the line's number before the line as well", () => {
    const raw = ["        return missing;", "               ^"];
    expect(textAt("\treturn missing;", 9, raw)).toBe("missing");
  });
});

it("a column behind the line is its end", () => {
  expect(charactersOf("int a", 40, [])).toEqual({ start: 5, end: 5 });
});

it("a whole line is all of it but the blanks around it", () => {
  expect(wholeLine("\tfoo();  ")).toEqual({ start: 1, end: 7 });
  expect(wholeLine("")).toEqual({ start: 0, end: 0 });
});
