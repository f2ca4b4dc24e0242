import { describe, expect, test } from "vitest";
import type { HeaderItems } from "../../../server/src/core/preprocess/header.ts";
import { readHeader } from "../../../server/src/core/preprocess/header-reader.ts";
import type { UnitScope } from "../../../server/src/core/preprocess/scope.ts";
import {
  evaluateScope,
  type HeaderSource,
  restrictScope,
  type WholeScope,
} from "../../../server/src/core/preprocess/scope-evaluation.ts";

const folders = ["/arch", "/include"];

/** Headers by path; `<x.h>` is looked for in /arch, then in /include. */
const sourceOf = (texts: Readonly<Record<string, string>>): HeaderSource => {
  const read = new Map<string, HeaderItems>();
  return {
    resolve: (path, form, isNext, from) => {
      const own = from.slice(0, from.lastIndexOf("/"));
      const after = isNext
        ? folders.slice(folders.findIndex((folder) => from.startsWith(`${folder}/`)) + 1)
        : folders;
      const candidates = form === "quoted" && !isNext ? [own, ...after] : after;
      return candidates.map((folder) => `${folder}/${path}`).find((candidate) => candidate in texts);
    },
    items: (path) => {
      const text = texts[path];
      if (text === undefined) return undefined;
      const items = read.get(path) ?? readHeader(text);
      read.set(path, items);
      return items;
    },
    text: (path) => texts[path],
  };
};

const evaluate = (
  text: string,
  headers: Readonly<Record<string, string>> = {},
  options: { readonly forced?: readonly string[]; readonly source?: HeaderSource } = {},
): WholeScope =>
  evaluateScope(
    {
      path: "/module/a.c",
      text,
      items: readHeader(text),
      forced: options.forced ?? [],
      predefined: [{ name: "__KERNEL__", parameters: undefined, body: "1" }],
    },
    options.source ?? sourceOf(headers),
  );

/** `inline f/1`. */
const declared = ({ declarations }: UnitScope): readonly string[] =>
  [...declarations.values()].map(
    ({ what, name, parameters }) => `${what} ${name}${parameters === undefined ? "" : `/${parameters}`}`,
  );

const bodies = ({ macros }: UnitScope): Readonly<Record<string, string>> =>
  Object.fromEntries([...macros].map(([name, { body }]) => [name, body]));

test("a name that a header declared keeps that header where the C file defines it", () => {
  const { declarations } = evaluate(
    '#include "own.h"\nint f(void) { return 0; }\nint f(void);\nint g(void);',
    {
      "/module/own.h": "int f(void);\nint h(void);",
    },
  );
  const places = [...declarations.values()].map(({ name, path, header }) => [name, path, header]);
  expect(places).toEqual([
    ["f", "/module/a.c", "/module/own.h"],
    ["h", "/module/own.h", undefined],
    ["g", "/module/a.c", undefined],
  ]);
});

describe("a unit's includes", () => {
  test("are read in order, each guarded header once", () => {
    const scope = evaluate("#include <a.h>\n#include <b.h>\nint own(void);", {
      "/include/a.h": "#ifndef A_H\n#define A_H\n#include <b.h>\nint a(int);\n#endif",
      "/include/b.h": "#ifndef B_H\n#define B_H\n#include <a.h>\nint b(void);\n#endif",
    });
    expect(declared(scope)).toEqual(["function b/0", "function a/1", "function own/0"]);
    expect([...scope.headers]).toEqual(["/include/a.h", "/include/b.h"]);
    expect(scope.isWhole).toBe(true);
  });

  test("may come again where nothing guards them, and not behind #pragma once", () => {
    const scope = evaluate('#include "n.h"\n#include "n.h"\n#include <once.h>\n#include <once.h>', {
      "/module/n.h": "#ifdef FIRST\n#define SECOND 1\n#endif\n#define FIRST 1",
      "/include/once.h": "#pragma once\n#ifdef O\n#define AGAIN\n#endif\n#define O",
    });
    expect(Object.keys(bodies(scope))).toEqual(["__KERNEL__", "FIRST", "SECOND", "O"]);
  });

  test("begin with those of the command line", () => {
    const scope = evaluate(
      "#ifdef CONFIG_A\nint a;\n#endif",
      { "/include/kconfig.h": "#define CONFIG_A 1" },
      {
        forced: ["/include/kconfig.h"],
      },
    );
    expect(declared(scope)).toEqual(["variable a"]);
  });

  test("search on with include_next, and expand macros for their names", () => {
    const scope = evaluate(
      '#define NAME(x) <x/it.h>\n#define QUOTED "q.h"\n#include <p.h>\n#include NAME(sub)\n#include QUOTED',
      {
        "/arch/p.h": "#include_next <p.h>\nint arch_p;",
        "/include/p.h": "int generic_p;",
        "/include/sub/it.h": "int it;",
        "/module/q.h": "int q;",
      },
    );
    expect(declared(scope)).toEqual(["variable generic_p", "variable arch_p", "variable it", "variable q"]);
  });

  test("leave the scope unwhole where one is not found, unless it is not compiled", () => {
    const scope = evaluate("#ifdef NOT\n#include <nowhere.h>\n#endif\n#include <missing.h>\nint a;");
    expect(scope.isWhole).toBe(false);
    expect(scope.doubts).toEqual(["/module/a.c: missing.h is not found"]);
    expect(declared(scope)).toEqual(["variable a"]);
  });

  test("know stdarg.h, which the compiler brings", () => {
    const scope = evaluate("#include <stdarg.h>");
    expect(scope.isWhole).toBe(true);
    expect(declared(scope)).toEqual(["type va_list"]);
    expect(scope.macros.has("va_start")).toBe(true);
  });

  test("that include themselves for ever come to an end", () => {
    const scope = evaluate("#include <a.h>", { "/include/a.h": "#include <a.h>\n" });
    expect(scope.isWhole).toBe(false);
  });
});

