/** The words of modpost, Kbuild, objtool and linkers of several years, and what they name. */
import { describe, expect, test } from "vitest";
import { type BuildTool, meaningOf } from "../../../../server/src/core/features/build-messages/meaning.ts";

const reads = (tool: BuildTool, text: string, meaning: object | undefined): void =>
  meaning === undefined
    ? expect(meaningOf(text, tool)).toBeUndefined()
    : expect(meaningOf(text, tool)).toEqual(meaning);

describe("modpost", () => {
  test.each([
    ["missing MODULE_LICENSE() in /p/my-mod.o", { kind: "no-licence", module: "/p/my-mod" }],
    ["ERROR: modpost: missing MODULE_LICENSE() in m.o", { kind: "no-licence", module: "m" }],
    [
      "WARNING: modpost: missing MODULE_DESCRIPTION() in a b/m.o",
      { kind: "no-description", module: "a b/m" },
    ],
    ['"foo" [/p/m.ko] undefined!', { kind: "undefined", module: "/p/m", symbol: "foo" }],
    ["GPL-incompatible module m.ko uses GPL-only symbol 'x'", { kind: "gpl-only", module: "m", symbol: "x" }],
    [
      "module m uses symbol x from namespace DMA_BUF, but does not import it.",
      { kind: "namespace", module: "m", symbol: "x", namespace: "DMA_BUF" },
    ],
    [
      "m: 'y' exported twice. Previous export was in vmlinux",
      { kind: "double-export", module: "m", symbol: "y" },
    ],
    ["m: local symbol 'y' was exported", { kind: "local-export", module: "m", symbol: "y" }],
    ["/p/m.o: error: local symbol y was exported", { kind: "local-export", module: "/p/m", symbol: "y" }],
    ['"y" [/p/m] is a static EXPORT_SYMBOL_GPL', { kind: "local-export", module: "/p/m", symbol: "y" }],
    [
      'EXPORT symbol "y" [m.ko] version generation failed, symbol will not be versioned.\nIs "y" prototyped in <asm/asm-prototypes.h>?',
      { kind: "unversioned-export", module: "m", symbol: "y" },
    ],
    [
      "/p/m: struct pci_device_id is not terminated with a NULL entry!",
      { kind: "unterminated-table", module: "/p/m", bus: "pci" },
    ],
    [
      "m: sizeof(struct usb_device_id)=32 is not a modulo of the size of section __mod_usb__<identifier>_device_table=80.\nFix definition of struct usb_device_id in mod_devicetable.h",
      { kind: "table-size", module: "m", bus: "usb" },
    ],
    [
      "Invalid WMI device id 'wmi:nonsense' in '/p/m'",
      { kind: "table-entry", module: "/p/m", bus: "wmi", words: "nonsense" },
    ],
    ['too long symbol "y" [m.ko]', { kind: "long-symbol", module: "m", symbol: "y" }],
    ["module name is too long [abc.ko]", { kind: "long-name", module: "abc" }],
  ])("%s", (text, meaning) => reads("modpost", text, meaning));

  test("a section mismatch names its symbols without offsets and the compiler's suffixes", () => {
    const mismatch = { kind: "mismatch", module: "/p/m", side: "init", to: "setup" };
    const forms = [
      "/p/m.o: section mismatch in reference: run (section: .text.unlikely) -> setup (section: .init.text)",
      "/p/m: section mismatch in reference: run+0xc (section: .text) -> setup (section: .init.text)",
      "/p/m: section mismatch in reference: run.isra.0+0xc (section: .text) -> setup (section: .init.text)",
      "/p/m.o(.text+0x12): Section mismatch in reference from the function run() to the function .init.text:setup()",
    ];
    for (const text of forms) reads("modpost", text, { ...mismatch, from: "run" });
    reads("modpost", "m: section mismatch in reference: 0x8 (section: .data) -> 0x10 (section: .exit.text)", {
      kind: "mismatch",
      module: "m",
      side: "exit",
      from: undefined,
      to: undefined,
    });
  });

  test("words about no module mean nothing", () => {
    reads("modpost", "Section mismatches detected.", undefined);
    reads("modpost", "suppressed 3 unresolved symbol warnings because there were too many)", undefined);
  });
});

const functionOf = (symbol?: string, callee?: string): object => ({
  kind: "function",
  object: "m.o",
  symbol,
  callee,
});

describe("make, objtool and the linker", () => {
  test("make's target is read with and without what it ends with", () => {
    const meaning = { kind: "no-rule", target: "/p/x.o", neededBy: "/p/m.o" };
    reads("kbuild", "make[2]: *** No rule to make target '/p/x.o', needed by '/p/m.o'.  Stop.", meaning);
    reads("kbuild", "No rule to make target '/p/x.o', needed by '/p/m.o'", meaning);
    reads("kbuild", "No rule to make target '/p/x.o'", { ...meaning, neededBy: undefined });
    reads("kbuild", "make[1]: Circular /p/t.o <- /p/t.o dependency dropped.", {
      kind: "self-object",
      object: "/p/t.o",
    });
    reads("linker", "input file '/p/t.o' is the same as output file", {
      kind: "self-object",
      object: "/p/t.o",
    });
  });

  test("objtool names a function of an object, or the object alone", () => {
    reads("objtool", "m.o: f+0x12: unreachable instruction", functionOf("f"));
    reads("objtool", "m.o: warning: objtool: f+0x12: call to g() with UACCESS enabled", functionOf("f", "g"));
    reads("objtool", "m.o: f() falls through to next function g()", functionOf("f"));
    reads("objtool", "m.o: f(): not an indirect call target", functionOf("f"));
    reads("objtool", "m.o: .call_sites+0x0: data relocation to !ENDBR: f+0x4", functionOf("f"));
    reads("objtool", "m.o: .text+0x0: missing int3 after ret", functionOf());
    reads("objtool", "m.o: file already has .orc_unwind section, skipping", functionOf());
  });

  test("the linker names a symbol and perhaps a file", () => {
    const twice = { kind: "defined-twice", symbol: "init_module" };
    reads("linker", "multiple definition of `init_module'; /p/t.o:t.c:6: first defined here", {
      ...twice,
      file: undefined,
    });
    reads("linker", "/p/u.c:6: multiple definition of `init_module'; t.o:t.c:6: first defined here", {
      ...twice,
      file: "/p/u.c",
    });
    reads("linker", "/p/u.o:(.init.text+0x0): undefined reference to `gone'", {
      kind: "unresolved",
      symbol: "gone",
      file: "/p/u.o",
    });
    reads("compiler", "symbol `__ksymtab_t_x' is already defined", {
      kind: "assembled-twice",
      symbol: "t_x",
    });
  });
});
