import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BodyDeclaration, BodyLookup } from "../../../server/src/core/preprocess/body-lookup.ts";
import {
  referencesOfBody,
  referencesOfInitialiser,
} from "../../../server/src/core/preprocess/body-references.ts";
import type { Macro } from "../../../server/src/core/preprocess/macro-body.ts";

const declarations: Readonly<Record<string, BodyDeclaration>> = {
  ...Object.fromEntries(
    ["a", "b", "c", "d", "get", "store", "panic"].map((name) => [
      name,
      { what: "function", mayBeConstant: false },
    ]),
  ),
  stub: { what: "inline", mayBeConstant: true },
  helper: { what: "inline", mayBeConstant: false },
  global: { what: "variable", mayBeConstant: false },
  fixed: { what: "variable", mayBeConstant: true },
  FLAG: { what: "constant", mayBeConstant: true },
  u32: { what: "type", mayBeConstant: false },
};

const macros = new Map<string, Macro>([
  ["NULL", { parameters: undefined, body: "((void *)0)" }],
  ["ON", { parameters: undefined, body: "1" }],
  ["OFF", { parameters: undefined, body: "0" }],
  ["likely", { parameters: ["x"], body: "__builtin_expect(!!(x), 1)" }],
  ["CALL_A", { parameters: ["x"], body: "do { a(x); } while (0)" }],
  ["BUG", { parameters: [], body: 'do { asm volatile("ud2"); __builtin_unreachable(); } while (0)' }],
  [
    "min",
    {
      parameters: ["x", "y"],
      body: "__builtin_choose_expr(sizeof(x) == 4, ((x) < (y) ? (x) : (y)), ({ typeof(x) _x = (x); typeof(y) _y = (y); _x < _y ? _x : _y; }))",
    },
  ],
]);

const lookup: BodyLookup = {
  macros,
  parameters: ["p", "n"],
  declarationOf: (name) => (Object.hasOwn(declarations, name) ? declarations[name] : undefined),
};

/** `a` certain, `a?` perhaps, `a!` never; `&a` for a value. */
const references = (text: string, more: Partial<BodyLookup> = {}): string => {
  const read = referencesOfBody(text, { ...lookup, ...more });
  const marks = { certain: "", perhaps: "?", never: "!" };
  const told = read.references.map(
    ({ name, kind, certainty }) => `${kind === "value" ? "&" : ""}${name}${marks[certainty]}`,
  );
  return `${told.join(" ")}${read.isWhole ? "" : " (not whole)"}`;
};

