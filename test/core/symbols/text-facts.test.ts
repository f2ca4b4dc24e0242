/** What the text of a file says about symbols, and what a module takes and gives by it. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KbuildModule } from "../../../server/src/core/kbuild/modules.ts";
import { configuredText } from "../../../server/src/core/symbols/configured-text.ts";
import { basicExportMacros } from "../../../server/src/core/symbols/export-macros.ts";
import { createSymbolReader, type ModuleSymbols } from "../../../server/src/core/symbols/module-symbols.ts";
import { readTextFacts, type TextFacts } from "../../../server/src/core/symbols/text-facts.ts";

const configuration = {
  config: new Map([
    ["USB", "y"],
    ["NET", "m"],
  ]),
  version: { major: 6, minor: 1 },
};
const options = { configuration, exportMacros: basicExportMacros() };

const factsOf = (text: string): TextFacts => readTextFacts("/m/a.c", text, options);
const mentioned = (text: string): readonly string[] => [...factsOf(text).mentions.plain.keys()];

const kept = (text: string): string =>
  configuredText(text, configuration)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .join(" ");

describe("the configured text", () => {
  it.each([
    ["#ifdef CONFIG_USB\na\n#else\nb\n#endif", "a"],
    ["#ifdef CONFIG_NET\na\n#else\nb\n#endif", "b"],
    ["#ifdef CONFIG_NET_MODULE\na\n#endif", "a"],
    ["#if IS_ENABLED(CONFIG_NET) && !defined(CONFIG_PCI)\na\n#endif", "a"],
    ["#if IS_BUILTIN(CONFIG_NET) || 0\na\n#elif 1\nb\n#else\nc\n#endif", "b"],
    ["#if UNKNOWN\na\n#else\nb\n#endif", "a b"],
    ["#if UNKNOWN\na\n#elif 1\nb\n#else\nc\n#endif", "a b"],
    ["#if 0\n#if UNKNOWN\na\n#endif\n#endif\nb", "b"],
    ["#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)\na\n#else\nb\n#endif", "b"],
    ["#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 10, 0)\na\n#endif\nb", "b"],
    ["#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 1, 50)\na\n#else\nb\n#endif", "a b"],
    ["/*\n#if 0\n*/\na", "/* */ a"],
  ])("of %j keeps %j", (text, expected) => expect(kept(text)).toBe(expected));

  it("has the length and the line breaks of the text, whatever the text", () => {
    const lines = fc.constantFrom(
      "#if 0",
      "#if X",
      "#ifdef CONFIG_USB",
      "#else",
      "#elif 1",
      "#endif",
      "a /*",
      '*/ "',
      "x\\",
    );
    fc.assert(
      fc.property(fc.array(lines), (some) => {
        const text = some.join("\n");
        const made = configuredText(text, configuration);
        expect(made.length).toBe(text.length);
        expect(made.split("\n").length).toBe(text.split("\n").length);
      }),
    );
  });
});

describe("what a file mentions", () => {
  it("is what its bodies and initialisers name, and not members, locals, parameters, labels' types or comments", () => {
    const text = `
struct foo { int hidden; };
int declared(int hidden2);
static int f(struct foo *arg) { struct foo *local = arg; int n = 1, m; used(local->member, n, m); /* no */ return "no"; }
static const struct ops table = { .open = my_open, .count = ARRAY_SIZE(list) };
`;
    const names = mentioned(text);
    expect(names).toEqual(expect.arrayContaining(["used", "my_open"]));
    for (const not of [
      "hidden",
      "hidden2",
      "declared",
      "local",
      "arg",
      "member",
      "n",
      "m",
      "open",
      "no",
      "foo",
    ])
      expect(names).not.toContain(not);
  });

  it("is not what is only measured, made a string or looked up by name", () => {
    const names = mentioned("void f(void) { a(sizeof(b)); __stringify(c); symbol_get(d); typeof(e) x; }");
    expect(names).toContain("a");
    for (const not of ["b", "c", "d", "e"]) expect(names).not.toContain(not);
  });

  it("holds on any text", () => {
    fc.assert(fc.property(fc.string(), (text) => void factsOf(text)));
  });
});

