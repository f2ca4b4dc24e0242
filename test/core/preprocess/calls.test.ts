import { describe, expect, test } from "vitest";
import { callsIn } from "../../../server/src/core/preprocess/calls.ts";
import type { Macro } from "../../../server/src/core/preprocess/macro-body.ts";

const macros = new Map<string, Macro>([
  ["pr_info", { parameters: ["fmt", "..."], body: "printk(fmt, ##__VA_ARGS__)" }],
  ["LIST_HEAD", { parameters: ["name"], body: "struct list_head name" }],
]);

const calls = (text: string): readonly string[] =>
  callsIn(text, macros).map(
    ({ name, argumentCount, within }) => `${name}/${argumentCount}${within ? ` in ${within}` : ""}`,
  );

describe("the calls of a body", () => {
  test("are those the source spells, with their arguments counted", () => {
    expect(calls("{ f(); g(a, (b, c), d[1, 2], (struct s){ 1, 2 }); return h(i(1)); }")).toEqual([
      "f/0",
      "g/4",
      "h/1",
      "i/1",
    ]);
  });

  test("are no declarations, casts, members, keywords or attributes", () => {
    expect(
      calls(
        "{ int f(int); struct s *g(void); (type)(x); p->m(1); if (x) sizeof(y); u8 v __attribute__((aligned(8))); }",
      ),
    ).toEqual([]);
    expect(calls("{ static LIST_HEAD(l); x = *p(1); type (*callback)(int); }")).toEqual([
      "LIST_HEAD/1",
      "p/1",
    ]);
  });

  test("tell the macro in whose arguments they stand", () => {
    expect(calls('{ pr_info("%d %d", f(a, b), g(h())); f(1); }')).toEqual([
      "pr_info/3",
      "f/2 in pr_info",
      "g/1 in pr_info",
      "h/0 in pr_info",
      "f/1",
    ]);
  });

  test("count a macro's arguments as the preprocessor does", () => {
    expect(calls("{ pr_info(a[1, 2]); f(a[1, 2]); }")).toEqual(["pr_info/2", "f/1"]);
  });

  test("are left out where preprocessor lines stand among their arguments", () => {
    expect(calls("{ f(1,\n#ifdef X\n 2,\n#endif\n 3); g(1); }\n#define m(x) k(x)\n")).toEqual(["g/1"]);
    expect(calls("{\n#define m(x) k(x)\n m(1); }")).toEqual(["m/1"]);
  });

  test("stand where their names and closing parentheses do", () => {
    const text = "{ f(a, g(1)); }";
    expect(callsIn(text, macros).map(({ offset, end }) => text.slice(offset, end))).toEqual([
      "f(a, g(1))",
      "g(1)",
    ]);
  });
});