describe("a unit's conditions", () => {
  test("take the first branch that holds", () => {
    const scope = evaluate(`#define V 2
#if V == 1
int one;
#elif V == 2
int two;
#if 0
int dead;
#else
int inner;
#endif
#elif V == 2
int again;
#else
int other;
#endif
#ifndef V
int none;
#endif
int last;`);
    expect(declared(scope)).toEqual(["variable two", "variable inner", "variable last"]);
  });

  test("see the macros as they are at that line", () => {
    const scope = evaluate(`#define A 1
#undef A
#ifdef A
int a;
#endif
#define A 2
#define A 3
`);
    expect(declared(scope)).toEqual([]);
    expect(bodies(scope)["A"]).toBe("3");
  });

  test("that cannot be decided hide what hangs on them", () => {
    const scope = evaluate(`#if __has_attribute(__of_another_compiler__)
#define M 1
int a(void);
#else
#define N 1
#endif
#ifdef M
int b(void);
#endif
int c(void);`);
    expect(scope.isWhole).toBe(false);
    expect([...scope.hidden].toSorted()).toEqual(["M", "N", "a", "b"]);
    expect(declared(scope)).toEqual(["function c/0"]);
  });

  test("that only decide macros leave the scope whole", () => {
    const scope = evaluate("#if __has_attribute(__of_another_compiler__)\n#define M 1\n#endif\nint c;");
    expect(scope.isWhole).toBe(true);
    expect(scope.hidden.has("M")).toBe(true);
    expect(scope.doubts).toHaveLength(1);
  });
});

