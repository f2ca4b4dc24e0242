/** What the parser is shown of the kernel's C, construct by construct. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskOf, scan } from "../../../server/src/core/syntax/scan.ts";
import { backends, loadBackend } from "../../support/parsers.ts";
import { kernelTexts } from "./texts.ts";

const isAlike = (text: string, masked: string): boolean => {
  if (text.length !== masked.length) return false;
  for (let i = 0; i < text.length; i++) {
    const isBreak = text[i] === "\n" || text[i] === "\r";
    if (isBreak ? masked[i] !== text[i] : masked[i] === "\n" || masked[i] === "\r") return false;
  }
  return true;
};

describe("the mask", () => {
  it("has the length and the line breaks of any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 500 }), (text) => isAlike(text, maskOf(scan(text)))),
      {
        numRuns: 500,
      },
    );
  });

  it("has the length and the line breaks of any kernel-like text", () => {
    fc.assert(
      fc.property(kernelTexts, (text) => isAlike(text, maskOf(scan(text)))),
      { numRuns: 1000 },
    );
  });
});

/** In a function's body unless it says otherwise; what must still be seen of it. */
const statements: readonly (readonly [what: string, statement: string, seen: readonly string[]])[] = [
  [
    "a list macro with a block",
    "list_for_each_entry(pos, head, list) { use(pos); }",
    ["pos, head, list", "use(pos)"],
  ],
  ["a list macro without a block", "list_for_each_entry(pos, head, list)\n use(pos);", ["use(pos)"]],
  ["an unknown loop macro", "foreach_port(a, b) { use(a); }", ["use(a)"]],
  ["a loop macro without arguments", "for_each_thing() { use(a); }", ["use(a)"]],
  [
    "container_of with a struct type",
    "x = container_of(p, struct foo, member);",
    ["container_of(p,", "foo, member)"],
  ],
  ["min_t with words for a type", "x = min_t(unsigned int, a, b);", ["a, b)"]],
  ["a pointer type among arguments", "x = va_arg(ap, char *);", ["va_arg(ap,"]],
  ["a typedef's pointer among arguments", "x = va_arg(ap, u8 *);", ["va_arg(ap, u8"]],
  ["nested members in offsetof", "x = offsetof(struct a, b.c[1].d);", ["b.c[1].d"]],
  ["a cast to a type of an expression", "y = (typeof(*y) *)z;", ["*)z"]],
  ["a variable of such a type", "__typeof__(x) y = z;", ["y = z"]],
  ["a case range", "switch (x) { case 1 ... 3: break; case A...B: break; }", ["case 1", "3:"]],
  ["a range of indexes", "static int x[] = { [0 ... 3] = 1 };", ["[0", "3] = 1"]],
  ["an asm with outputs", 'asm volatile("mov %0" : "=r"(x) : "r"(y) : "memory");', []],
  ["an asm goto", 'asm goto("jmp %l0" : : : : label); label: use(x);', ["use(x)"]],
  ["a pointer to device memory", "void __iomem *base = (void __force __iomem *)x;", ["*base = (void"]],
  ["an attribute in a declaration", "int x __maybe_unused = 1;", ["x"]],
  ["a GNU attribute", "int y __attribute__((unused, aligned(8))) = 1;", ["y"]],
  ["a macro statement without semicolon", "TRACE(a, b)\n use(a);", ["TRACE,a, b", "use(a)"]],
  ["a macro statement at the end of a block", "if (x) { TRACE(a)\n }", ["TRACE,a"]],
  ["a static declaration macro", "static DEFINE_RATELIMIT_STATE(rs, HZ, 1);", []],
  ["a bitmap with an initialiser", "DECLARE_BITMAP(map, 8) = { 0 };", ["= { 0 }"]],
  ["strings joined with words", 'printk(KERN_ERR PFX "x" PRIx64 " y" "\\n", a);', ["a)"]],
  ["strings joined with calls", 'printk("a" __stringify(X) "b", c);', ["c)"]],
  ["an operator for an argument", "if (COMPARE(a, ==, b)) use(a);", ["use(a)"]],
  ["an empty argument", "use(a, , b); use(a, /* none */);", []],
  ["a statement for an argument", "DEBUG(if (x) y(); return);", []],
  ["braces for an argument", "INIT(x, { 1, 2 });", ["INIT(x,"]],
  ["a statement expression", "x = ({ int y = 1; y; });", ["int y = 1"]],
  [
    "branches that split an if",
    "#ifdef A\nif (x) {\n#else\nif (y) {\n#endif\nuse(x);\n}",
    ["if (x) {", "use(x)"],
  ],
  ["branches of whole statements", "#ifdef A\nuse(x);\n#else\nuse(y);\n#endif\n", ["use(x)", "use(y)"]],
  [
    "branches that split a condition",
    "if (x\n#ifdef A\n&& y\n#else\n&& z\n#endif\n) use(x);",
    ["&& y", "use(x)"],
  ],
  [
    "an else that only one branch has",
    "#ifdef A\nif (x)\n use(x);\nelse\n#endif\n use(y);",
    ["use(x)", "use(y)"],
  ],
  ["dead text", "#if 0\nthis isn't (C\n#endif\nuse(x);", ["use(x)"]],
  ["alignof an expression", "x = __alignof__(*y);", ["*y"]],
  ["a literal that is none", "force_cbl(40c, A);", ["A)"]],
  ["a compound literal", "use((struct foo){ .a = 1 });", [".a = 1"]],
  ["a call that is assigned to", "per_cpu(x, cpu) = y;", ["per_cpu(x, cpu) = y;"]],
  ["designators for arguments", "REGISTER(A, .name = b, [0 ... 3] = c);", ["name = b"]],
  ["a prototype", "extern void g(unsigned long);", ["g(unsigned long)"]],
  [
    "a cast to a pointer to a function",
    "x = (u32 (*)(struct foo *, u32))y;",
    ["(u32 (*)(struct foo *, u32))y"],
  ],
  ["a statement in a loop macro's arguments", "scoped_claim(return -EBUSY, x) { use(x); }", ["use(x)"]],
  ["a label with underscores", "__error: use(x); goto __error;", ["goto __error"]],
];

