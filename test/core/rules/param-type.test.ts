import { describe, expect, test } from "vitest";
import { applyFix, checkSource, kernelOf } from "../../support/check.ts";

const check = (source: string) => checkSource("param-type", `#include <linux/module.h>\n${source}`);
const declared = (type: string, as: string) => check(`static ${type} v;\nmodule_param(v, ${as}, 0444);\n`);

describe("param-type", () => {
  test.each([
    ["int", "charp"],
    ["int", "bool"],
    ["bool", "int"],
    ["bool", "byte"],
    ["long", "int"],
    ["long long", "ulong"],
    ["u64", "ulong"],
    ["short", "int"],
    ["char *", "int"],
    ["const char *", "charp"],
    ["unsigned char *", "charp"],
    ["size_t", "bool"],
    ["struct list_head", "int"],
    ["int *", "int"],
  ])("a variable of type '%s' does not build as %s", (type, as) => {
    expect(declared(type, as)).toMatchObject([{ severity: "error", words: as }]);
  });

  test.each([
    ["int", "int"],
    ["int", "uint"],
    ["unsigned int", "int"],
    ["unsigned", "hexint"],
    ["u32", "bint"],
    ["char", "byte"],
    ["u8", "byte"],
    ["unsigned short int", "short"],
    ["long unsigned int", "ulong"],
    ["s64", "ullong"],
    ["bool", "invbool"],
    ["char *", "charp"],
    ["size_t", "ulong"],
    ["const int", "int"],
    ["enum mode", "uint"],
    ["my_type", "int"],
    ["dma_addr_t", "ullong"],
  ])("a variable of type '%s' builds, or may build, as %s", (type, as) => {
    expect(declared(type, as)).toEqual([]);
  });

  test("the type that fits the variable is offered", () => {
    const source = "#include <linux/module.h>\nstatic int v;\nmodule_param(v, bool, 0444);\n";
    const fix = checkSource("param-type", source)[0]?.fixes[0];
    expect(fix && applyFix(source, fix)).toContain("module_param(v, int, 0444)");
  });

  test.each([
    ["integer", "int"],
    ["string", "charp"],
    ["boolean", "bool"],
    ["chrap", "charp"],
    ["u32", "uint"],
    ["unsigned int", "uint"],
    ["char *", "charp"],
  ])("'%s' is no type: '%s' is meant", (written, meant) => {
    const source = `#include <linux/module.h>\nstatic int v;\nmodule_param(v, ${written}, 0444);\n`;
    const [finding] = checkSource("param-type", source);
    expect(finding).toMatchObject({ severity: "error", words: written });
    const fix = finding?.fixes[0];
    expect(fix && applyFix(source, fix)).toContain(`module_param(v, ${meant}, 0444)`);
  });

  test("a type of the file's own is no error", () => {
    const own =
      "static const struct kernel_param_ops param_ops_mode = { .set = set };\n#define param_check_mode(name, p) __param_check(name, p, int)\n";
    expect(check(`static int v;\n${own}module_param(v, mode, 0444);\n`)).toEqual([]);
    expect(check('#include "modes.h"\nstatic int v;\nmodule_param(v, mode, 0444);\n')).toEqual([]);
    expect(check("static int v;\n#define KIND int\nmodule_param(v, KIND, 0444);\n")).toEqual([]);
  });

  test.each([
    ["an array as a scalar", "static int v[4];\nmodule_param(v, int, 0444);\n", "module_param_array"],
    ["a buffer as charp", "static char v[20];\nmodule_param(v, charp, 0444);\n", "module_param_string"],
    ["a scalar as an array", "static int v;\nmodule_param_array(v, int, NULL, 0444);\n", "is not an array"],
    ["a pointer as an array", "static int *v;\nmodule_param_array(v, int, NULL, 0444);\n", "is not an array"],
    [
      "a pointer as a string",
      "static char *v;\nmodule_param_string(v, v, 20, 0444);\n",
      "is not an array of char",
    ],
    ["an array of int as a string", "static int v[4];\nmodule_param_string(v, v, 4, 0444);\n", "not of char"],
    [
      "an array of another type",
      "static int v[4];\nmodule_param_array(v, charp, NULL, 0444);\n",
      "holds 'int'",
    ],
    ["the unsafe spelling", "static int v;\nmodule_param_unsafe(v, charp, 0444);\n", "'charp' wants"],
    ["a hardware parameter", "static int v;\nmodule_param_hw(v, charp, irq, 0444);\n", "'charp' wants"],
    ["an element", "static int v[4];\nmodule_param_named(first, v[0], charp, 0444);\n", "'charp' wants"],
  ])("%s does not build", (_what, source, words) => {
    const [finding] = check(source);
    expect(finding?.severity).toBe("error");
    expect(finding?.message).toContain(words);
  });

  test.each([
    ["an array of strings", "static char *v[4];\nmodule_param_array(v, charp, NULL, 0444);\n"],
    ["a string in u8", "static u8 v[4];\nmodule_param_string(v, v, 4, 0444);\n"],
    [
      "a member, whose type is not known",
      "static struct { char *x; } o;\nmodule_param_named(x, o.x, int, 0444);\n",
    ],
    ["a hardware array", "static int v[3];\nmodule_param_hw_array(v, int, irq, NULL, 0444);\n"],
    [
      "one of two types that a condition chooses",
      "#ifdef CONFIG_X\nstatic bool v;\n#else\nstatic int v;\n#endif\nmodule_param(v, int, 0444);\n",
    ],
    [
      "a macro of the file's own by the kernel's name",
      "#define module_param(a, b, c)\nstatic int v;\nmodule_param(v, charp, 0444);\n",
    ],
  ])("%s is fine", (_what, source) => {
    expect(check(source)).toEqual([]);
  });
});

