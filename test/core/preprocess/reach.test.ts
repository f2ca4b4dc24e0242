import { describe, expect, test } from "vitest";
import type { BodyDeclaration } from "../../../server/src/core/preprocess/body-lookup.ts";
import { type InlineText, type Reach, reachOfName } from "../../../server/src/core/preprocess/reach.ts";

/** Reads `name(parameters) { ... }` lines as inline functions; a to d are functions of other files. */
const reach = (text: string, name: string): Reach => {
  const inlines = new Map<string, InlineText>();
  for (const line of text.trim().split("\n")) {
    const [, own = "", list = ""] = /(\w+)\(([^)]*)\)/u.exec(line) ?? [];
    const parameters = list.split(",").map((one) => one.trim());
    inlines.set(own, { text: line, bodyStart: line.indexOf("{"), parameters });
  }
  const declarationOf = (asked: string): BodyDeclaration | undefined => {
    if (inlines.has(asked)) return { what: "inline", mayBeConstant: true };
    if (/^[abcd]$/u.test(asked)) return { what: "function", mayBeConstant: false };
    return asked === "global" ? { what: "variable", mayBeConstant: false } : undefined;
  };
  return reachOfName(name, {
    macros: new Map(),
    declarationOf,
    inlineOf: (asked) => inlines.get(asked),
    memory: new Map(),
  });
};

describe("an inline function", () => {
  test("reaches what its first statements always call, through others too", () => {
    const text = "outer(x) { inner(x); b(); }\ninner(y) { a(y); }";
    expect(reach(text, "outer").reaches).toEqual(["a", "b"]);
  });

  test("reaches nothing for certain in a branch, which an argument may decide", () => {
    expect(reach("f(x) { a(); if (x) b(); else c(); d(); }", "f").reaches).toEqual(["a", "d"]);
    expect(reach("f(x) { if (x) return; a(); }", "f").reaches).toEqual([]);
    expect(reach("f(x) { while (x) { a(); if (x > 2) return; } b(); }", "f").reaches).toEqual([]);
    expect(reach("f(x) { return x ? a() : b(); }", "f").reaches).toEqual([]);
    expect(reach("f(x) { switch (x) { case 1: a(); } b(); }", "f").reaches).toEqual(["b"]);
  });

  test("ends for functions that call each other", () => {
    expect(reach("f(x) { g(x); a(); }\ng(x) { f(x); b(); }", "f").reaches).toEqual(["b", "a"]);
  });

  test.each([
    ["f(x) { }", true],
    ["f(x) { return 0; }", true],
    ["f(x) { return -ENODEV; }", true],
    ["f(x) { return g(x); }\ng(x) { return false; }", true],
    ["f(x) { return x; }", false],
    ["f(x) { return x->member; }", false],
    ["f(x) { return a(x); }", false],
    ["f(x) { return global; }", false],
    ["f(x) { if (x) return 1; return 0; }", false],
    ["f(x) { if (g()) return 1; return 0; }\ng() { return 0; }", true],
    ['f(x) { int v = 0; asm("" : "=r"(v)); return v; }', false],
  ])("%s may be a constant: %s", (text, mayBe) => {
    expect(reach(text, "f").mayBeConstant).toBe(mayBe);
  });
});