const items: readonly (readonly [what: string, item: string, seen: readonly string[]])[] = [
  ["module_init without a semicolon", "module_init(foo)\nint after;", ["int after"]],
  ["a function with section annotations", "static int __init foo(void)\n{\n\treturn 0;\n}", ["foo(void)"]],
  ["an annotation with an argument", 'static int x __section(".data") = 1;', ["x"]],
  ["an unknown annotation before a name", "static int MY_ATTR foo(void) { return 0; }", ["foo(void)"]],
  ["an unknown annotation behind a prototype", "int foo(int a) MY_ATTR(3);", ["foo(int a)"]],
  [
    "a format attribute before the type",
    "static __printf(1, 2) void foo(const char *f, ...) { }",
    ["void foo"],
  ],
  ["a variable made by a macro", "static DEFINE_SPINLOCK(lock);\nstatic int after;", ["int after"]],
  ["a system call", "SYSCALL_DEFINE1(close, unsigned int, fd)\n{\n\treturn 0;\n}", ["return 0;"]],
  [
    "power management macros in an initialiser",
    "struct p p = {\n\tSET_X_OPS(a, b)\n\t.c = d,\n};",
    ["a, b", ".c = d"],
  ],
  [
    "branches in an initialiser",
    "struct p p = {\n#ifdef A\n\t.a = 1,\n#else\n\t.a = 2,\n#endif\n};",
    [".a = 1", ".a = 2"],
  ],
  ["branches of one value", "int p =\n#ifdef A\n\t1\n#else\n\t2\n#endif\n;", ["1"]],
  [
    "branches of a head",
    "#ifdef A\nint foo(int a)\n#else\nint foo(void)\n#endif\n{\n\treturn 0;\n}",
    ["int foo(int a)"],
  ],
  [
    "macros among members",
    "struct s {\n\tDECLARE_BITMAP(m, 8);\n\tint a;\n\tstruct_group(g, u8 b; u8 c;);\n};",
    ["int a;"],
  ],
  [
    "a pointer to a function among members",
    "struct s { u8 (*read)(struct s *s); };",
    ["(*read)(struct s *s)"],
  ],
  ["a packed structure", "struct __attribute__((packed)) s { int a; } __aligned(4);", ["int a"]],
  ["an attribute behind an array", "static u8 x[4] MY_ALIGN = { 0 };", ["x[4]", "= { 0 }"]],
  ["old designators", 'static const char *n[] = { [A] "a", [B] "b" };', ['"a"', '"b"']],
  ["a directive between items", "#define X(a, b...) \\\n\tfoo(a, ##b)\nint after;", ["int after"]],
  ["macros among enumerators", "enum e {\n\tFIRST,\n\tSTATES(GENERATE)\n};", ["FIRST,"]],
  ["a macro for the last elements", "struct p p[] = {\n\t{ 1 },\n\t{ 2 }\n\tMORE_PARAMS\n};", ["{ 2 }"]],
  ["words joined with a string", 'static const char v[] =\n\tKERN_INFO NAME ": v1";', ['NAME ": v1"']],
  ["two prototypes in one declaration", "static int a(int), b(int);", ["a(int), b(int)"]],
  ["an annotation behind a macro's variable", "static DECLARE_BITMAP(map, 8) __initdata;", []],
  ["a pointer type by one name", "static u8 *foo(void) { return 0; }", ["u8 *foo(void)"]],
];

describe.each(backends)("the %s parser", async (backend) => {
  const parser = await loadBackend(backend);
  const errorsIn = (masked: string): boolean => {
    const tree = parser.parse(masked);
    const { hasError } = tree.root;
    tree.dispose();
    return hasError;
  };

  it.each(statements)("understands %s in a body", (_what, statement, seen) => {
    const text = `void f(void)\n{\n\t${statement}\n}\nint last;\n`;
    const scanned = scan(text);
    const { placed } = scanned;
    const masked = maskOf(scanned);
    expect(errorsIn(masked), masked).toBe(false);
    for (const part of seen) expect(masked).toContain(part);
    expect(placed.map(({ piece }) => piece.kind)).toEqual(["function", "declaration", "other"]);
  });

  it.each(items)("understands %s at file scope", (_what, item, seen) => {
    const masked = maskOf(scan(`${item}\nint last;\n`));
    expect(errorsIn(masked), masked).toBe(false);
    for (const part of [...seen, "int last;"]) expect(masked).toContain(part);
  });
});