const sized = (config: ReadonlyMap<string, string> | undefined) =>
  checkSource("param-type", "#include <linux/module.h>\nstatic size_t v;\nmodule_param(v, uint, 0444);\n", {
    kernel: { ...kernelOf("6.1"), config },
  });

describe("what only the kernel's configuration or the file itself tells", () => {
  test("size_t is no unsigned int on 64 bits, may be one elsewhere, and without a configuration is a warning", () => {
    expect(sized(new Map([["64BIT", "y"]]))).toMatchObject([{ severity: "error", words: "uint" }]);
    expect(sized(undefined)).toMatchObject([{ severity: "warning" }]);
    expect(sized(new Map())).toEqual([]);
  });

  test.each([
    ["enum mode { SLOW, FAST };\nstatic enum mode v;\nmodule_param(v, int, 0444);", "int"],
    ["static atomic_t v;\nmodule_param(v, int, 0444);", "int"],
    ["static struct { long on; } v;\nmodule_param_named(on, v.on, int, 0444);", "int"],
    ["struct opts { int on; };\nstatic struct opts v;\nmodule_param_named(on, v.on, bool, 0444);", "bool"],
    ["static struct { int on : 1; } v;\nmodule_param_named(on, v.on, bool, 0444);", "v.on"],
    ["static struct { int on; } v;\nmodule_param_named(on, v.no, int, 0444);", "v.no"],
    ["static int a[2];\nstatic long n;\nmodule_param_array(a, int, &n, 0444);", "&n"],
    ["static int a[2];\nstatic int n;\nmodule_param_array(a, int, n, 0444);", "n"],
    ["static int v;\nstatic const struct kernel_param_ops o;\nmodule_param_cb(v, o, &v, 0444);", "o"],
    ["static int f(void)\n{\n\treturn 0;\n}\nmodule_param(f, int, 0444);", "f"],
    ["enum { SLOW, FAST };\nmodule_param(FAST, int, 0444);", "FAST"],
    [
      "struct level { int n; };\nstatic struct level v;\nstatic const struct kernel_param_ops param_ops_level;\nmodule_param(v, level, 0444);",
      "level",
    ],
  ])("%s does not build", (source, words) => {
    expect(check(`${source}\n`)).toMatchObject([{ severity: "error", words }]);
  });

  test.each([
    "enum mode { SLOW, FAST };\nstatic enum mode v;\nmodule_param(v, uint, 0444);",
    "enum mode { NONE = -1, FAST };\nstatic enum mode v;\nmodule_param(v, int, 0444);",
    "static enum kernels_mode v;\nmodule_param(v, int, 0444);",
    "static struct { int on; } v;\nmodule_param_named(on, v.on, int, 0444);",
    "struct opts { DECLARE_BITMAP(b, 3); };\nstatic struct opts v;\nmodule_param_named(on, v.on, int, 0444);",
    "struct opts {\n#ifdef CONFIG_X\n\tint on;\n#endif\n};\nstatic struct opts v;\nmodule_param_named(on, v.on, bool, 0444);",
    "static struct { int a, on; } v;\nmodule_param_named(on, v.on, int, 0444);",
    "static struct { unsigned int *p; u32 on; } v;\nmodule_param_named(on, v.on, uint, 0444);",
    "static int a[2];\nstatic unsigned int n;\nmodule_param_array(a, int, &n, 0444);",
    "static int a[2];\nmodule_param_array(a, int, NULL, 0444);",
    "static int v;\nstatic const struct kernel_param_ops *o;\nmodule_param_cb(v, o, &v, 0444);",
    "static int v;\nmodule_param_cb(v, &param_ops_int, &v, 0444);",
  ])("nothing is said of %s", (source) => {
    expect(check(`${source}\n`)).toEqual([]);
  });
});
