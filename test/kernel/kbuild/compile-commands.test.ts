/** Commands for clangd from what Kbuild records. The lines are Kbuild's own, shortened. */
import { describe, expect, test } from "vitest";
import {
  compileCommandOf,
  kernelOfRecorded,
  type RecordedCommand,
  readRecordedCommand,
} from "../../../client/src/kernel/kbuild/compile-commands.ts";
import { clangdArguments } from "../../../client/src/kernel/kbuild/compile-commands-flags.ts";
import { mergeCompileCommands } from "../../../client/src/kernel/kbuild/compile-commands-merge.ts";
import { firstCommandWords } from "../../../client/src/kernel/kbuild/compile-commands-words.ts";

const kernel = "/lib/modules/6.1.0-13-amd64/build";

/** Linux 6.1: make works in the kernel's folder, and objects have whole paths. */
const old = `cmd_/m/hello.o :=  gcc-12 -Wp,-MMD,/m/.hello.o.d -nostdinc -I/usr/src/common/include -I./include -include /usr/src/common/include/linux/kconfig.h -D__KERNEL__ -Wall -fshort-wchar -mindirect-branch=thunk-extern -fconserve-stack -O2 -DGREETING='"it \\"is\\" $$good $(pound)1"'  -DMODULE  -DKBUILD_MODNAME='"hello"' -c -o /m/hello.o /m/hello.c   ; ./tools/objtool/objtool --orc --module /m/hello.o

source_/m/hello.o := /m/hello.c

deps_/m/hello.o := \\
  /usr/src/common/include/linux/kconfig.h \\
    $(wildcard include/config/CPU_BIG_ENDIAN) \\
`;

/** Linux 6.13 and later: make works in the module's folder. */
const recent = `savedcmd_sub/part.o := gcc-12 -Wp,-MMD,sub/.part.o.d -I/usr/src/common/include -DMODULE -c -o sub/part.o sub/part.c

source_sub/part.o := sub/part.c
`;

const read = (file: string, text: string): RecordedCommand => {
  const recorded = readRecordedCommand(file, text);
  if (recorded === undefined) throw new Error(`nothing is recorded in ${text}`);
  return recorded;
};
const asItIs = (file: string): string => file;

const filtered = (...words: readonly string[]): readonly string[] | undefined =>
  clangdArguments([...words, "-c", "-o", "a.o", "a.c"], "a.c", "/m/a.c")?.filter(
    (word) => !word.startsWith("-Wno-"),
  );

const textOf = (entries: readonly unknown[]): string => JSON.stringify(entries);

const listOf = (merged: ReturnType<typeof mergeCompileCommands>): unknown => {
  if (merged.kind !== "changed") throw new Error(merged.kind);
  return JSON.parse(merged.text);
};

describe("a recorded command", () => {
  test("is run in the kernel's folder up to Linux 6.12, with the quoting of make and the shell undone", () => {
    const command = compileCommandOf(read("/m/.hello.o.cmd", old), kernel, asItIs);
    expect(command).toMatchObject({ directory: kernel, file: "/m/hello.c" });
    expect(command?.arguments.slice(0, 11)).toEqual([
      "gcc-12",
      "-nostdinc",
      "-I/usr/src/common/include",
      "-I./include",
      "-include",
      "/usr/src/common/include/linux/kconfig.h",
      "-D__KERNEL__",
      "-Wall",
      "-fshort-wchar",
      "-O2",
      `-DGREETING="it \\"is\\" $good #1"`,
    ]);
    expect(command?.arguments.slice(-2)).toEqual(["-c", "/m/hello.c"]);
  });

  test("is run in the folder of the objects since Linux 6.13", () => {
    const command = compileCommandOf(read("/m/sub/.part.o.cmd", recent), kernel, asItIs);
    expect(command).toMatchObject({ directory: "/m", file: "/m/sub/part.c" });
  });

  test("is run in the folder of a kernel tree for a driver of it", () => {
    const inTree = old.replaceAll("/m/hello", "drivers/misc/hello");
    const command = compileCommandOf(read("/tree/drivers/misc/.hello.o.cmd", inTree), kernel, asItIs);
    expect(command).toMatchObject({ directory: "/tree", file: "/tree/drivers/misc/hello.c" });
  });

  test("names the source itself where that is linked into a folder of objects", () => {
    const command = compileCommandOf(read("/m/.hello.o.cmd", old), kernel, () => "/src/hello.c");
    expect(command?.file).toBe("/src/hello.c");
    expect(command?.arguments.at(-1)).toBe("/src/hello.c");
  });

  test.each([
    ["a linked object", "/m/.both.o.cmd", "cmd_/m/both.o := ld -r -o /m/both.o @/m/both.mod\n"],
    [
      "what modpost wrote",
      "/m/.hello.mod.o.cmd",
      old.replaceAll("hello.o", "hello.mod.o").replaceAll("hello.c", "hello.mod.c"),
    ],
    ["assembly", "/m/.hello.o.cmd", old.replaceAll("hello.c", "hello.S")],
    [
      "the kernel's part of every module",
      "/m/..module-common.o.cmd",
      old.replaceAll("hello.o", ".module-common.o"),
    ],
    [
      "a command that only a shell can read",
      "/m/.hello.o.cmd",
      old.replace("-D__KERNEL__", '-DX="$$(date)"'),
    ],
    ["nothing", "/m/.hello.o.cmd", ""],
  ])("%s is none", (_, file, text) => {
    expect(readRecordedCommand(file, text)).toBeUndefined();
  });
});