describe("what a body refers to", () => {
  test.each([
    ["a plain call", "{ a(); }", "a"],
    ["a condition decided at run time", "{ if (n) a(); else b(); }", "a b"],
    ["a member behind a pointer", "{ if (p->flag && p->list.next) a(); }", "a"],
    ["what a function gives", "{ if (get() < 0) a(); }", "get a"],
    ["a condition that is constant", "{ if (OFF) a(); else b(); if (ON) c(); }", "a! b c"],
    ["0 on the left of &&", "{ if (OFF && n) a(); if (n && OFF) b(); if (n || ON) c(); }", "a! b! c"],
    [
      "a constant nobody can compute",
      "{ if (FLAG) a(); if (sizeof(u32) == 4) b(); if (fixed) c(); }",
      "a? b? &fixed? c?",
    ],
    [
      "an inline function that may be a stub",
      "{ if (stub(p)) a(); if (helper(p)) b(); }",
      "stub a? helper b",
    ],
    ["an inline function of constants", "{ if (helper(3)) a(); }", "helper a?"],
    ["a name nobody knows", "{ if (unheard) a(); }", "&unheard? a?"],
    ["likely()", "{ if (likely(n)) a(); if (likely(0)) b(); }", "a b!"],
    [
      "__builtin_constant_p",
      "{ if (__builtin_constant_p(n)) a(); if (__builtin_constant_p(1)) b(); }",
      "a? b",
    ],
    ["?:", "{ n ? a() : b(); 0 ? c() : d(); }", "a b c! d"],
    ["a branch of both", "{ if (FLAG) { a(); b(); } else a(); }", "a b? a"],
    ["an unsigned that is never negative", "{ u32 v = get(); if (v < 0) a(); }", "get a?"],
  ])("%s: %s", (_, text, told) => {
    expect(references(text)).toBe(told);
  });

  test.each([
    ["return", "{ a(); return; b(); }", "a b!"],
    ["a conditional return", "{ if (n) return; a(); }", "a"],
    ["a return that may always be taken", "{ if (FLAG) return; a(); }", "a?"],
    ["a return that is always taken", "{ if (ON) return; a(); }", "a!"],
    ["returns on both ways", "{ if (n) return; else return; a(); }", "a!"],
    ["a function that does not return", "{ panic(); a(); }", "panic a!"],
    ["BUG()", "{ a(); BUG(); b(); }", "a b!"],
    ["goto and its label", "{ if (n) goto out; a(); return; b(); out: c(); }", "a b! c"],
    ["a label only jumped back to", "{ return; again: a(); if (n) goto again; }", "a?"],
    ["break", "{ for (;;) { a(); if (n) break; } b(); }", "a b"],
    ["a loop without an end", "{ while (1) a(); b(); }", "a b!"],
  ])("behind %s: %s", (_, text, told) => {
    expect(references(text)).toBe(told);
  });

  test.each([
    ["once", "{ do { a(); } while (0); b(); CALL_A(1); }", "a b a"],
    ["never", "{ while (0) a(); for (n = 0; n < 0; n++) b(); }", "a! b!"],
    ["surely", "{ int i; for (i = 0; i < 10; i++) a(); }", "a"],
    ["if asked at run time", "{ int i; for (i = 0; i < n; i++) a(i); while (get()) b(); }", "a get b"],
    ["by a case", "{ switch (n) { case 1: a(); break; default: b(); } c(); }", "a b c"],
    [
      "by a case of a constant",
      "{ switch (sizeof(n)) { case 4: a(); break; case 8: b(); } c(); }",
      "a? b? c",
    ],
  ])("run %s: %s", (_, text, told) => {
    expect(references(text)).toBe(told);
  });

  test("follows what locals hold", () => {
    expect(references("{ int x = 0; if (x) a(); x = get(); if (x) b(); }")).toBe("a! get b");
    expect(references("{ int x = 0; if (n) x = 1; if (x) a(); }")).toBe("a");
    expect(references("{ int x; store(&x); if (x) a(); }")).toBe("store a");
    expect(references("{ static int once; if (!once) { once = 1; a(); } }")).toBe("a");
  });

  test("knows no parameter, local, member, label, type, tag or enumerator as a reference", () => {
    const text =
      "{ struct a *b = (struct a *)p; enum { c }; u32 d = c; b->get = 1; goto store; store: p(d); FLAG; }";
    expect(references(text)).toBe("");
    expect(references("{ { int a; a = 1; } a(); }")).toBe("a");
    expect(references("{ struct s v = { .a = 1, b: 2, [FLAG] = 3 }; }")).toBe("");
  });

  test("counts a value where it has an effect", () => {
    expect(references("{ store(a); store(&global); p->f = b; return global; }")).toBe(
      "store &a store &global &b &global",
    );
    expect(references("{ int unused = global; void *q = &global; store(q); }")).toBe(
      "&global? &global store",
    );
    expect(references("{ helper(&global); }")).toBe("helper &global?");
  });

  test("only measures in sizeof, typeof and _Generic", () => {
    expect(references("{ n = sizeof(a()) + sizeof global; typeof(b()) x; }")).toBe("a! &global! b!");
    expect(references("{ _Generic(get(), int: a, default: b)(n); }")).toBe("get! &a? &b?");
  });

  test("reads statement expressions, and both forms of a kernel minimum", () => {
    expect(references("{ int x = ({ int y = get(); y + n; }); if (x) a(); }")).toBe("get a");
    expect(references("{ return min(get(), n); }")).toBe("get");
  });

  test("reads asm operands but not its strings", () => {
    expect(
      references('{ int v; asm volatile("call a" : "=r"(v) : "r"(global) : "memory"); if (v) b(); }'),
    ).toBe("&global b");
  });

  test("follows preprocessor lines within the body", () => {
    expect(references("{\n#ifdef ON\n a();\n#else\n b();\n#endif\n#define go c\n go();\n}")).toBe("a c");
    expect(references("{\n#define go a\n go();\n#undef go\n b();\n#define go c\n go();\n}")).toBe("a b c");
    expect(references("{\n ON ? a() : b();\n#undef ON\n#define ON 0\n ON ? c() : d();\n}")).toBe("a b! c! d");
    expect(references("{\n#if __has_include(<x.h>)\n a();\n#endif\n}")).toBe("a? (not whole)");
  });

  test("does not count functions that no code may reach", () => {
    const text =
      '{ do { extern void never(void) __attribute__((error("no"))); if (!(n)) never(); } while (0); }';
    expect(references(text)).toBe("never!");
  });

  test("doubts a parameter of a function that is called by name", () => {
    const text = "{ if (n) a(); if (p->x) b(); }";
    expect(references(text, { parametersMayBeConstant: true })).toBe("a? b");
  });

  test("is not whole with a function within the function", () => {
    expect(references("{ int inner(int x) { return b(); } a(); }")).toBe("a? (not whole)");
  });

  test("tells the word of the source and the macros between", () => {
    const text = "{ CALL_A(get()); }";
    const told = referencesOfBody(text, lookup).references;
    expect(
      told.map(({ name, offset, length, through }) => [
        name,
        text.slice(offset, offset + length),
        ...through,
      ]),
    ).toEqual([
      ["a", "CALL_A", "CALL_A"],
      ["get", "get"],
    ]);
  });

  test("reads initialisers", () => {
    const read = referencesOfInitialiser(
      "{ .open = a, .n = sizeof(b), .list = { c, NULL }, .v = &global }",
      lookup,
    );
    expect(read.references.map(({ name, kind, certainty }) => `${name} ${kind} ${certainty}`)).toEqual([
      "a value certain",
      "b value never",
      "c value certain",
      "global value certain",
    ]);
    expect(read.isWhole).toBe(true);
  });

  test("never throws, whatever the text is", () => {
    const pieces =
      'a b n p u32 if else while for do switch case default return goto break ( ) { } [ ] ; , : ? = += && * & . -> ++ sizeof typeof struct int static asm __attribute__ _Generic min likely 1 "s" #'.split(
        " ",
      );
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), (words) => {
        referencesOfBody(`{ ${words.join(" ")} }`, lookup);
        referencesOfInitialiser(words.join(" "), lookup);
      }),
      { numRuns: 500 },
    );
    for (const piece of [
      "(",
      "{",
      "[",
      "!",
      "if (n) ",
      "({",
      "do ",
      "sizeof ",
      "{ a = ",
      "n ? ",
      "for (;;) ",
    ]) {
      expect(() => referencesOfBody(`{ ${piece.repeat(2000)}`, lookup)).not.toThrow();
    }
  });
});
