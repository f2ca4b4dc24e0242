/** Real Kbuild, the real addr2line and objdump, on the module with which the recorded reports were made. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Command } from "../../../client/src/kernel/command.ts";
import { runToEnd } from "../../../client/src/kernel/targets/spawn.ts";
import { type DecodeSources, decodeTrace } from "../../../client/src/kernel/traces/decode.ts";
import { type ModuleImage, readModuleImage } from "../../../client/src/kernel/traces/module-places.ts";
import { tracesOfText } from "../../../client/src/kernel/traces/pasted.ts";
import { readAnswers } from "../../../client/src/kernel/traces/source-lines.ts";
import type { KernelTrace } from "../../../client/src/kernel/traces/trace.ts";
import { recorded } from "./fixtures.ts";

const sources = join(import.meta.dirname, "fixtures/crashes");

/** As the local machine runs a command. */
const machine: DecodeSources["machine"] = {
  async run<T>(command: Command<T>) {
    return command.parse({ argv: command.argv, ...(await runToEnd({ argv: command.argv })) });
  },
};

const releases = existsSync("/lib/modules")
  ? readdirSync("/lib/modules").filter(
      (name) => /^6\.(?:1|12)\./u.test(name) && existsSync(`/lib/modules/${name}/build/Makefile`),
    )
  : [];

/** From 1. */
function lineOf(file: string, text: string): number {
  const lines = readFileSync(join(sources, file), "utf8").split("\n");
  const index = lines.findIndex((line) => line.includes(text));
  expect(index).not.toBe(-1);
  return index + 1;
}

/** A report with that instruction pointer, and return addresses. */
const report = (pointer: string, ...calls: readonly string[]): KernelTrace | undefined =>
  tracesOfText(
    `BUG: kernel NULL pointer dereference, address: 0000000000000008\nRIP: 0010:${pointer}\nCall Trace:\n ${calls.join("\n ")}\n`,
  )[0];

/** A report that only has return addresses. */
const calling = (...calls: readonly string[]): KernelTrace | undefined =>
  tracesOfText(`BUG: scheduling while atomic: sh/184/0x00000002\nCall Trace:\n ${calls.join("\n ")}\n`)[0];

/** A machine on which programs are missing. */
const without = (missing: RegExp): DecodeSources["machine"] => ({
  run: (command) => {
    const [program, ...args] = command.argv;
    return machine.run(
      missing.test(program) ? { ...command, argv: [`missing-${program}`, ...args] } : command,
    );
  },
});

