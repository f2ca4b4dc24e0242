import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DeclarationItem, HeaderItem } from "../../../server/src/core/preprocess/header.ts";
import { readHeader } from "../../../server/src/core/preprocess/header-reader.ts";

const items = (text: string): readonly HeaderItem[] => readHeader(text).items;

const declarations = (text: string): readonly DeclarationItem[] =>
  items(text).filter((item) => item.kind === "declaration");

/** `function probe/2`, `type u8`, `call PAGEFLAG`. */
const told = (text: string): readonly string[] =>
  items(text).flatMap((item) => {
    if (item.kind === "call") return [`call ${item.name}`];
    if (item.kind !== "declaration") return [];
    const count = item.parameters === undefined ? "" : `/${item.parameters}${item.isVariadic ? "+" : ""}`;
    return [`${item.what} ${item.name}${count}`];
  });

const lines = (text: string): readonly string[] =>
  items(text).map((item) => {
    switch (item.kind) {
      case "if":
      case "elif":
        return `${item.kind} ${item.condition}`;
      case "include":
        return `${item.isNext ? "next " : ""}${item.form} ${item.path}`;
      case "define":
        return `define ${item.name}${item.parameters === undefined ? "" : `(${item.parameters.join()})`} ${item.body}`;
      case "undef":
      case "declaration":
      case "call":
        return `${item.kind} ${item.name}`;
      case "else":
      case "endif":
        return item.kind;
    }
  });

describe("the preprocessor lines of a header", () => {
  test("are told in text order, ifdef and ifndef as conditions", () => {
    const text = `#ifndef GUARD_H
#define GUARD_H
#include <linux/types.h>
# include "own.h"
#include_next <asm/page.h>
#include MACRO(x)
#ifdef CONFIG_A
#elif IS_ENABLED(CONFIG_B) && /* why */ \\
  1
#else
#endif
#undef X
#endif /* GUARD_H */
`;
    expect(lines(text)).toEqual([
      "if !defined(GUARD_H)",
      "define GUARD_H ",
      "system linux/types.h",
      "quoted own.h",
      "next system asm/page.h",
      "macro MACRO(x)",
      "if defined(CONFIG_A)",
      "elif IS_ENABLED(CONFIG_B) &&      1",
      "else",
      "endif",
      "undef X",
      "endif",
    ]);
  });

  test("define macros whose bodies have neither comments nor continuations", () => {
    const text = `#define PLAIN
#define CALL(a, b...) f(a, ##b) /* not this */
#define LONG \\
  "a // b" \\
  c // nor this
#define SPACED (x)
`;
    expect(lines(text)).toEqual([
      "define PLAIN ",
      "define CALL(a,b...) f(a, ##b)",
      'define LONG "a // b"    c',
      "define SPACED (x)",
    ]);
  });

  test("are found inside bodies, types, enums, initialisers and argument lists", () => {
    const text = `static inline int f(void)
{
#ifdef A
	return '}';
#endif
}
struct s {
	int a;
#define S_A 1
};
enum { E1,
#ifdef B
	E2,
#endif
};
static int t[] = {
#include "table.h"
};
int g(int a,
#ifdef C
	int b
#endif
);
`;
    expect(lines(text)).toEqual([
      "if defined(A)",
      "endif",
      "declaration f",
      "define S_A 1",
      "declaration s",
      "declaration E1",
      "if defined(B)",
      "declaration E2",
      "endif",
      "quoted table.h",
      "declaration t",
      "if defined(C)",
      "endif",
      "declaration g",
    ]);
  });

  test("leave out what only assembler or C++ sees", () => {
    const text = `#ifdef __ASSEMBLY__
.macro ENTER
	push %rax
.endm
#else
int f(void);
#endif
#ifdef __cplusplus
extern "C" {
#endif
int g(void);
#if 0
it's no C {
#endif
int h(void);
`;
    expect(told(text)).toEqual(["function f/0", "function g/0", "function h/0"]);
  });

  test("say once where the header is to be read once", () => {
    expect(readHeader("#pragma once\nint f(void);").isOnce).toBe(true);
    expect(readHeader("#pragma pack(1)\nint f(void);").isOnce).toBeUndefined();
  });
});

