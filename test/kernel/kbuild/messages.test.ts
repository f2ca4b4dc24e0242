/**
 * What tools print, read as messages. `recorded` holds output of make on Debian's kernels, with gcc 12, clang 14 (without
 * the options that only gcc knows), sparse 0.6 and binutils 2.40; other forms are inline, each with its source.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { array, assert, constantFrom, oneof, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import type { BuildMessage } from "../../../client/src/kernel/kbuild/build.ts";
import {
  createMessageReader,
  type ReaderOptions,
} from "../../../client/src/kernel/kbuild/messages/reader.ts";
import { short, shortPlace } from "./projects.ts";

const folder = "/home/ann/driver";
const headers = "/usr/src/linux-headers-6.1.0-56-amd64";

const read = (lines: readonly string[], options: Partial<ReaderOptions> = {}): readonly BuildMessage[] => {
  const reader = createMessageReader({
    folder,
    kernel: headers,
    mapped: [],
    foreign: [headers],
    isFile: () => false,
    isSparseOn: false,
    ...options,
  });
  for (const line of lines) reader.line(line);
  return reader.messages();
};
const recorded = (name: string, options?: Partial<ReaderOptions>): readonly BuildMessage[] =>
  read(readFileSync(path.join(import.meta.dirname, "recorded", name), "utf8").split("\n"), options);

const gcc = recorded("gcc-6.12.txt");

describe("gcc", () => {
  test("says each message once, at the user's line", () => {
    expect(gcc.map(short)).toMatchInlineSnapshot(`
      [
        "compiler error own.h:1:38 'undeclared_in_own' undeclared (first use in this function)",
        "compiler error bad.c:9:9 expected ',' or ';' before 'return'",
        "compiler warning bad.c:8:13 unused variable 'x' -Wunused-variable",
        "compiler error bad.c:10:1 no return statement in function returning non-void -Wreturn-type",
        "compiler error bad.c:14:24 storage size of 'n' isn't known",
        "compiler warning bad.c:16:9 format '%s' expects argument of type 'char *', but argument 2 has type 'int' -Wformat=",
        "compiler warning bad.c:16:9 format '%d' expects argument of type 'int', but argument 3 has type 'char *' -Wformat=",
        "compiler error bad.c:17:9 expression in static assertion is not an integer",
        "compiler error bad.c:18:9 'struct module' has no member named 'nope'",
        "compiler error bad.c:18:9 expression in static assertion is not an integer",
        "compiler error bad.c:20:9 implicit declaration of function 'undeclared' -Wimplicit-function-declaration",
        "compiler error bad.c:21:16 too many arguments to function 'nowhere'",
        "compiler warning bad.c:14:24 unused variable 'n' -Wunused-variable",
        "compiler warning bad.c:19:9 ignoring return value of 'copy_from_user' declared with attribute 'warn_unused_result' -Wunused-result",
        "compiler warning bad.c:6:12 'f' defined but not used -Wunused-function",
        "compiler warning bad.c:5:12 'unused_one' defined but not used -Wunused-variable",
        "compiler error second.c:2:10 linux/nothing_here.h: No such file or directory",
        "compiler warning deep.h:1:32 format '%s' expects argument of type 'char *', but argument 2 has type 'int' -Wformat=",
        "compiler error deep.h:1:59 invalid type argument of unary '*' (have 'int')",
        "compiler error deep.h:1:59 invalid use of undefined type 'struct nothing'",
        "compiler error deep.h:1:59 expression in static assertion is not an integer",
        "compiler warning third.c:3:5 no previous prototype for 'third' -Wmissing-prototypes",
        "compiler warning third.c:7:13 suggest parentheses around assignment used as truth value -Wparentheses",
        "compiler warning third.c:5:13 unused variable 'unused' -Wunused-variable",
        "assembler error asm.c:3 no such instruction: \`bogus_insn %rax'",
        "compiler warning fort.c:5:32 call to '__write_overflow_field' declared with attribute warning: detected write beyond size of field (1st parameter); maybe use struct_group()? -Wattribute-warning",
      ]
    `);
    expect(gcc.filter(({ place }) => !place?.file.startsWith(`${folder}/`))).toEqual([]);
  });

  test("names the header's line and the macros in notes when the user's line is shown", () => {
    const format = gcc.find(({ text, place }) => text.includes("format '%d'") && place?.line === 16);
    expect(format?.notes.map(({ text, place }) => `${shortPlace(place)} ${text}`)).toMatchInlineSnapshot(`
      [
        "kern_levels.h:5:25 format '%d' expects argument of type 'int', but argument 3 has type 'char *'",
        "printk.h:466:25 in definition of macro 'printk_index_wrap'",
        "printk.h:567:9 in expansion of macro 'printk'",
        "kern_levels.h:14:25 in expansion of macro 'KERN_SOH'",
        "printk.h:567:16 in expansion of macro 'KERN_INFO'",
        "bad.c:16:9 in expansion of macro 'pr_info'",
      ]
    `);
    expect(format?.raw.at(0)).toContain("kern_levels.h:5:25: warning");
  });

  test("is at the call where the compiler found it in an inlined function of a header", () => {
    const overflow = gcc.find(({ text }) => text.includes("__write_overflow_field"));
    expect(shortPlace(overflow?.place)).toBe("fort.c:5:32");
    expect(overflow?.notes.map(({ place }) => shortPlace(place))).toEqual([
      "fortify-string.h:571:25",
      "fort.c:5:32",
    ]);
  });

  test("is at the #include of the user's where a header of the kernel has no other way to it", () => {
    const [message] = read([
      "In file included from ./include/linux/b.h:3,",
      "                 from /home/ann/driver/own.h:2,",
      "                 from /home/ann/driver/x.c:7:",
      "./include/linux/a.h:10:5: error: unknown type name 'nope'",
      "   10 |     nope x;",
      "      |     ^~~~",
      // The second message about the same header comes without its chain.
      "./include/linux/a.h:11:5: error: unknown type name 'nope2'",
    ]);
    expect(message?.place).toEqual({ file: "/home/ann/driver/own.h", line: 2, column: undefined });
    expect(message?.notes).toEqual([
      {
        text: "unknown type name 'nope'",
        place: { file: `${headers}/include/linux/a.h`, line: 10, column: 5 },
      },
      {
        text: "included from here",
        place: { file: `${headers}/include/linux/b.h`, line: 3, column: undefined },
      },
    ]);
    expect(message?.raw).toHaveLength(6);
  });

  test("remembers by what a header was included when it says more of it", () => {
    const messages = read([
      "In file included from /home/ann/driver/x.c:7:",
      "./include/linux/a.h:10:5: error: one",
      "./include/linux/a.h:11:5: error: two",
    ]);
    expect(messages.map(short)).toEqual(["compiler error x.c:7 one", "compiler error x.c:7 two"]);
  });

  test("without columns, in colours and with curly quotes is read as well", () => {
    const messages = read([
      "\u001b[01m\u001b[K/home/ann/driver/x.c:5:\u001b[m\u001b[K \u001b[01;35m\u001b[Kwarning: \u001b[m\u001b[Kunused variable ‘x’ [\u001b[01;35m\u001b[K-Wunused-variable\u001b[m\u001b[K]",
    ]);
    expect(messages.map(short)).toEqual(["compiler warning x.c:5 unused variable ‘x’ -Wunused-variable"]);
  });

  test("messages stay whole where two compilers speak at once", () => {
    const messages = read([
      "/home/ann/driver/a.c: In function 'a':",
      "/home/ann/driver/b.c: In function 'b':",
      "/home/ann/driver/a.c:1:2: error: one",
      "/home/ann/driver/b.c:3:4: error: two",
      "    1 |  a;",
      "    3 |    b;",
      "/home/ann/driver/a.c:5:6: warning: three [-Wall]",
    ]);
    expect(messages.map(short)).toEqual([
      "compiler error a.c:1:2 one",
      "compiler error b.c:3:4 two",
      "compiler warning a.c:5:6 three -Wall",
    ]);
  });
});

describe("clang", () => {
  test("says each message once, at the user's line", () => {
    const messages = recorded("clang-6.1.txt");
    expect(messages.map(short)).toMatchInlineSnapshot(`
      [
        "compiler warning bad.c:1 taking address of packed member 'sp0' of class or structure 'x86_hw_tss' may result in an unaligned pointer value -Waddress-of-packed-member",
        "compiler error own.h:1:38 use of undeclared identifier 'undeclared_in_own'",
        "compiler error bad.c:8:11 expected ';' at end of declaration",
        "compiler error bad.c:14:17 variable has incomplete type 'struct nothing'",
        "compiler warning bad.c:16:21 format specifies type 'char *' but the argument has type 'int' -Wformat",
        "compiler warning bad.c:16:24 format specifies type 'int' but the argument has type 'char *' -Wformat",
        "compiler warning bad.c:17:2 unused variable '__mptr' -Wunused-variable",
        "compiler error bad.c:18:33 no member named 'nope' in 'struct module'",
        "compiler error bad.c:18:2 no member named 'nope' in 'module'",
        "compiler warning bad.c:19:2 ignoring return value of function declared with 'warn_unused_result' attribute -Wunused-result",
        "compiler error bad.c:20:2 implicit declaration of function 'undeclared' is invalid in C99 -Wimplicit-function-declaration",
        "compiler error bad.c:21:17 too many arguments to function call, expected 0, have 1",
        "compiler warning second.c:1 taking address of packed member 'sp0' of class or structure 'x86_hw_tss' may result in an unaligned pointer value -Waddress-of-packed-member",
        "compiler error second.c:2:10 'linux/nothing_here.h' file not found",
        "compiler warning third.c:1 taking address of packed member 'sp0' of class or structure 'x86_hw_tss' may result in an unaligned pointer value -Waddress-of-packed-member",
        "compiler warning deep.h:1:48 format specifies type 'char *' but the argument has type 'int' -Wformat",
        "compiler error deep.h:1:59 indirection requires pointer operand ('int' invalid)",
        "compiler error deep.h:1:59 offsetof of incomplete type 'struct nothing'",
        "compiler error deep.h:1:59 returning 'void' from a function with incompatible result type 'int'",
        "compiler warning third.c:7:8 using the result of an assignment as a condition without parentheses -Wparentheses",
        "compiler warning third.c:5:6 unused variable 'unused' -Wunused-variable",
        "compiler warning third.c:8:2 'memcpy' will always overflow; destination buffer has size 4, but size argument is 16 -Wfortify-source",
        "compiler warning asm.c:1 taking address of packed member 'sp0' of class or structure 'x86_hw_tss' may result in an unaligned pointer value -Waddress-of-packed-member",
        "compiler error asm.c:3:32 invalid instruction mnemonic 'bogus_insn'",
        "compiler warning fort.c:1 taking address of packed member 'sp0' of class or structure 'x86_hw_tss' may result in an unaligned pointer value -Waddress-of-packed-member",
        "compiler warning fort.c:5:32 'memcpy' will always overflow; destination buffer has size 4, but size argument is 16 -Wfortify-source",
        "compiler warning fortify-string.h:404:4 call to __write_overflow_field declared with 'warning' attribute: detected write beyond size of field (1st parameter); maybe use struct_group()? -Wattribute-warning",
      ]
    `);
  });

  test("has its lines of source in the message they belong to", () => {
    const messages = recorded("clang-6.1.txt");
    const unused = messages.find(({ text }) => text === "unused variable 'unused'");
    expect(unused?.raw).toEqual([
      "/home/ann/driver/third.c:5:6: warning: unused variable 'unused' [-Wunused-variable]",
      "        int unused;",
      "            ^",
    ]);
  });
});

describe("sparse", () => {
  test("is told from gcc, and says what it expected in one message", () => {
    const messages = recorded("sparse-6.1.txt", { isSparseOn: true });
    expect(messages.map(short)).toMatchInlineSnapshot(`
      [
        "sparse warning s.c:4:5 symbol 'notstatic' was not declared. Should it be static?",
        "sparse warning s.c:8:20 incorrect type in initializer (different base types): expected restricted __be32 [usertype] b, got int",
        "sparse warning s.c:10:19 Using plain integer as NULL pointer",
        "sparse warning s.c:15:22 cast removes address space '__iomem' of expression",
        "sparse warning s.c:15:16 restricted __be32 degrades to integer",
        "sparse warning hdr.h:1:45 incorrect type in initializer (different base types): expected restricted __le32 [usertype] a, got int",
        "sparse warning hdr.h:1:56 cast from restricted __le32",
        "sparse warning s.c:6:19 context imbalance in 't_init' - wrong count at exit",
        "kbuild info nowhere Skipping BTF generation for /home/ann/driver/s.ko due to unavailability of vmlinux",
      ]
    `);
  });
});

describe("modpost", () => {
  test("names modules and symbols, on 6.1 and on 6.12", () => {
    expect(recorded("modpost-6.1.txt").map(short)).toMatchInlineSnapshot(`
      [
        "modpost warning nowhere /home/ann/driver/m.o: EXPORT_SYMBOL used for init/exit symbol: g (section: .init.text)",
        "modpost error nowhere missing MODULE_LICENSE() in /home/ann/driver/n.o",
        "modpost error nowhere "nowhere" [/home/ann/driver/m.ko] undefined!",
        "modpost error nowhere module m uses symbol dma_buf_get from namespace DMA_BUF, but does not import it.",
        "modpost error nowhere GPL-incompatible module m.ko uses GPL-only symbol 'dma_buf_get'",
      ]
    `);
    expect(recorded("modpost-6.12.txt").map(short)).toMatchInlineSnapshot(`
      [
        "modpost warning nowhere /home/ann/driver/m: g: EXPORT_SYMBOL used for init symbol. Remove __init or EXPORT_SYMBOL.",
        "modpost error nowhere missing MODULE_LICENSE() in /home/ann/driver/n.o",
        "modpost error nowhere "nowhere" [/home/ann/driver/m.ko] undefined!",
        "modpost error nowhere module m uses symbol dma_buf_get from namespace DMA_BUF, but does not import it.",
        "modpost error nowhere GPL-incompatible module m.ko uses GPL-only symbol 'dma_buf_get'",
      ]
    `);
  });

  test("of older kernels is read too (scripts/mod/modpost.c of 4.19 and 5.10)", () => {
    const messages = read([
      'ERROR: "nowhere" [/home/ann/driver/m.ko] undefined!',
      "WARNING: modpost: missing MODULE_LICENSE() in /home/ann/driver/m.o",
      "see include/linux/module.h for more information",
      "WARNING: /home/ann/driver/m.o(.text+0x5): Section mismatch in reference from the function f() to the function .init.text:g()",
      "The function f() references",
      "the function __init g().",
      "This is often because f lacks a __init",
      "annotation or the annotation of g is wrong.",
      "",
      "FATAL: modpost: GPL-incompatible module m.ko uses GPL-only symbol 'dma_buf_get'",
    ]);
    expect(messages.map(short)).toEqual([
      'modpost error nowhere "nowhere" [/home/ann/driver/m.ko] undefined!',
      "modpost warning nowhere missing MODULE_LICENSE() in /home/ann/driver/m.o",
      "modpost warning nowhere /home/ann/driver/m.o(.text+0x5): Section mismatch in reference from the function f() to the function .init.text:g()",
      "modpost error nowhere GPL-incompatible module m.ko uses GPL-only symbol 'dma_buf_get'",
    ]);
    expect(messages[2]?.notes.map(({ text }) => text)).toContain("This is often because f lacks a __init");
  });

  test("makes mismatches errors where the kernel's configuration does", () => {
    const messages = read([
      "WARNING: modpost: /home/ann/driver/m.o: section mismatch in reference: f (section: .text) -> g (section: .init.text)",
      "ERROR: modpost: Section mismatches detected.",
      "Set CONFIG_SECTION_MISMATCH_WARN_ONLY=y to allow them.",
    ]);
    expect(messages.map(({ severity }) => severity)).toEqual(["error"]);
  });
});

describe("the linker, objtool and the rest", () => {
  test("a symbol that is defined twice is at its second definition, with a note at the first", () => {
    const [message, ...others] = recorded("linker-6.1.txt");
    expect(others).toEqual([]);
    expect(message && short(message)).toBe("linker error b.c:3 multiple definition of `dup'");
    expect(message?.notes).toEqual([
      { text: "first defined here", place: { file: "/home/ann/driver/a.c", line: 2, column: undefined } },
    ]);
    expect(message?.raw).toHaveLength(2);
  });

  test("objtool, resolve_btfids, make and Kbuild each have their form", () => {
    const messages = read([
      "/home/ann/driver/x.o: warning: objtool: f()+0x12: unreachable instruction",
      "x.o: error: objtool: g: unexpected end of section .text",
      "WARN: resolve_btfids: unresolved symbol bpf_fn",
      "Skipping BTF generation for /home/ann/driver/x.ko due to unavailability of vmlinux",
      "warning: the compiler differs from the one used to build the kernel",
      "  The kernel was built by: gcc-12 (Debian 12.2.0-14) 12.2.0",
      "  You are using:           gcc (GCC) 13.2.0",
      "make[2]: *** No rule to make target '/home/ann/driver/nope.o', needed by '/home/ann/driver/x.o'.  Stop.",
      "make[1]: *** [/usr/src/linux/Makefile:2065: /home/ann/driver] Error 2",
      "make: *** Waiting for unfinished jobs....",
      "/home/ann/driver/Makefile:3: *** missing separator.  Stop.",
      "/home/ann/driver/Makefile:7: warning: overriding recipe for target 'clean'",
      "make[2]: Warning: File 'x.c' has modification time 5 s in the future",
      "/home/ann/driver/x.S:4: Error: no such instruction: `bogus'",
      "ld: /home/ann/driver/y.o: file not recognized: file format not recognized",
      "make: Nothing to be done for 'modules'.",
    ]);
    expect(messages.map(short)).toMatchInlineSnapshot(`
      [
        "objtool warning nowhere /home/ann/driver/x.o: f()+0x12: unreachable instruction",
        "objtool error nowhere x.o: g: unexpected end of section .text",
        "resolve_btfids warning nowhere unresolved symbol bpf_fn",
        "kbuild info nowhere Skipping BTF generation for /home/ann/driver/x.ko due to unavailability of vmlinux",
        "kbuild warning nowhere the compiler differs from the one used to build the kernel",
        "kbuild error nowhere No rule to make target '/home/ann/driver/nope.o', needed by '/home/ann/driver/x.o'",
        "kbuild error Makefile:3 missing separator",
        "kbuild warning Makefile:7 overriding recipe for target 'clean'",
        "kbuild warning nowhere File 'x.c' has modification time 5 s in the future",
        "assembler error x.S:4 no such instruction: \`bogus'",
        "linker error nowhere /home/ann/driver/y.o: file not recognized: file format not recognized",
      ]
    `);
    expect(messages.find(({ text }) => text.startsWith("the compiler"))?.notes).toHaveLength(2);
  });

  test("relative paths begin where make is: in the kernel's folder until 6.12, then in the module's", () => {
    const places = read([
      "make[1]: Entering directory '/home/ann/driver'",
      "sub/x.c:1:2: error: one",
      "make[1]: Leaving directory '/home/ann/driver'",
      "./include/linux/a.h:3:4: error: two",
    ]).map(({ place }) => place?.file);
    expect(places).toEqual(["/home/ann/driver/sub/x.c", `${headers}/include/linux/a.h`]);
  });

  test("paths in an output folder, or on another machine, become those of the sources", () => {
    const [compiler, modpost] = read(
      [
        "/tmp/kmod.abc/sources/x.c:1:2: error: one",
        'ERROR: modpost: "f" [/tmp/kmod.abc/sources/x.ko] undefined!',
      ],
      { mapped: [["/tmp/kmod.abc/sources", folder]], isFile: (file) => file === `${folder}/x.c` },
    );
    expect(compiler?.place?.file).toBe(`${folder}/x.c`);
    expect(modpost?.text).toBe(`"f" [${folder}/x.ko] undefined!`);
    expect(modpost?.raw[0]).toContain("/tmp/kmod.abc/sources/x.ko");
  });
});

describe("any output", () => {
  test("of the builds that Kmod's own checks are held to is read: each message as one", () => {
    interface Case {
      readonly kernels: Readonly<Record<string, { readonly messages: readonly string[] }>>;
    }
    const truth = path.join(import.meta.dirname, "../../build-truth");
    const said = ["cases.json", "more-cases.json"]
      .map((name): readonly Case[] => JSON.parse(readFileSync(path.join(truth, name), "utf8")))
      .flat()
      .flatMap(({ kernels }) => Object.values(kernels).flatMap((one) => one.messages));
    expect(said.length).toBeGreaterThan(500);
    expect(said.filter((message) => read(message.split("\n")).length !== 1)).toEqual([]);
  });

  test("is read without an error, and no message comes twice", () => {
    const lines = [
      "gcc-6.12.txt",
      "clang-6.1.txt",
      "sparse-6.1.txt",
      "modpost-6.12.txt",
      "linker-6.1.txt",
    ].flatMap((name) => readFileSync(path.join(import.meta.dirname, "recorded", name), "utf8").split("\n"));
    const line = oneof(constantFrom(...lines), string());
    assert(
      property(array(line, { maxLength: 60 }), (output) => {
        const messages = read(output);
        const keys = messages.map(({ tool, text, place }) => JSON.stringify([tool, text, place]));
        expect(new Set(keys).size).toBe(keys.length);
        for (const { place } of messages) {
          if (place === undefined) continue;
          expect(place.line).toBeGreaterThan(0);
          expect(path.isAbsolute(place.file)).toBe(true);
        }
      }),
    );
  });
});
