/** Which lines of the kernel's log a module's sources may print, and by which calls. */
import { beforeAll, expect, test } from "vitest";
import { type DescribedPrint, printCallsOf } from "../../../server/src/core/features/print-calls.ts";
import { discoverRoots } from "../../../server/src/core/kbuild/discover.ts";
import { evaluateProject } from "../../../server/src/core/kbuild/evaluate.ts";
import type { FileModel } from "../../../server/src/core/model/file.ts";
import { loadModule } from "../../../server/src/host/load-module.ts";
import { loadParser } from "../../../server/src/host/parser/load.ts";
import { languageOf } from "../../../server/src/lsp/language.ts";
import { memoryDisk } from "../../support/memory-disk.ts";

let model: (path: string, text: string) => FileModel | undefined;
beforeAll(async () => {
  const language = languageOf(await loadParser({ log: () => undefined }));
  model = (path, text) => language.model(path, text);
});

/** Of the first module of a project in /m. */
function callsOf(files: Readonly<Record<string, string>>): readonly DescribedPrint[] {
  const disk = memoryDisk(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`/m/${name}`, text])),
  );
  const [root] = discoverRoots(disk, "/m");
  const [module] = root === undefined ? [] : evaluateProject(disk, root).modules;
  if (module === undefined) throw new Error("no module");
  return printCallsOf(
    loadModule(module, {
      model: (path) => model(path, disk.readText(path) ?? ""),
      isFile: (path) => disk.kindOf(path) === "file",
    }),
  );
}

/** Of one source whose function has this body. */
const bodyOf = (body: string, before = ""): readonly DescribedPrint[] =>
  callsOf({ Kbuild: "obj-m := my-mod.o\n", "my-mod.c": `${before}\nstatic void f(void)\n{\n${body}\n}\n` });

const formatsOf = (calls: readonly DescribedPrint[]): readonly string[] => calls.map(({ format }) => format);

test.each<readonly [string, string, number | undefined, boolean]>([
  ['pr_err("a %d\\n", x);', "a %d", 3, false],
  ['pr_debug("a");', "a", 7, false],
  ['pr_warn_once("a\\n");', "a", 4, false],
  ['pr_notice_ratelimited("\\ta\\n");', "\ta", 5, false],
  ['printk(KERN_INFO "a\\n");', "a", 6, false],
  ['printk("a\\n");', "a", undefined, false],
  ['printk(KERN_SOH "2" "a\\n");', "a", 2, false],
  ['dev_info(&p->dev, "a %s\\n", s);', "a %s", 6, true],
  ['dev_printk(KERN_ALERT, d, "a");', "a", 1, true],
  ['return dev_err_probe(dev, PTR_ERR(c), "no %s\\n", "clock");', "error %pe: no clock", 3, true],
  ['netdev_dbg(n, "a");', "a", 7, true],
  ['netif_err(priv, drv, n, "a");', "a", 3, true],
  ['pci_warn(p, "a");', "a", 4, true],
  ['hid_err(h, "a");', "a", 3, true],
  ['if (WARN(x < 1, "a %i\\n", x)) return;', "a %i", 4, false],
  ['WARN_ONCE(1, "a");', "a", 4, false],
  ['panic("a");', "Kernel panic - not syncing: a", 0, false],
])("%s prints %j", (call, format, level, hasDevicePrefix) => {
  expect(bodyOf(call)).toMatchObject([{ format, level, hasDevicePrefix, function: "f" }]);
});

test("the literals of a format are joined, also around macros and over lines", () => {
  const body = 'pr_info("a" VERSION ", " /* b */ "c"\n\t"\\x41 100%% \\"%s\\"\\n", s);';
  expect(formatsOf(bodyOf(body, '#define VERSION "1.2"'))).toEqual(['a1.2, cA 100%% "%s"']);
});

test("what another header says is any text, and a conversion that it completes is one", () => {
  const body = 'pr_info("v" UTS_RELEASE " %" PRIu64 " 50%% %08" PRIx32 "\\n", a, b);';
  expect(formatsOf(bodyOf(body))).toEqual(["v%s %s 50%% %s"]);
});

test("pr_fmt() of the file is applied with the module's and the function's name", () => {
  const own = '#define pr_fmt(fmt) KBUILD_MODNAME ":%s: " fmt, __func__';
  const body = 'pr_err("x %d\\n", 1 + y); printk(KERN_ERR pr_fmt("z")); printk("plain"); dev_err(d, "w");';
  expect(formatsOf(bodyOf(body, own))).toEqual(["my_mod:f: x %d", "my_mod:f: z", "plain", "w"]);
});

test("the pr_fmt() that stands last before a function counts", () => {
  const source = `#define pr_fmt(f) "one: " f
static void a(void) { pr_info("x"); }
#undef pr_fmt
#define pr_fmt(f) "two: " f
static void b(void) { pr_info("x"); }
`;
  const calls = callsOf({ Kbuild: "obj-m := m.o\n", "m.c": source });
  expect(formatsOf(calls)).toEqual(["one: x", "two: x"]);
});