describe("the declarations of a header", () => {
  test.each([
    ["int f(void);", "function f/0"],
    ["int f();", "function f"],
    ["extern int printk(const char *fmt, ...);", "function printk/1+"],
    [
      "struct device *get(struct device *d, int (*match)(struct device *, void *), void *x);",
      "function get/3",
    ],
    ["extern unsigned long volatile jiffies;", "variable jiffies"],
    ["extern struct list_head modules;", "variable modules"],
    ['static const char * const names[] = { [0] = "a;b", };', "variable names"],
    ["extern void (*pm_power_off)(void);", "variable pm_power_off"],
    ["extern u32 (*handler[4])(int);", "variable handler"],
    ["void (*signal(int s, void (*f)(int)))(int);", "function signal/2"],
    ["int (memcmp)(const void *a, const void *b, size_t n);", "function memcmp/3"],
    ["typedef unsigned char u8;", "type u8"],
    // include/linux/types.h gives a type's own word its meaning.
    ["typedef _Bool\t\t\tbool;", "type bool"],
    ["typedef bool flag_t;", "type flag_t"],
    ["typedef irqreturn_t (*irq_handler_t)(int, void *);", "type irq_handler_t"],
    ["typedef u32 (hash_t)(const void *);", "type hash_t"],
    ["typedef struct { int counter; } atomic_t;", "type atomic_t"],
    ["typeof(int) x;", "variable x"],
  ])("%s", (text, expected) => {
    expect(told(text)).toEqual([expected]);
  });

  test.each([
    ["extern __printf(2, 3) void warn(int a, const char *f, ...);", "function warn/2+"],
    ["void __printf(1, 2) panic(const char *f, ...) __noreturn __cold;", "function panic/1+"],
    ["asmlinkage __visible void __init start_kernel(void);", "function start_kernel/0"],
    ["int __must_check device_add(struct device *dev) __attribute__((nonnull(1)));", "function device_add/1"],
    ['extern int x __attribute__((section(".data")));', "variable x"],
    ["extern unsigned int cpu_khz __read_mostly;", "variable cpu_khz"],
    ["static __always_inline bool f(int a) { return a; }", "inline f/1"],
  ])("keep their names behind annotations: %s", (text, expected) => {
    expect(told(text)).toEqual([expected]);
  });

  test("may be several in one", () => {
    expect(told("extern int a, *b[2], c(int x), (*d)(void);")).toEqual([
      "variable a",
      "variable b",
      "function c/1",
      "variable d",
    ]);
  });

  test("tell tags and enumerators, those inside other types too", () => {
    expect(
      told("struct a { enum b { B1 = 1, B2, } x; struct { union c { int i; } u; } y; } __packed;"),
    ).toEqual(["constant B1", "constant B2", "tag b", "tag c", "tag a"]);
    expect(told("struct fwd;")).toEqual([]);
    expect(told("enum e { A = (1 << 2), B = sizeof(struct { int x, y; }) } v;")).toEqual([
      "constant A",
      "constant B",
      "tag e",
      "variable v",
    ]);
  });

  test("say where a function, its name and its body stand", () => {
    const text = "int a;\nstatic inline int f(int x)\n{ return x; }\nint b;";
    const f = declarations(text)[1];
    expect(f?.isStatic).toBe(true);
    expect(text.slice(f?.start, f?.end)).toBe("static inline int f(int x)\n{ return x; }");
    expect(text.slice(f?.bodyStart, f?.end)).toBe("{ return x; }");
    expect(text.startsWith("f(", f?.nameStart)).toBe(true);
  });

  test("begin anew in each branch of a conditional", () => {
    const text = `#ifdef A
static inline int f(int a)
{
#else
static inline int f(int a, int b)
{
#endif
	return a;
}
int g(void)
#ifdef A
{ return 1; }
#else
;
#endif
int h(void);
`;
    // The body is read on from the last branch.
    expect(told(text)).toEqual(["inline f/2", "inline g/0", "function g/0", "function h/0"]);
  });

  test("have no number of parameters where a preprocessor line stands among them", () => {
    expect(declarations("int f(int a\n#ifdef A\n, int b\n#endif\n);")[0]?.parameters).toBeUndefined();
  });
});

