import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluateCondition } from "../../../server/src/core/preprocess/condition.ts";
import type { Macro } from "../../../server/src/core/preprocess/macro-body.ts";

const macros = new Map<string, Macro>([
  ["ONE", { parameters: undefined, body: "1" }],
  ["EMPTY", { parameters: undefined, body: "" }],
  ["VERSION", { parameters: ["a", "b"], body: "(((a) << 16) + ((b) << 8))" }],
  ["CODE", { parameters: undefined, body: "0x60100" }],
  ["HAS_ONE", { parameters: undefined, body: "defined(ONE)" }],
]);

const evaluate = (text: string): boolean | undefined =>
  evaluateCondition(text, macros, {
    hasInclude: (path, form) => `${form} ${path}` === "system linux/module.h",
  });

describe("an #if expression", () => {
  test.each([
    ["defined(ONE)", true],
    ["!defined ONE", false],
    ["defined(ONE) && !defined(TWO)", true],
    ["defined(ONE) && defined(TWO) || 1", true],
    ["unknown_name", false],
    ["HAS_ONE", true],
    ["CODE >= VERSION(6, 1)", true],
    ["CODE < VERSION(6, 1)", false],
    ["-1 > 0u", true],
    ["~0ULL == 0xffffffffffffffff", true],
    ["0 && (1 / 0)", false],
    ["2 ? 0 : 1", false],
    ["'a' == 97 && '\\n' == 012", true],
    ["0b101 == 5", true],
    ["__has_include(<linux/module.h>)", true],
    ["__has_include(<linux/nothing.h>)", false],
    ["defined __has_attribute && __has_attribute(__noreturn__)", true],
    ["__has_builtin(__builtin_expect) && !__has_attribute(overloadable)", true],
  ])("%s is %s", (text, value) => {
    expect(evaluate(text)).toBe(value);
  });

  test.each([
    ["FOO(1)"],
    ["EMPTY"],
    [""],
    ["1 +"],
    ["1 / 0"],
    ["__has_attribute(no_such_attribute)"],
    ["1.5"],
    ['"x"'],
  ])("%s is not decided", (text) => {
    expect(evaluate(text)).toBeUndefined();
  });

  test("is decided by what is known where that suffices", () => {
    expect(evaluate("__has_attribute(no_such_attribute) && 0")).toBe(false);
    expect(evaluate("1 || __has_attribute(no_such_attribute)")).toBe(true);
  });

  test("never fails to end, whatever the text is", () => {
    const piece = fc.constantFrom(
      "ONE",
      "x",
      "defined",
      "(",
      ")",
      "!",
      "&&",
      "||",
      "?",
      ":",
      "1",
      "-",
      "<<",
      "VERSION",
      ",",
    );
    fc.assert(fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => void evaluate(pieces.join(" "))));
    expect(evaluate("(".repeat(50_000))).toBeUndefined();
    expect(evaluate("!".repeat(50_000))).toBeUndefined();
  });
});
