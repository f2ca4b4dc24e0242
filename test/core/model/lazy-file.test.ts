/** The model that is read on demand says what the whole one says: on every source of the build truth, and on the odd ones below. */
import { describe, expect, it } from "vitest";
import { modelFile } from "../../../server/src/core/model/extract.ts";
import type { FileModel } from "../../../server/src/core/model/file.ts";
import { lazyFile } from "../../../server/src/core/model/lazy-file.ts";
import cases from "../../build-truth/cases.json" with { type: "json" };
import more from "../../build-truth/more-cases.json" with { type: "json" };
import { parser } from "../../support/check.ts";

const lazyOf = (text: string): FileModel => lazyFile(parser, "/a.c", () => text, "");

/** Everything but the signature; uses as what they say of a few names. */
const plain = (model: FileModel): unknown => {
  const names = [...model.functions, ...model.variables].map(({ name }) => name);
  const { path, text, functions, prototypes, variables, macroCalls, macroDefinitions, spdx, suppressions } =
    model;
  const withUses = [...functions, ...variables].map((one) => ({
    ...one,
    uses: names.map((name) => one.uses.of(name)),
  }));
  return {
    path,
    text,
    withUses,
    prototypes: prototypes.map((one) => ({ ...one })),
    macroCalls,
    macroDefinitions,
    spdx,
    suppressions,
  };
};

const odd: Readonly<Record<string, string>> = {
  nothing: "",
  "declarators of every kind": `
static int a, *b = &a, c[2] = { 1, 2 };
static const char *const names[] = { "x", "y" };
static const unsigned long long mask = 0xffULL;
unsigned x;
int (*handler)(int);
static int (*const table[])(void) = { 0, 0 };
struct foo { int a; } one, *two;
struct foo;
enum color { RED = 1, BLUE = RED } color = BLUE;
union { int i; char c; } u = { .i = 1 };
static struct foo const volatile *const volatile p;
struct bar const constant = { };
typedef int (*callback)(struct foo *);
extern struct foo external[];
char text[SIZE + 1], more[3];
const int last = (1 + 2) * 3;
static u32 hidden = MACRO(1, 2);
unsigned foo_t broken;
`,
  prototypes: `
int plain(void);
extern void named(struct foo *one, const char *two, ...);
static inline int __must_check checked(int x);
int (*returns_pointer(int x))(char);
void old_style();
struct foo *make(unsigned int count, int values[4]);
int with_callback(int (*call)(int), void *data);
`,
  tables: `
static const struct of_device_id ids[] = {
	{ .compatible = "a,b" }, /* first */
#ifdef CONFIG_X
	{ .compatible = "c,d", .data = &thing },
#endif
	{ }
};
static struct pair pairs[] = { { 1, 2 }, { 3, 4 } }, other[] = { { 5, 6 } };
static struct driver driver = {
	.probe = probe,
	.driver = { .name = "x", .of_match_table = of_match_ptr(ids), },
};
static int after_comment = /* why */ 4;
`,
  "sections and guards": `
static int __init begin(void) { return probe(); }
static void __exit end(void) { }
static int value __initdata = 3;
static const char banner[] __initconst = "hello";
#ifdef CONFIG_PM
static int guarded;
static inline int __maybe_unused suspend(struct device *dev) { return 0; }
#else
int otherwise(void);
#endif
#if 0
int dead;
#endif
module_init(begin);
module_exit(end);
`,
  "functions of every kind": `
int f(a, b) int a; char b; { return a; }
static noinline const struct foo *g(void) { return 0; }
SYSCALL_DEFINE1(close, unsigned int, fd) { return 0; }
void *(h)(int x) { return 0; }
inline static int i(void) { return 1; }
static __always_inline bool k(void) { return true; }
/* comment */ static /* inner */ int l(void) { return 0; }
`,
  "what cannot be understood":
    "static int = ;\nint f( {\n}}} struct { ; static const x y z = { [ } ;\n= 3;\n",
};

describe("the model read on demand", () => {
  it.each(Object.entries(odd))("agrees on %s", (_name, text) => {
    expect(plain(lazyOf(text))).toEqual(plain(modelFile(parser, "/a.c", text)));
    const crlf = text.replaceAll("\n", "\r\n");
    expect(plain(lazyOf(crlf))).toEqual(plain(modelFile(parser, "/a.c", crlf)));
  });

  it.each([...cases, ...more])("agrees on the sources of $name", ({ files }) => {
    for (const [path, text] of Object.entries(files)) {
      if (/\.[ch]$/.test(path)) expect(plain(lazyOf(text))).toEqual(plain(modelFile(parser, "/a.c", text)));
    }
  });

  it("finds the includes, but for those in dead code and in comments", () => {
    const text =
      '/* to include: */\n#include <linux/module.h>\n#if 0\n#include "dead.h"\n#endif\n/*\n#include "no.h"\n*/\n' +
      '#ifdef A\n# include "local.h"\n#endif\n#define x "include"\nint y;\n#include "last.h"\n#define z\n';
    expect(lazyOf(text).includes.map(({ path }) => path)).toEqual(["linux/module.h", "local.h", "last.h"]);
    expect(lazyOf("int x;\n#define y\n").includes).toEqual([]);
  });

  it("reads the text when something is asked, and once", () => {
    let reads = 0;
    const model = lazyFile(
      parser,
      "/a.c",
      () => {
        reads += 1;
        return "int x;";
      },
      "",
    );
    expect([model.path, reads]).toEqual(["/a.c", 0]);
    expect([model.variables.length, model.functions.length, model.text, reads]).toEqual([1, 0, "int x;", 1]);
  });

  it("keeps a plain variable whose initialiser no parser understands, and says that it is uncertain", () => {
    const text = "static const struct bias table[] = {\n\t{ BIAS(1) {\n\t\t[0] = 1,\n\t} },\n};\n";
    expect(lazyOf(text).variables).toMatchObject([
      { name: "table", type: "const struct bias", arrayLength: "", elementsUncertain: true },
    ]);
  });
});
