import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expand } from "../../../server/src/core/preprocess/expand.ts";
import type { Macro } from "../../../server/src/core/preprocess/macro-body.ts";
import { tokensOf } from "../../../server/src/core/preprocess/tokens.ts";

/** Reads `#define` lines. */
const macrosOf = (text: string): Map<string, Macro> => {
  const macros = new Map<string, Macro>();
  for (const [, name = "", list, inner = "", body = ""] of text.matchAll(
    /#define (\w+)(\(([^)]*)\))?[ ]?(.*)/gu,
  )) {
    const names = inner === "" ? [] : inner.split(",").map((one) => one.trim());
    macros.set(name, { parameters: list === undefined ? undefined : names, body });
  }
  return macros;
};

const expanded = (definitions: string, text: string): string =>
  expand(tokensOf(text), macrosOf(definitions))
    .tokens.map((token) => token.text)
    .join(" ");

describe("macro expansion", () => {
  test("replaces objects and calls, arguments first, and reads the result again", () => {
    expect(expanded("#define A B\n#define B 1", "A + B")).toBe("1 + 1");
    expect(expanded("#define F(x) x G\n#define G(y) [y]", "F(F(1))(2)")).toBe("1 G [ 2 ]");
    expect(expanded("#define F(x, y) y x", "F((a, b), c)")).toBe("c ( a , b )");
  });

  test("leaves a name alone within its own expansion", () => {
    expect(expanded("#define x (4 + x)\n#define f(a) a + f(a)", "x f(1)")).toBe("( 4 + x ) 1 + f ( 1 )");
    expect(expanded("#define f(x) g\n#define g(x) f", "f(1)(2)(3)")).toBe("g");
  });

  test("leaves a function-like macro's name without a call, and a call that does not end", () => {
    expect(expanded("#define f(x) [x]", "f + f (1) f")).toBe("f + [ 1 ] f");
    expect(expanded("#define f(x) [x]\n#define A 1", "f(A, (")).toBe("f ( 1 , (");
  });

  test("makes strings and pastes tokens from arguments as written", () => {
    expect(expanded("#define A 1\n#define s(x) #x\n#define xs(x) s(x)", 's(a  +"b\\n") s(A) xs(A)')).toBe(
      '"a +\\"b\\\\n\\"" "A" "1"',
    );
    expect(
      expanded("#define A 1\n#define p(x, y) x ## y\n#define A1 ok", "p(A, 1) p(, b) p(a, ) p(x, y)"),
    ).toBe("ok b a xy");
  });

  test("knows the GNU comma and __VA_OPT__", () => {
    const macros = "#define a(f, ...) p(f, ## __VA_ARGS__)\n#define b(f, args...) p(f, ## args)";
    expect(expanded(macros, "a(1) a(1, 2, 3) b(1) b(1, 2)")).toBe(
      "p ( 1 ) p ( 1 , 2 , 3 ) p ( 1 ) p ( 1 , 2 )",
    );
    expect(expanded("#define c(f, ...) f __VA_OPT__(: __VA_ARGS__)", "c(1) c(1, 2)")).toBe("1 1 : 2");
  });

  test("expands the kernel's IS_ENABLED", () => {
    const macros = [
      "#define PLACEHOLDER_1 0,",
      "#define second(ignored, val, ...) val",
      "#define defined_(x) defined__(x)",
      "#define defined__(val) defined___(PLACEHOLDER_##val)",
      "#define defined___(junk) second(junk 1, 0)",
      "#define CONFIG_Y 1",
    ].join("\n");
    expect(expanded(macros, "defined_(CONFIG_Y) defined_(CONFIG_N)")).toBe("1 0");
  });

  test("tells where each token comes from and through which macros", () => {
    const macros = macrosOf("#define outer(x) inner(x) end\n#define inner(x) call(x)");
    const result = expand(tokensOf("  outer(value)"), macros).tokens;
    expect(
      result.map(({ text, origin, through }) => [text, origin.offset, origin.length, ...through]),
    ).toEqual([
      ["call", 2, 5, "outer", "inner"],
      ["(", 2, 5, "outer", "inner"],
      ["value", 8, 5],
      [")", 2, 5, "outer", "inner"],
      ["end", 2, 5, "outer"],
    ]);
  });

  test("counts with __COUNTER__ and reads lines from its caller", () => {
    const macros = macrosOf(
      "#define paste(a, b) a ## b\n#define cat(a, b) paste(a, b)\n#define id(x) cat(x, __COUNTER__)",
    );
    const result = expand(tokensOf("id(a) id(b) __LINE__"), macros, { lineOf: () => 7 });
    expect(result.tokens.map((token) => token.text)).toEqual(["a0", "b1", "7"]);
  });

  test("stops at its bound and says so", () => {
    const lines = Array.from({ length: 40 }, (_, at) => `#define m${at + 1} m${at} m${at}`);
    const result = expand(tokensOf("m40"), macrosOf(lines.join("\n")), { maximumTokens: 5000 });
    expect(result.isWhole).toBe(false);
  });

  const word = fc.constantFrom("A", "B", "F", "G", "x", "1", "(", ")", ",", "#", "##", "__VA_ARGS__", "p");
  const text = fc.array(word, { maxLength: 14 }).map((words) => words.join(" "));
  const macro = fc.record({
    parameters: fc.constantFrom(undefined, [], ["p"], ["p", "..."], ["x", "p"]),
    body: text,
  });
  const macros = fc
    .tuple(macro, macro, macro, macro)
    .map(([a, b, f, g]) => new Map<string, Macro>(Object.entries({ A: a, B: b, F: f, G: g })));

  test("ends for any macros and any text", () => {
    fc.assert(
      fc.property(macros, text, (table, source) => {
        expand(tokensOf(source), table, { maximumTokens: 10_000 });
      }),
    );
  });

  test("changes nothing where no name is a macro", () => {
    fc.assert(
      fc.property(text, (source) => {
        const tokens = tokensOf(source);
        const result = expand(tokens, new Map()).tokens;
        expect(result.map((token) => token.text)).toEqual(tokens.map((token) => token.text));
      }),
    );
  });

  test("changes nothing more in text that is expanded, with macros that do not name each other", () => {
    const plain = fc
      .array(fc.constantFrom("x", "1", "+", "p"), { maxLength: 6 })
      .map((words) => words.join(" "));
    const table = fc.tuple(plain, plain).map(
      ([a, f]) =>
        new Map<string, Macro>([
          ["A", { parameters: undefined, body: a }],
          ["F", { parameters: ["p"], body: f }],
        ]),
    );
    fc.assert(
      fc.property(
        table,
        fc.array(fc.constantFrom("A", "F(A)", "F(x 1)", "x"), { maxLength: 8 }),
        (macrosHere, words) => {
          const once = expand(tokensOf(words.join(" ")), macrosHere).tokens.map((token) => token.text);
          const twice = expand(tokensOf(once.join(" ")), macrosHere).tokens.map((token) => token.text);
          expect(twice).toEqual(once);
        },
      ),
    );
  });
});
