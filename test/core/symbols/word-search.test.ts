/** Whole words in code, and nowhere else. */
import { expect, test } from "vitest";
import { definitionIn } from "../../../server/src/core/symbols/definition-in.ts";
import { identifierAt, isInCode, wordsInCode } from "../../../server/src/core/symbols/word-search.ts";

const linesOf = (text: string, ...words: readonly string[]): readonly number[] =>
  wordsInCode(text, new Set(words)).map(({ start }) => text.slice(0, start).split("\n").length);

test("comments, literals, #include lines and parts of words do not count; macro bodies do", () => {
  const text = `use(1);
/* use */ // use
s = "use" "\\"use";
c = '"'; use(2);
#include "use.h"
reuse(); use_more();
#define X use(3)
`;
  expect(linesOf(text, "use")).toEqual([1, 4, 7]);
});

test("several words come in the order of the text", () => {
  expect(wordsInCode("b a /* a */ b", new Set(["a", "b"])).map(({ word }) => word)).toEqual(["b", "a", "b"]);
});

test("an offset is in code or not", () => {
  const text = 'a /* b */ "c" d';
  expect(["a", "b", "c", "d"].map((letter) => isInCode(text, text.indexOf(letter)))).toEqual([
    true,
    false,
    false,
    true,
  ]);
  expect(identifierAt("one two", 3)?.word).toBe("one");
  expect(identifierAt("1 + 2", 1)).toBeUndefined();
});

test("a definition is told from prototypes, calls and extern declarations", () => {
  const text = `extern int level;
int f(int a);
int level = 3;
static inline int g(void) { return f(1); }
int
f(int a)
{
	return a;
}
`;
  expect(definitionIn(text, "f")?.prototype).toBe("int f(int a)");
  expect(text.slice(definitionIn(text, "f")?.nameStart).startsWith("f(int a)\n{")).toBe(true);
  expect(text.slice(definitionIn(text, "level")?.start, definitionIn(text, "level")?.end)).toBe(
    "int level = 3;",
  );
  expect(definitionIn(text, "h")).toBeUndefined();
});