test("constant arguments are filled in, values and widths are not", () => {
  const own = '#define MOST 8\n#define NAME "n%"';
  const body = 'pr_info("%s %d %*d %s %-4s %u\\n", NAME, MOST, 3, x, s, "t", y);';
  expect(formatsOf(bodyOf(body, own))).toEqual(["n%% 8 %*d %s %-4s %u"]);
});

test("wrappers of the driver are followed, the call is where the source calls them", () => {
  const own = `#define STR(s) #s
#define STR2(s) STR(s)
#define my_msg(level, fmt, args...) do { \\
	if (debug) \\
		printk(level "my[" STR2(__LINE__) "]: " fmt "\\n", ##args); \\
} while (0)
#define my_err(...) my_msg(KERN_ERR, __VA_ARGS__)
#define my_alias my_err`;
  const [plain, alias] = bodyOf('\tmy_err("a %d", x);\n\tmy_alias("b");', own);
  expect(plain).toMatchObject({ format: "my[11]: a %d", level: 3 });
  expect(plain?.file.text.slice(plain.offset, plain.offset + 9)).toBe('my_err("a');
  expect(alias).toMatchObject({ format: "my[12]: b", level: 3 });
});

test("of a wrapper with several definitions the one that prints is meant", () => {
  const own =
    '#ifdef DEBUG\n#define dbg(f, a...) pr_info("dbg: " f, ##a)\n#else\n#define dbg(f, a...) do { } while (0)\n#endif';
  expect(formatsOf(bodyOf('dbg("x");', own))).toEqual(["dbg: x"]);
});

test("wrappers and functions in the module's headers are read, with the names of each file that includes them", () => {
  const calls = callsOf({
    Kbuild: 'obj-m := m.o\nm-y := a.o b.o\nccflags-y := -DTAG=\\"t\\"\n',
    "m.h": '#define say(f, a...) pr_info(TAG ": " f, ##a)\nstatic inline void h(void) { say("h"); }\n',
    "a.c": '#define pr_fmt(f) "a: " f\n#include "m.h"\nvoid a(void) { say("x"); }\n',
    "b.c": '#include "m.h"\nvoid b(void) { say("y"); }\n',
  });
  expect(calls.map(({ file, format }) => `${file.path} ${format}`)).toEqual([
    "/m/a.c a: t: x",
    "/m/m.h a: t: h",
    "/m/b.c t: y",
    "/m/m.h t: h",
  ]);
});

test("functions that print what their callers say are followed, also into another file", () => {
  const calls = callsOf({
    Kbuild: "obj-m := m.o\nm-y := a.o b.o\n",
    "a.c": `#define pr_fmt(f) "m: " f
void my_log(struct my *m, const char *fmt, ...)
{
	pr_warn("%s[%d]: %pV\\n", m->name, m->id, &vaf);
}
void my_printk(const char *level, struct my *m, const char *fmt, ...)
{
	dev_printk(level, m->dev, "%pV", &vaf);
	printk("%sold %pV!\\n", level, &vaf);
}
void my_v(const char *fmt, ...) { vprintk(fmt, args); }
`,
    "b.c": `#define my_err(m, f, a...) my_printk(KERN_ERR, m, f, ##a)
void b(void)
{
	my_log(m, "x %s %s\\n", s, "y");
	my_v(KERN_INFO "v");
	my_err(m, "z");
}
`,
  });
  const inB = calls.filter(({ file }) => file.path === "/m/b.c");
  expect(inB).toMatchObject([
    { format: "m: %s[%d]: x %s y", level: 4 },
    { format: "v", level: 6 },
    { format: "z", level: 3, hasDevicePrefix: true },
  ]);
});

test("pr_fmt() of a header with an include guard is applied", () => {
  const calls = callsOf({
    Kbuild: "obj-m := m.o\n",
    "m.h": '#ifndef M_H\n#define M_H\n#define pr_fmt(f) KBUILD_MODNAME ": " f\n#endif\n',
    "m.c": '#include "m.h"\nvoid a(void) { pr_info("x"); }\n',
  });
  expect(formatsOf(calls)).toEqual(["m: x"]);
});

test("a line that pr_cont() goes on with has any end", () => {
  const body =
    'pr_info("list:");\nfor (i = 0; i < n; i++)\n\tpr_cont(" %d", i);\npr_cont("\\n");\npr_info("x");';
  expect(formatsOf(bodyOf(body))).toEqual(["list:%s", "x"]);
});

test("calls within the arguments of other macros are found, each once", () => {
  expect(formatsOf(bodyOf('CHECK(x, pr_err("a"));\nif (WARN(y, "b")) pr_err("c");'))).toEqual([
    "a",
    "b",
    "c",
  ]);
});

test.each([
  "pr_info(format, x);",
  'pr_info(x ? "a" : "b");',
  'pr_info(_("a"));',
  'no_printk("a");',
  '/* pr_info("a"); */',
  '#define x pr_info("a")\n',
  'pr_info("\\n");',
  'pr_info("a", (;',
])("%s tells nothing", (body) => {
  expect(bodyOf(body)).toEqual([]);
});
