import { execFileSync, spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isKoProblem, type KoProblem, readKoFile } from "../../../client/src/kernel/kmod/ko-file.ts";
import { moduleInfos } from "../../../client/src/kernel/kmod/modinfo.ts";
import type { KoFile } from "../../../client/src/kernel/kmod/module-info.ts";
import { buildKo, type KoParts, versionEntry } from "./ko-builder.ts";

const modinfo = [
  "license=GPL",
  "license=GPL v2",
  "description=Says hello",
  "author=A",
  "author=B <b@example.org>",
  "parmtype=count:int",
  "parm=who:whom to greet: a name",
  "parmtype=who:charp",
  "parm=count:how often",
  "parm=old:no type is known",
  "softdep=pre: crc32c",
  "alias=pci:v00008086d*",
  "firmware=hello/fw.bin",
  "import_ns=DMA_BUF",
  "depends=snd-pcm,rfkill",
  "name=hello_there",
  "vermagic=6.1.0 SMP mod_unload ",
  "srcversion=ABCDEF",
  "version=1.2",
  "intree=Y",
] as const;

const hello: KoParts = {
  modinfo,
  moduleName: "hello_there",
  symbols: [
    { name: "init_module" },
    { name: "cleanup_module" },
    { name: "__ksymtab_hello_answer", binding: "local" },
    { name: "_printk", isUndefined: true },
    { name: "maybe", binding: "weak", isUndefined: true },
    { name: "_GLOBAL_OFFSET_TABLE_", isUndefined: true },
  ],
};

const read = (parts: KoParts, file = "/modules/hello-there.ko"): KoFile => {
  const ko = readKoFile(file, buildKo(parts));
  if (isKoProblem(ko)) throw new Error(ko.message);
  return ko;
};
const problemOf = (bytes: Uint8Array): KoProblem => {
  const ko = readKoFile("x.ko", bytes);
  if (!isKoProblem(ko)) throw new Error(`${ko.name} was read`);
  return ko;
};

describe("a .ko file", () => {
  test.each([
    { is64: true, isLittleEndian: true, machine: 62, architecture: "x86_64" },
    { is64: true, isLittleEndian: false, machine: 22, architecture: "s390x" },
    { is64: false, isLittleEndian: true, machine: 40, architecture: "arm" },
    { is64: false, isLittleEndian: false, machine: 8, architecture: "mips" },
    { is64: true, isLittleEndian: true, machine: 21, architecture: "ppc64le" },
    { is64: true, isLittleEndian: true, machine: 9999, architecture: "ELF machine 9999" },
  ])("is read for $architecture", ({ architecture, ...format }) => {
    const sections = {
      __versions: new Uint8Array([
        ...versionEntry(0xdeadbeef, "_printk", format),
        ...versionEntry(7, "module_layout", format),
      ]),
    };
    expect(read({ ...hello, ...format, sections })).toEqual({
      name: "hello_there",
      file: "/modules/hello-there.ko",
      description: "Says hello",
      authors: ["A", "B <b@example.org>"],
      license: "GPL",
      version: "1.2",
      srcversion: "ABCDEF",
      vermagic: "6.1.0 SMP mod_unload",
      depends: ["snd_pcm", "rfkill"],
      softdeps: ["pre: crc32c"],
      aliases: ["pci:v00008086d*"],
      firmware: ["hello/fw.bin"],
      imports: ["DMA_BUF"],
      isInTree: true,
      parameters: [
        { name: "count", type: "int", description: "how often" },
        { name: "who", type: "charp", description: "whom to greet: a name" },
        { name: "old", type: undefined, description: "no type is known" },
      ],
      signature: undefined,
      architecture,
      undefinedSymbols: ["_printk"],
      exportedSymbols: ["hello_answer"],
      symbolVersions: new Map([
        ["_printk", 0xdeadbeef],
        ["module_layout", 7],
      ]),
      hasInit: true,
      hasExit: true,
    });
  });

  test("of CONFIG_EXTENDED_MODVERSIONS has its CRCs in two sections, and names of any length", () => {
    const long = "a".repeat(200);
    const sections = {
      __version_ext_crcs: new Uint8Array([1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]),
      __version_ext_names: new TextEncoder().encode(`_printk\0${long}\0`),
    };
    expect(read({ ...hello, sections }).symbolVersions).toEqual(
      new Map([
        ["_printk", 1],
        [long, 0xffffffff],
      ]),
    );
  });

  test("of a module without init and exit functions says so", () => {
    expect(read({ ...hello, symbols: [] })).toMatchObject({ hasInit: false, hasExit: false });
  });

  test("that an init function is only needed, not defined, does not count", () => {
    expect(read({ ...hello, symbols: [{ name: "init_module", isUndefined: true }] }).hasInit).toBe(false);
  });

  test("without a name in .modinfo (before 4.13) has that of struct module, else that of the file", () => {
    expect(read({ modinfo: ["license=GPL"], moduleName: "old_one" }).name).toBe("old_one");
    expect(read({ modinfo: ["license=GPL"], moduleName: "" }, "/x/snd-pcm.ko").name).toBe("snd_pcm");
  });

  test("is unpacked from gzip and zstd", () => {
    const bytes = buildKo(hello);
    expect(readKoFile("hello.ko.gz", gzipSync(bytes))).toMatchObject({ name: "hello_there" });
    expect(readKoFile("hello.ko.zst", zstdCompressSync(bytes))).toMatchObject({ name: "hello_there" });
  });
});