describe.each(releases)("a module built for %s", { timeout: 60_000 }, (release) => {
  let folder = "";
  let file = "";
  let image: ModuleImage;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kmod-crashes-"));
    cpSync(sources, folder, { recursive: true });
    execFileSync("make", ["-C", `/lib/modules/${release}/build`, `M=${folder}`, "modules"], {
      stdio: "pipe",
    });
    file = join(folder, "crashes.ko");
    const read = readModuleImage(file, readFileSync(file));
    if ("problem" in read) throw new Error(read.problem);
    image = read;
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const decode = (trace: KernelTrace | undefined, more: Partial<DecodeSources> = {}) => {
    if (trace === undefined) throw new Error("no report was recognised");
    return decodeTrace(trace, { machine, modules: async () => [file], sourceRoots: [], ...more });
  };

  /** `f+0x12/0x30 [crashes]`, for an instruction of the function and what is added to its address. */
  const place = (name: string, instruction: RegExp, more = 0): string => {
    const [where] = image.functions.get(name) ?? [];
    if (where === undefined) throw new Error(`no ${name}`);
    const size = where.sizes?.[0] ?? 0x1000;
    const range = [`--start-address=${where.start}`, `--stop-address=${where.start + size}`];
    const code = execFileSync("objdump", ["-dr", "-j", where.section, ...range, file], { encoding: "utf8" });
    const text = code.split("\n").find((line) => instruction.test(line)) ?? "";
    const address = Number.parseInt(/^\s*([\da-f]+):/u.exec(text)?.[1] ?? "", 16);
    return `${name}+0x${(address - where.start + more).toString(16)}/0x${size.toString(16)} [crashes]`;
  };

  /** A call is five bytes on x86, of which the last four are filled in by the loader. */
  const call = (name: string, callee: string) => place(name, new RegExp(`R_\\w+\\s+${callee}-0x4`, "u"), 4);

  test("the failing instruction and its callers lead to their very lines", async () => {
    const { frames, problems } = await decode(
      report(place("divide", /\bidivl? /u), call("crashes_write", "deeper_list"), "vfs_write+0x1/0x2"),
    );
    expect(problems).toEqual([]);
    expect(frames.map(({ calls }) => calls)).toEqual([
      [
        {
          function: "divide",
          file: join(folder, "main.c"),
          line: lineOf("main.c", "100 / by"),
          isInlined: false,
        },
      ],
      [
        {
          function: "crashes_write",
          file: join(folder, "main.c"),
          line: lineOf("main.c", "deeper_list();"),
          isInlined: false,
        },
      ],
      [],
    ]);
  });

  test("inlined functions come innermost first, also those of the kernel's headers", async () => {
    const { frames } = await decode(calling(call("deeper_list", "__list_del_entry_valid(?:_or_report)?")));
    const calls = frames[0]?.calls ?? [];
    expect(calls.map((one) => [one.function, one.isInlined]).slice(-3)).toEqual([
      ["__list_del_entry", true],
      ["list_del", true],
      ["deeper_list", false],
    ]);
    expect(calls.at(-2)?.file).toMatch(/^\/.*\/include\/linux\/list\.h$/u);
    expect(existsSync(calls.at(-2)?.file ?? "")).toBe(true);
    expect(calls.at(-1)?.line).toBe(lineOf("deeper.c", "list_del(&entry)"));
  });

  test("functions of .init.text are not taken for those of .text at the same address", async () => {
    const { frames } = await decode(report(place("crashes_init", /\bud2\b/u)));
    expect(frames[0]?.calls.map((one) => [one.function, one.line])).toEqual([
      ["crashes_init", lineOf("main.c", "WARN_ON(at_init")],
    ]);
  });

  test("code that was moved out of its function (.cold) leads to its line", async () => {
    const cold = [...image.functions.keys()].find((name) => name.startsWith("crashes_write.cold"));
    if (cold === undefined) return;
    const { frames } = await decode(calling(call(cold, "panic")));
    expect(frames[0]?.calls[0]?.line).toBe(lineOf("main.c", 'panic("crashes'));
  });

  test("the disassembly has the failing instruction marked and names what is called", async () => {
    const { disassembly } = await decode(report(place("divide", /\bidivl? /u)));
    expect(disassembly.filter(({ isFault }) => isFault).map(({ text }) => text)).toEqual(["idiv %edi"]);
    expect(disassembly.some(({ text }) => text === "call __fentry__")).toBe(true);
    expect(disassembly.length).toBeLessThanOrEqual(20);
  });

  test("a function of another length tells that the file is not what was loaded", async () => {
    const { frames, problems } = await decode(report("divide+0x4/0x7f0 [crashes]"));
    expect(frames[0]?.calls).toEqual([]);
    expect(problems).toEqual([
      `${file} is not the build that was loaded: divide has another length there. Load it again, and its next report can be read.`,
    ]);
    expect(frames[0]?.problem).toBe(problems[0]);
  });

  test("a build ID of another build is told, and of two files the one that was loaded is taken", async () => {
    const trace = report(place("divide", /\bidivl? /u));
    const other = await decode(trace, { loadedBuildId: () => "00".repeat(20) });
    expect(other.problems[0]).toContain("was built anew since it was loaded");
    const own = await decode(trace, {
      modules: async () => [join(folder, "missing.ko"), file],
      loadedBuildId: () => image.buildId,
    });
    expect(own.frames[0]?.calls.length).toBe(1);
  });

  test("without debug information it is said what to do", async () => {
    const stripped = join(folder, "stripped.ko");
    execFileSync("strip", ["-g", "-o", stripped, file]);
    const { problems } = await decode(report(place("divide", /\bidivl? /u)), {
      modules: async () => [stripped],
    });
    expect(problems[0]).toContain("has no debug information");
  });

  test("compressed debug information is read", async () => {
    const compressed = join(folder, "compressed.ko");
    execFileSync("objcopy", ["--compress-debug-sections=zlib", file, compressed]);
    const { frames } = await decode(report(place("divide", /\bidivl? /u)), {
      modules: async () => [compressed],
    });
    expect(frames[0]?.calls[0]?.line).toBe(lineOf("main.c", "100 / by"));
  });

  test("sources that were built elsewhere are found by the end of their path", async () => {
    const moved = join(folder, "moved");
    cpSync(sources, join(moved, "crashes"), { recursive: true });
    const away = join(folder, "main.c");
    rmSync(away);
    try {
      const { frames } = await decode(report(place("divide", /\bidivl? /u)), {
        sourceRoots: [join(moved, "crashes")],
      });
      expect(frames[0]?.calls[0]?.file).toBe(join(moved, "crashes/main.c"));
    } finally {
      cpSync(join(sources, "main.c"), away);
    }
  });

  test("where binutils are missing LLVM's programs serve, and where both are it is said", async () => {
    const trace = report(place("divide", /\bidivl? /u));
    const none = await decode(trace, { machine: without(/./u) });
    expect(none.frames[0]?.calls).toEqual([]);
    expect(none.problems[0]).toMatch(/^addr2line is not installed here: sudo apt-get install binutils/u);
    if (spawnSync("llvm-addr2line", ["--version"]).error !== undefined) return;
    const llvm = await decode(trace, { machine: without(/^(?:addr2line|objdump)$/u) });
    expect(llvm.frames[0]?.calls[0]?.line).toBe(lineOf("main.c", "100 / by"));
    expect(llvm.disassembly.filter(({ isFault }) => isFault).length).toBe(1);
  });

  test("what this kernel recorded is decoded, where the compiler is the one of the record", async () => {
    const records = recorded(release.startsWith("6.12.") ? "kmsg-6.12.txt" : "kmsg-6.1.txt");
    const decoded = await Promise.all(records.map((trace) => decode(trace)));
    if (decoded.some(({ problems }) => problems.length > 0)) return;
    const own = decoded.map(
      ({ frames }) =>
        frames.find(({ frame, calls }) => frame.isReliable && calls.length > 0)?.calls.at(-1)?.line,
    );
    expect(own).toEqual([
      lineOf("main.c", "WARN_ON(at_init"),
      100,
      100,
      100,
      expect.any(Number),
      expect.any(Number),
      lineOf("main.c", "*p = 1"),
      lineOf("main.c", "WARN_ON(size"),
      lineOf("main.c", "WARN(size"),
      lineOf("main.c", "BUG_ON(size"),
      expect.any(Number),
      lineOf("main.c", "msleep(10)"),
      undefined,
      lineOf("main.c", "100 / by"),
      lineOf("main.c", "(void (*)(void))NULL"),
    ]);
  });
});