describe("what only its macros could tell", () => {
  test.each([
    ["DECLARE_PER_CPU(int, x);", "DECLARE_PER_CPU"],
    ["static DEFINE_SPINLOCK(lock);", "DEFINE_SPINLOCK"],
    ["extern DECLARE(foo);", "DECLARE"],
    ["static inline TYPE(x) NAME(y)(int z) { return z; }", "TYPE"],
    ["int f(LIST_OF(a, b), int c);", "f"],
    ["extern int __some_annotation x;", "__some_annotation"],
    ["void f(int) __unknown(1);", "f"],
  ])("is a call: %s", (text, name) => {
    expect(items(text)).toMatchObject([{ kind: "call", name, text, start: 0, end: text.length }]);
  });

  test("ends with its line where no semicolon follows", () => {
    const text = `PAGEFLAG(Locked, locked) TESTFLAG(Locked)
	SETFLAG(Locked)
int f(void);
module_init(start)
MODULE_LICENSE("GPL");
FLAGS
#undef FLAGS
ANNOTATED
static int x;
`;
    expect(items(text).map((item) => ("text" in item ? item.text : item.kind))).toEqual([
      "PAGEFLAG(Locked, locked) TESTFLAG(Locked)",
      "SETFLAG(Locked)",
      "declaration",
      "module_init(start)",
      'MODULE_LICENSE("GPL");',
      "FLAGS",
      "undef",
      "ANNOTATED",
      "declaration",
    ]);
  });

  test("is an enum of its own among enumerators", () => {
    expect(items("enum { A, MAP(X) LAST };")).toMatchObject([
      { kind: "declaration", name: "A" },
      { kind: "call", name: "MAP", text: "enum { MAP(X) };" },
      { kind: "declaration", name: "LAST" },
    ]);
  });

  test("is no assertion and no assembler", () => {
    expect(items('_Static_assert(sizeof(int) == 4, "x"); asm("nop"); ; struct s;')).toEqual([]);
  });
});

describe("a text that is broken", () => {
  test("is read on behind a brace that is not closed", () => {
    const text = `#ifdef A
int before(void);
int f(void)
{
	if (1) {
}
#include "x.h"
static int after(int a);
#endif
`;
    expect(told(text)).toEqual(["function before/0", "inline f/0", "function after/1"]);
    expect(lines(text).filter((line) => /^(?:if|endif|quoted)/u.test(line))).toEqual([
      "if defined(A)",
      "quoted x.h",
      "endif",
    ]);
  });

  test("is read on behind a brace too many", () => {
    expect(told("int f(void) { } }\nint g(void);")).toEqual(["inline f/0", "function g/0"]);
  });

  test("never stops the reader, whatever it is", () => {
    const parts = [
      "struct s {",
      "}",
      "(",
      ")",
      "enum {",
      "A,",
      "#if X\n",
      "\n#else\n",
      "\n#endif\n",
      "\n#define a(b",
      '"',
      "'",
      "/*",
      "*/",
      "//",
      "\\\n",
      "static ",
      "int f(",
      "void)",
      ";",
      "{",
      "=",
      "[",
      "M(x)\n",
      "typedef ",
      "*",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 40 }), (chosen) => {
        const text = chosen.join("");
        for (const item of items(text)) {
          expect(item.start).toBeGreaterThanOrEqual(0);
          if ("end" in item) expect(item.end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("is read in time that grows with its length", () => {
    const deep = "struct s {".repeat(20_000) + "\n#if X".repeat(20_000);
    expect(items(deep).length).toBe(20_000);
  });
});
