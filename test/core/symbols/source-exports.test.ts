/** What the text of a source exports, by any macro, and nothing else. */
import { expect, test } from "vitest";
import { basicExportMacros, wrappersIn } from "../../../server/src/core/symbols/export-macros.ts";
import { sourceExports } from "../../../server/src/core/symbols/source-exports.ts";
import { aliasesIn, namespaceOfKbuild } from "../../../server/src/core/symbols/source-surroundings.ts";

const basic = basicExportMacros();
const read = (text: string, macros = basic, more = {}) =>
  sourceExports("a.c", text, macros, more).map(({ name, isGplOnly, namespace }) =>
    [name, ...(isGplOnly ? ["GPL"] : []), ...(namespace === undefined ? [] : [namespace])].join(" "),
  );

test("each of the kernel's own macros says licence and namespace", () => {
  const text = `EXPORT_SYMBOL(plain);
EXPORT_SYMBOL_GPL(gpl);
EXPORT_SYMBOL_NS(spaced, SPACE);
EXPORT_SYMBOL_NS_GPL(both, "SPACE");
EXPORT_SYMBOL_FOR_MODULES(few, "one,two");
`;
  expect(read(text)).toEqual([
    "plain",
    "gpl GPL",
    "spaced SPACE",
    "both GPL SPACE",
    "few GPL module:one,two",
  ]);
});

test("the place is that of the name as written", () => {
  const text = "int a;\nEXPORT_SYMBOL_GPL( /* me */\n\tname );\n";
  const [found] = sourceExports("a.c", text, basic);
  expect(found?.name).toBe("name");
  expect(text.slice(found?.start, found?.end)).toContain("name");
});

test("comments, strings, definitions and #if 0 export nothing; other branches do", () => {
  const text = `/* EXPORT_SYMBOL(a); */ // EXPORT_SYMBOL(b);
static const char *s = "EXPORT_SYMBOL(c);";
#define MINE(x) EXPORT_SYMBOL(d)
#if 0
#ifdef X
EXPORT_SYMBOL(e);
#endif
EXPORT_SYMBOL(f);
#else
EXPORT_SYMBOL(g);
#endif
#ifdef CONFIG_X
EXPORT_SYMBOL(h);
#endif
char q = '"'; EXPORT_SYMBOL(i);
`;
  expect(read(text)).toEqual(["g", "h", "i"]);
});

test("wrappers of headers are followed, through pasting, strings and other wrappers", () => {
  const macros = wrappersIn([
    `#define __EXPORT_OPS(name, sec, ns) const struct ops name; __EXPORT_SYMBOL(name, sec, ns)
#define EXPORT_GPL_OPS(name) __EXPORT_OPS(name, "_gpl", "")
#define EXPORT_NS_OPS(name, ns) __EXPORT_OPS(name, "", #ns)
`,
    "#define EXPORT_TRACE(name) \\\n\tEXPORT_SYMBOL_GPL(__trace_##name); \\\n\tEXPORT_SYMBOL_GPL(__iter_##name)\n",
    "#define KEY(name) __key_##name\n#define EXPORT_CALL(name) EXPORT_SYMBOL(KEY(name))\n",
    "#define MY_ALIAS EXPORT_SYMBOL\n#define DEFINE_ODD(x) int x; MY_ALIAS(odd_##x)\n",
  ]);
  const text = `EXPORT_GPL_OPS(one) = {};
EXPORT_NS_OPS(two, SPACE);
EXPORT_TRACE(three);
EXPORT_CALL(four);
DEFINE_ODD(five);
MY_ALIAS(six);
`;
  expect(read(text, macros)).toEqual([
    "one GPL",
    "two SPACE",
    "__trace_three GPL",
    "__iter_three GPL",
    "__key_four",
    "odd_five",
    "six",
  ]);
});

test("wrappers of the file itself hold from where they stand to their #undef", () => {
  const text = `BOTH(x);
#define BOTH(name) EXPORT_SYMBOL(name##_a); EXPORT_SYMBOL_GPL(name##_b)
BOTH(y);
#undef BOTH
BOTH(z);
`;
  expect(read(text)).toEqual(["y_a", "y_b GPL"]);
});

const aliases = () => aliasesIn("#define old header_new\n#define gone NULL\n#define f(x) x\n");

test("a name that the file or a header renames is exported under its new name", () => {
  expect(read("#define old new\nEXPORT_SYMBOL(old);\n#undef old\nEXPORT_SYMBOL(old);\n")).toEqual([
    "new",
    "old",
  ]);
  expect(read('#include "a.h"\nEXPORT_SYMBOL(old);\nEXPORT_SYMBOL(gone);\n', basic, { aliases })).toEqual([
    "header_new",
    "gone",
  ]);
});

test("a list of calls and another source are read in the place of their #include", () => {
  const texts = new Map([
    ["list.h", "ITEM(one)\nITEM(two)\n"],
    ["other.c", "#ifndef NAME\n#define NAME(x) x\n#endif\nEXPORT_SYMBOL(NAME(thing));\n"],
  ]);
  const included = (path: string) => texts.get(path);
  expect(read("#define ITEM(x) EXPORT_SYMBOL(x##_key);\n#include <list.h>\n", basic, { included })).toEqual([
    "one_key",
    "two_key",
  ]);
  expect(read('#define NAME(x) x##_safe\n#include "other.c"\n', basic, { included })).toEqual(["thing_safe"]);
});

test("a default namespace holds where it is set before the headers, or by the Kbuild file", () => {
  const set = "#define DEFAULT_SYMBOL_NAMESPACE SPACE\n";
  expect(read(`${set}#include <a.h>\nEXPORT_SYMBOL(a);\nEXPORT_SYMBOL_NS(b, OTHER);\n`)).toEqual([
    "a SPACE",
    "b OTHER",
  ]);
  expect(read(`#include <a.h>\n${set}EXPORT_SYMBOL(a);\n`)).toEqual(["a"]);
  const defaultNamespace = namespaceOfKbuild("ccflags-y += -DDEFAULT_SYMBOL_NAMESPACE=USB_STORAGE\n");
  expect(read("EXPORT_SYMBOL_GPL(a);\n", basic, { defaultNamespace })).toEqual(["a GPL USB_STORAGE"]);
});

test("assembler files are read as well, apostrophes in their comments and all", () => {
  const text = "# don't stop here\nSYM_FUNC_START(fast_copy)\n\tret\nEXPORT_SYMBOL(fast_copy)\n";
  expect(sourceExports("a.S", text, basic).map(({ name }) => name)).toEqual(["fast_copy"]);
});

test("half-typed calls are passed over", () => {
  expect(read("EXPORT_SYMBOL(\nEXPORT_SYMBOL()\nEXPORT_SYMBOL\nEXPORT_SYMBOL(1 + 2);\n#define")).toEqual([]);
  expect(read("EXPORT_SYMBOL(a\n")).toEqual([]);
});