test("the bytes that the kernel printed are disassembled where the code is the kernel's", async () => {
  const list = recorded("kmsg-6.12.txt").find(({ at }) => at?.file === "lib/list_debug.c");
  if (list === undefined) throw new Error("no report was recognised");
  const { disassembly } = await decodeTrace(list, { machine, modules: async () => [], sourceRoots: [] });
  const [fault] = disassembly.filter(({ isFault }) => isFault);
  expect([fault?.offset, fault?.text]).toEqual([list.frames[0]?.offset, "ud2"]);
});

test("a module whose file is nowhere is named", async () => {
  const [trace] = tracesOfText("BUG: Bad thing\nCall Trace:\n f+0x1/0x2 [strange]\n");
  if (trace === undefined) throw new Error("no report was recognised");
  const { problems } = await decodeTrace(trace, { machine, modules: async () => [], sourceRoots: [] });
  expect(problems).toEqual([
    "No strange.ko is known here: open the folder in which it was built, or build it.",
  ]);
});

test("answers of addr2line: unknown lines are no lines", () => {
  const answers = readAnswers(
    "0x0000000000000497\ninner\n/src/a.h:3 (discriminator 1)\nouter\n/src/a.c:12\n0x0000000000000498\nf\n??:?\n0x0000000000000499\n??\n??:0\n",
  );
  expect([...answers.values()]).toEqual([
    [
      { function: "inner", file: "/src/a.h", line: 3, isInlined: true },
      { function: "outer", file: "/src/a.c", line: 12, isInlined: false },
    ],
    [],
    [],
  ]);
});