describe("what is not a module gives its reason", () => {
  test.each<[string, Uint8Array, Partial<KoProblem>]>([
    ["an empty file", new Uint8Array(), { problem: "empty" }],
    ["a text", new TextEncoder().encode("int main(void)"), { problem: "not-elf" }],
    [
      "a program",
      buildKo({ ...hello, type: 2 }),
      { problem: "not-relocatable", message: "x.ko is not a kernel module: it is an executable program." },
    ],
    ["an object file", buildKo({ ...hello, modinfo: undefined }), { problem: "not-a-module" }],
    [
      "an object file before modpost",
      buildKo({ ...hello, moduleName: undefined }),
      { problem: "not-a-module" },
    ],
    [
      "an xz file",
      new Uint8Array([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 1]),
      { problem: "compressed", message: "x.ko cannot be read: it is compressed with xz." },
    ],
    ["a broken gzip file", new Uint8Array([0x1f, 0x8b, 8, 0]), { problem: "compressed" }],
    ["a file that was cut off", buildKo(hello).subarray(0, 200), { problem: "damaged" }],
  ])("%s", (_, bytes, problem) => {
    expect(problemOf(bytes)).toMatchObject(problem);
  });

  test("whatever bytes are cut, changed or put in the place of others, an answer comes", () => {
    const whole = buildKo({ ...hello, sections: { __versions: versionEntry(1, "x") } });
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), fc.nat(whole.length), (changes, length) => {
        const bytes = whole.slice(0, Math.max(length, 64));
        for (const [at, value] of changes) bytes[at] = value;
        expect(readKoFile("x.ko", bytes)).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });
});

const sorted = <T extends { readonly name: string }>(items: readonly T[]): readonly T[] =>
  items.toSorted((a, b) => (a.name < b.name ? -1 : 1));

const agree = (files: readonly string[]): void => {
  const command = moduleInfos(files);
  const { argv } = command;
  const [program, ...args] = argv;
  const stdout = execFileSync(program, args, { encoding: "utf8", maxBuffer: 1e9 });
  const said = [...command.parse({ argv, exitCode: 0, stdout, stderr: "" }).values()];
  expect(said).toHaveLength(files.length);
  for (const info of said) {
    const ko = readKoFile(info.file, readFileSync(info.file));
    // modinfo lists parameters in another order.
    const parameters = isKoProblem(ko) ? [] : sorted(ko.parameters);
    expect({ ...ko, parameters }).toMatchObject({ ...info, parameters: sorted(info.parameters) });
  }
};

const hasModinfo = spawnSync("modinfo", ["--version"]).status === 0;

describe.skipIf(!hasModinfo)("modinfo(8) says the same", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kmod-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("of a module with all keys, of one with line breaks in its values, and of one that says nothing", () => {
    const modules: readonly KoParts[] = [
      hello,
      {
        modinfo: ["name=lines", "description=one\ntwo:\n  three=3", "parm=x:a\nb", "parmtype=x:int"],
        moduleName: "lines",
      },
      { modinfo: ["name=silent"], moduleName: "silent" },
    ];
    const files = modules.map((parts, index) => {
      const file = join(folder, `${index}.ko`);
      writeFileSync(file, buildKo(parts));
      return file;
    });
    agree(files);
  });

  const installed = globSync("/lib/modules/*/kernel/{fs,net,lib}/**/*.ko").slice(0, 50);
  if (installed.length > 0) test("of installed modules", () => agree(installed));
});