it("MODULE_SOFTDEP names modules to load before and after", () => {
  const facts = factsOf('MODULE_SOFTDEP("pre: a-b c post: d");');
  expect(facts.softDependencies.map(({ kind, module }) => [kind, module])).toEqual([
    ["pre", "a-b"],
    ["pre", "c"],
    ["post", "d"],
  ]);
});

const object = (source: string) => ({
  object: "x.o",
  source,
  language: "c" as const,
  certain: true,
  file: "/m/Kbuild",
  span: { start: 0, end: 0 },
});

const read = (files: Readonly<Record<string, string>>, exported: readonly string[]): ModuleSymbols => {
  const facts = new Map(
    Object.entries(files).map(([path, text]) => [path, readTextFacts(path, text, options)]),
  );
  const reader = createSymbolReader({
    source: { facts: (path) => facts.get(path), isFile: (path) => facts.has(path) },
    kernelFolders: ["/k/include"],
    isExported: (name) => exported.includes(name),
  });
  const module: KbuildModule = {
    name: "m",
    directory: "/m",
    file: "/m/Kbuild",
    span: { start: 0, end: 0 },
    build: "module",
    isComposite: true,
    objects: Object.keys(files)
      .filter((path) => path.endsWith(".c"))
      .map(object),
    isComplete: true,
    includeDirectories: [],
    firstDirectories: [],
    forcedIncludes: [],
    areFlagsKnown: true,
    defines: [],
  };
  return reader.read(module);
};

const imports = (files: Readonly<Record<string, string>>, exported: readonly string[]) =>
  read(files, exported).imports.map(({ name, certainty }) => `${name} ${certainty}`);

describe("a module", () => {
  it("imports what a macro or an inline of a header comes to", () => {
    const header = "#define add(x) __add(x, THIS)\nstatic inline void kick(void) { __kick(); }\n";
    const source = "#include <linux/x.h>\nvoid f(void) { add(1); kick(); plain(); }";
    expect(
      imports({ "/m/a.c": source, "/k/include/linux/x.h": header }, ["__add", "__kick", "plain", "other"]),
    ).toEqual(["__add header", "__kick header", "plain mention"]);
  });

  it("imports nothing through a header that it does not include", () => {
    const header = "#define add(x) __add(x)\n";
    expect(imports({ "/m/a.c": "void f(void) { add(1); }", "/k/include/x.h": header }, ["__add"])).toEqual(
      [],
    );
  });

  it("does not import what another of its files defines", () => {
    const files = { "/m/a.c": "void f(void) { g(); }", "/m/b.c": "void g(void) { h(); }" };
    expect(imports(files, ["f", "g", "h"])).toEqual(["h mention"]);
  });

  it("takes no reference from a name that a macro only looks up", () => {
    const header = "#define attach(f, x) ({ void *p = symbol_request(f); p; })\n";
    const source = '#include "x.h"\nvoid f(void) { attach(tuner_attach, 1); }';
    expect(imports({ "/m/a.c": source, "/m/x.h": header }, ["tuner_attach"])).toEqual([]);
  });

  it("imports the operations of its parameters, tracepoints and what a checked copy calls in the end", () => {
    const header = "static inline void copy(void) { __real_strscpy(); }\n";
    const source = '#include "x.h"\nmodule_param(n, int, 0);\nvoid f(void) { copy(); trace_done(1); }';
    const exported = ["param_ops_int", "strscpy", "__tracepoint_done"];
    expect(imports({ "/m/a.c": source, "/m/x.h": header }, exported)).toEqual([
      "param_ops_int mention",
      "strscpy header",
      "__tracepoint_done header",
    ]);
  });

  it("takes a declared function that nobody exports or defines for an import", () => {
    const source = "int lost(void);\nint found(void);\nint found(void) { return lost(); }";
    expect(imports({ "/m/a.c": source }, [])).toEqual(["lost mention"]);
  });

  it("exports what its files export, with licence, namespace and place", () => {
    const source = "int f(void) { return 0; }\nEXPORT_SYMBOL_NS_GPL(f, MINE);\n";
    const { exports } = read({ "/m/a.c": source }, []);
    expect(exports).toEqual([
      { name: "f", isGplOnly: true, namespace: "MINE", place: { path: "/m/a.c", start: 47, end: 48 } },
    ]);
  });
});