describe("the kernel of a recorded command", () => {
  const kernels = [
    { directory: "/a", release: "6.1.0-1-amd64", folders: ["/a", "/usr/src/common"] },
    { directory: "/b", release: "6.1.0-1-rt-amd64", folders: ["/b", "/usr/src/common"] },
    { directory: "/c", release: "6.12.1", folders: ["/c"] },
  ];
  const recorded = read("/m/.hello.o.cmd", old);

  test("has the sources that the command names", () => {
    expect(kernelOfRecorded(recorded, undefined, kernels)?.directory).toBe("/a");
    expect(kernelOfRecorded(recorded, "6.12.1", kernels)?.directory).toBe("/a");
  });

  test("is the one that the module was built for where several have the same sources", () => {
    expect(kernelOfRecorded(recorded, "6.1.0-1-rt-amd64", kernels)?.directory).toBe("/b");
  });

  test("is unknown where the sources are none of theirs", () => {
    expect(kernelOfRecorded(recorded, undefined, kernels.slice(2))).toBeUndefined();
  });
});

describe("words of the shell", () => {
  test.each<[string, readonly string[] | undefined]>([
    ["a b  c", ["a", "b", "c"]],
    [`-DX='"a b"' -DY="\\"c\\" \\$d" e\\ f`, [`-DX="a b"`, '-DY="c" $d', "e f"]],
    ["a ; b", ["a"]],
    ["a && b", ["a"]],
    ["a#b ''", ["a#b", ""]],
    ["a # b", undefined],
    ["a $b", undefined],
    ["a `b`", undefined],
    ['a "$b"', undefined],
    ["a 'b", undefined],
    ["a > b", undefined],
    ["a *.c", undefined],
    ["", []],
  ])("%s", (line, words) => {
    expect(firstCommandWords(line)).toEqual(words);
  });
});

describe("arguments for clangd", () => {
  test("leave out what only gcc knows, and what chooses machine code", () => {
    expect(
      filtered(
        "gcc",
        "-fconserve-stack",
        "-mpreferred-stack-boundary=3",
        "--param",
        "x=1",
        "-fplugin=y",
        "-Wa,-z",
        "-m64",
      ),
    ).toEqual(["gcc", "-m64", "-c", "/m/a.c"]);
  });

  test("keep options with the word that belongs to them", () => {
    expect(filtered("gcc", "-include", "x.h", "-I", "inc", "-MF", "y.d")).toEqual([
      "gcc",
      "-include",
      "x.h",
      "-I",
      "inc",
      "-c",
      "/m/a.c",
    ]);
  });

  test("make no error of a warning that only clang has", () => {
    expect(filtered("gcc", "-Werror", "-Werror=return-type")).toEqual([
      "gcc",
      "-Werror=return-type",
      "-c",
      "/m/a.c",
    ]);
  });

  test("begin with the compiler, not with ccache", () => {
    expect(filtered("/usr/bin/ccache", "aarch64-linux-gnu-gcc")?.[0]).toBe("aarch64-linux-gnu-gcc");
  });

  test("keep the name of an ABI only where clang knows it", () => {
    expect(filtered("aarch64-linux-gnu-gcc", "-mabi=lp64")).not.toContain("-mabi=lp64");
    expect(filtered("riscv64-linux-gnu-gcc", "-mabi=lp64", "-march=rv64imac")).toContain("-mabi=lp64");
  });
});

describe("compile_commands.json", () => {
  const replace = { how: "replace", isGone: () => false } as const;
  const hello = { directory: kernel, file: "/m/hello.c", arguments: ["gcc", "-c", "/m/hello.c"] };
  const tool = { directory: "/m", file: "tool.c", command: "cc -c tool.c", output: "tool.o" };
  test("is made where there is none", () => {
    expect(listOf(mergeCompileCommands(undefined, [hello], replace))).toEqual([hello]);
  });

  test("keeps what others wrote, and each source has one command of ours", () => {
    const before = textOf([
      { ...hello, arguments: ["old"] },
      tool,
      { directory: "/m", file: "hello.c", command: "x" },
    ]);
    expect(listOf(mergeCompileCommands(before, [hello], replace))).toEqual([hello, tool]);
  });

  test("is left alone where it says the same, however it is written", () => {
    expect(mergeCompileCommands(JSON.stringify([tool, hello], undefined, 8), [hello], replace).kind).toBe(
      "unchanged",
    );
  });

  test("keeps the commands it has where others are only to be added", () => {
    const before = textOf([{ ...hello, arguments: ["old"] }]);
    const other = { ...hello, file: "/m/other.c" };
    expect(listOf(mergeCompileCommands(before, [hello, other], { ...replace, how: "add" }))).toEqual([
      { ...hello, arguments: ["old"] },
      other,
    ]);
  });

  test("loses what Kbuild compiled once and is no more, but nothing of others", () => {
    const gone = {
      ...hello,
      file: "/m/gone.c",
      arguments: ["gcc", '-DKBUILD_MODNAME="x"', "-c", "/m/gone.c"],
    };
    const before = textOf([gone, tool]);
    expect(listOf(mergeCompileCommands(before, [hello], { ...replace, isGone: () => true }))).toEqual([
      tool,
      hello,
    ]);
  });

  test.each(["{", "{}", '[{"file": "a.c"}]', "[1]"])("that cannot be read is left as it is: %s", (text) => {
    const merged = mergeCompileCommands(text, [hello], replace);
    expect(merged.kind).toBe("unreadable");
  });
});