describe("macro calls at file scope", () => {
  test("declare what they expand to, where they stand", () => {
    const text = `#define FLAG(u, l) TEST(u, l) static inline void Set##u(struct page *p) { set(PG_##l, p); }
#define TEST(u, l) static inline int Page##u(struct page *p) { return test(PG_##l, p); }
FLAG(Locked, locked)
int f(void);
#define DECLARE_PER_CPU(t, n) extern __attribute__((section(".percpu"))) __typeof__(t) n
DECLARE_PER_CPU(unsigned long, this_cpu_off);`;
    const scope = evaluate(text);
    expect(declared(scope)).toEqual([
      "inline PageLocked/1",
      "inline SetLocked/1",
      "function f/0",
      "variable this_cpu_off",
    ]);
    const fact = scope.declarations.get("SetLocked");
    expect(text.slice(fact?.start, fact?.end)).toBe("FLAG(Locked, locked)");
    expect(scope.hidden.size).toBe(0);
  });

  test("are read anew in each stage of a trace header", () => {
    const scope = evaluate("#define CREATE_TRACE_POINTS\n#include <trace/events/x.h>", {
      "/include/trace/events/x.h": `#undef TRACE_SYSTEM
#define TRACE_SYSTEM x
#if !defined(TRACE_X_H) || defined(TRACE_HEADER_MULTI_READ)
#define TRACE_X_H
#include <linux/tracepoint.h>
TRACE_EVENT(x_start, TP_PROTO(int a, int b));
#endif
#include <trace/define_trace.h>`,
      "/include/linux/tracepoint.h": `#ifndef TP_H
#define TP_H
#define TP_PROTO(args...) args
#define TRACE_EVENT(name, proto) static inline void trace_##name(proto) { hit(__tracepoint_##name); }
#endif`,
      "/include/trace/define_trace.h": `#ifdef CREATE_TRACE_POINTS
#undef CREATE_TRACE_POINTS
#define TO_STRING(x...) #x
#define EXPANDED(x...) TO_STRING(x)
#define TRACE_HEADER_MULTI_READ
#undef TRACE_EVENT
#define TRACE_EVENT(name, proto) int __tracepoint_##name;
#define TRACE_INCLUDE(system) EXPANDED(trace/events/system.h)
#include TRACE_INCLUDE(TRACE_SYSTEM)
#undef TRACE_HEADER_MULTI_READ
#endif`,
    });
    expect(scope.doubts).toEqual([]);
    expect(declared(scope)).toEqual(["inline trace_x_start/2", "variable __tracepoint_x_start"]);
  });

  test("make enumerators, in braces of their own and of the file that includes them", () => {
    const scope = evaluate(
      `#define MAP(X) X(one, 1) X(two, 2)
#define AS_ENUM(name, v) MAP_##name = v,
enum { MAP(AS_ENUM) MAP_LAST };
#define FLAG(n) FLAG_##n,
enum {
#include "flags.h"
	FLAG_COUNT
};
#define MORE MORE_A, MORE_B,
enum { MORE };`,
      { "/module/flags.h": "FLAG(x)\nFLAG(y)\n" },
    );
    expect(declared(scope)).toEqual([
      "constant MAP_one",
      "constant MAP_two",
      "constant MAP_LAST",
      "constant FLAG_x",
      "constant FLAG_y",
      "constant FLAG_COUNT",
      "constant MORE_A",
      "constant MORE_B",
    ]);
  });

  test("hide their words where nobody knows what they are", () => {
    const scope = evaluate("UNKNOWN_MACRO(some, words);\nint f(void);");
    expect([...scope.hidden]).toEqual(["UNKNOWN_MACRO", "some", "words"]);
    expect(declared(scope)).toEqual(["function f/0"]);
  });

  test("are remembered only as long as their macros stay the same", () => {
    const source = sourceOf({ "/include/m.h": "MAKE(x)\n" });
    const one = evaluate("#define MAKE(n) int a_##n;\n#include <m.h>", {}, { source });
    const two = evaluate("#define MAKE(n) int b_##n;\n#include <m.h>", {}, { source });
    const three = evaluate("#define MAKE(n) int b_##n;\n#include <m.h>", {}, { source });
    expect([one, two, three].map(declared)).toEqual([["variable a_x"], ["variable b_x"], ["variable b_x"]]);
  });
});

describe("a declaration", () => {
  test("has the name that its macro gives it", () => {
    const scope = evaluate(`#define old_name new_name
#define same same
#define wrapped(x, y) real_one(x, y, int c)
int old_name(void);
extern int same;
int wrapped(int a, int b);
int (wrapped)(int a, int b);
#define __aligned_here __attribute__((aligned(64)))
struct s { int i; } __aligned_here;`);
    expect(declared(scope)).toEqual([
      "function new_name/0",
      "variable same",
      "function real_one/3",
      "function wrapped/2",
      "tag s",
    ]);
    expect(scope.hidden.size).toBe(0);
  });

  test("with a body wins over a prototype, and a function over a tag and over its export", () => {
    const scope = evaluate(`static inline int f(int a) { return a; }
int f(int a);
struct g { int x; };
int g(void);
struct g;
extern typeof(f) f;`);
    expect(declared(scope)).toEqual(["inline f/1", "function g/0"]);
  });
});

describe("a restricted scope", () => {
  const header = `#define OUTER(x) MIDDLE(x)
#define MIDDLE(x) real_##x(INNER)
#define INNER inner_variable
#define UNASKED unasked
extern int inner_variable, unasked;
int real_thing(int);
int real_other(int);
void outside(void);
static inline void always(void) { outside(); }
static inline int maybe(int a) { if (a) outside(); return 0; }
`;
  const restricted = (text: string): UnitScope =>
    restrictScope(evaluate('#include "h.h"', { "/module/h.h": header }), text);

  test("holds what the text mentions and all it expands to, pasted names too", () => {
    const scope = restricted("void f(void) { OUTER(thing); }");
    expect([...scope.macros.keys()].toSorted()).toEqual(["INNER", "MIDDLE", "OUTER"]);
    expect([...scope.declarations.keys()].toSorted()).toEqual(["inner_variable", "real_thing"]);
    expect(scope.asked?.has("real_thing")).toBe(true);
    expect(scope.asked?.has("real_other")).toBe(false);
    expect(scope.asked?.has("f")).toBe(true);
  });

  test("says what inline functions certainly reach", () => {
    const scope = restricted("always(); maybe(1);");
    expect(scope.declarations.get("always")).toMatchObject({ what: "inline", reaches: ["outside"] });
    expect(scope.declarations.get("maybe")?.reaches).toEqual([]);
  });

  test("is plain data", () => {
    const scope = restricted("always();");
    expect(structuredClone(scope)).toEqual(scope);
  });
});
