import { describe, expect, test } from "vitest";
import { compilerMacros, moduleMacros } from "../../../server/src/core/preprocess/compiler-macros.ts";
import { architectureFolder, includeSearch } from "../../../server/src/core/preprocess/include-folders.ts";
import { memoryDisk } from "../../support/memory-disk.ts";

const config = (...names: readonly string[]): ReadonlyMap<string, string> =>
  new Map(names.map((name) => [name.split("=")[0] ?? name, name.split("=")[1] ?? "y"]));

const bodyOf = (macros: ReturnType<typeof compilerMacros>, name: string): string | undefined =>
  macros.find((macro) => macro.name === name)?.body;

describe("the folders of headers", () => {
  const files = {
    "/src/arch/x86/include/asm/io.h": "",
    "/src/arch/x86/include/uapi/asm/unistd.h": "",
    "/src/include/linux/kconfig.h": "",
    "/src/include/linux/compiler_types.h": "",
    "/src/include/uapi/linux/types.h": "",
    "/build/arch/x86/include/generated/asm/x.h": "",
    "/build/arch/x86/include/generated/uapi/asm/x.h": "",
    "/build/include/generated/uapi/linux/version.h": "",
    "/build/include/generated/autoconf.h": "",
  };

  test("come in Kbuild's order, the build's beside the sources'", () => {
    const search = includeSearch(memoryDisk(files), {
      build: "/build",
      source: "/src",
      config: config("64BIT", "X86"),
    });
    expect(search).toEqual({
      folders: [
        "/src/arch/x86/include",
        "/build/arch/x86/include/generated",
        "/src/include",
        "/build/include",
        "/src/arch/x86/include/uapi",
        "/build/arch/x86/include/generated/uapi",
        "/src/include/uapi",
        "/build/include/generated/uapi",
      ],
      forced: ["/src/include/linux/kconfig.h", "/src/include/linux/compiler_types.h"],
    });
  });

  test("are found without a configuration where one architecture was built", () => {
    const search = includeSearch(memoryDisk(files), { build: "/build", source: "/src", config: undefined });
    expect(search?.folders[0]).toBe("/src/arch/x86/include");
    expect(
      includeSearch(memoryDisk({ "/a/b": "" }), { build: "/a", source: "/a", config: undefined }),
    ).toBeUndefined();
  });

  test.each([
    ["x86", ["X86", "X86_64", "64BIT"]],
    ["arm64", ["ARM64"]],
    ["powerpc", ["PPC", "PPC64"]],
    ["um", ["UML", "X86_32"]],
    ["sh", ["SUPERH"]],
  ])("lie under arch/%s", (folder, names) => {
    expect(architectureFolder(config(...names))).toBe(folder);
  });
});

describe("the macros of the command line", () => {
  test("tell the compiler that the configuration names", () => {
    const macros = compilerMacros(config("X86", "64BIT", "GCC_VERSION=130201"), { major: 6, minor: 1 });
    expect(bodyOf(macros, "__GNUC__")).toBe("13");
    expect(bodyOf(macros, "__GNUC_MINOR__")).toBe("2");
    expect(bodyOf(macros, "__GNUC_PATCHLEVEL__")).toBe("1");
    expect(bodyOf(macros, "__x86_64__")).toBe("1");
    expect(bodyOf(macros, "__SIZEOF_LONG__")).toBe("8");
    expect(bodyOf(macros, "__KERNEL__")).toBe("1");
    expect(macros.find(({ name }) => name === "__INT64_C")).toEqual({
      name: "__INT64_C",
      parameters: ["c"],
      body: "c ## L",
    });
    expect(new Set(macros.map(({ name }) => name)).size).toBe(macros.length);
  });

  test("tell clang from gcc, and 32 bits from 64", () => {
    const macros = compilerMacros(config("X86", "CC_IS_CLANG", "CLANG_VERSION=160006"), {
      major: 6,
      minor: 6,
    });
    expect(bodyOf(macros, "__clang_major__")).toBe("16");
    expect(bodyOf(macros, "__GNUC__")).toBe("4");
    expect(bodyOf(macros, "__i386__")).toBe("1");
    expect(bodyOf(macros, "__x86_64__")).toBeUndefined();
    expect(bodyOf(macros, "__LP64__")).toBeUndefined();
    expect(bodyOf(macros, "__SIZEOF_POINTER__")).toBe("4");
  });

  test("follow the flags of the kernel's version and configuration", () => {
    const x86 = config(
      "X86",
      "64BIT",
      "FUNCTION_TRACER",
      "HAVE_FENTRY",
      "STACKPROTECTOR",
      "STACKPROTECTOR_STRONG",
    );
    const old = compilerMacros(x86, { major: 5, minor: 10 });
    const recent = compilerMacros(x86, { major: 6, minor: 12 });
    expect(bodyOf(old, "__STDC_VERSION__")).toBeUndefined();
    expect(bodyOf(old, "__CHAR_UNSIGNED__")).toBeUndefined();
    expect(bodyOf(recent, "__STDC_VERSION__")).toBe("201112L");
    expect(bodyOf(recent, "__CHAR_UNSIGNED__")).toBe("1");
    expect(bodyOf(recent, "CC_USING_FENTRY")).toBe("1");
    expect(bodyOf(recent, "__SSP_STRONG__")).toBe("3");
    const arm64 = config("ARM64", "64BIT", "FUNCTION_TRACER", "DYNAMIC_FTRACE_WITH_ARGS");
    expect(bodyOf(compilerMacros(arm64, { major: 6, minor: 12 }), "CC_USING_PATCHABLE_FUNCTION_ENTRY")).toBe(
      "1",
    );
  });

  test("name the module and the file", () => {
    expect(moduleMacros({ module: "my-mod", file: "main-part" })).toEqual([
      { name: "MODULE", parameters: undefined, body: "1" },
      { name: "KBUILD_BASENAME", parameters: undefined, body: '"main_part"' },
      { name: "KBUILD_MODNAME", parameters: undefined, body: '"my_mod"' },
      { name: "__KBUILD_MODNAME", parameters: undefined, body: "kmod_my_mod" },
    ]);
  });
});
