/** Real Kbuild, with each kernel whose headers are installed here. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { BuildOptions, BuildReport, BuildRequest } from "../../../client/src/kernel/kbuild/build.ts";
import {
  createBuildMachine,
  type LocalBuildMachine,
} from "../../../client/src/kernel/kbuild/build-machine.ts";
import { runBuild } from "../../../client/src/kernel/kbuild/run-build.ts";
import { createProject, hello, installedKernels, type Project, short } from "./projects.ts";

// Several builds of a second or two each, on machines that do other things too.
vi.setConfig({ testTimeout: 60_000 });

let machine: LocalBuildMachine;
let projects: Project[];
beforeEach(() => {
  machine = createBuildMachine();
  projects = [];
});
afterEach(() => {
  machine.dispose();
  for (const project of projects) project.remove();
});

const project = (files: Readonly<Record<string, string>>, name?: string): Project => {
  const made = createProject(files, name);
  projects.push(made);
  return made;
};
const build = (request: BuildRequest, signal?: AbortSignal): Promise<BuildReport> =>
  runBuild(machine, request, { signal });
const problems = ({ messages }: BuildReport): readonly string[] =>
  messages.filter(({ severity }) => severity !== "info").map(short);

describe.each(installedKernels())("on $version", ({ kernel }) => {
  test("a hello module is built, nothing is built a second time, and clean leaves the sources", async () => {
    const { folder, file, request } = project(hello);
    const lines: string[] = [];
    const first = await runBuild(machine, request({ kernel }), { onLine: (line) => lines.push(line) });
    expect(first).toMatchObject({ kind: "done", failure: undefined, built: [file("hello.ko")] });
    expect(problems(first)).toEqual([]);
    expect(first.duration).toBeGreaterThan(100);
    expect(lines.join("\n")).toContain("CC [M]");
    expect(lines.join("\n")).not.toMatch(/kmod-[0-9a-f]{24}/);
    expect(await build(request({ kernel }))).toMatchObject({ kind: "done", built: [] });
    expect(await build(request({ kernel, goal: { kind: "clean" } }))).toMatchObject({
      kind: "done",
      built: [],
    });
    expect(readdirSync(folder)).toEqual(["Makefile", "hello.c"]);
  });

  test("errors of gcc and of modpost are messages, and no failure", async () => {
    const broken = project({
      Makefile: "obj-m := a.o b.o\n",
      "a.c": '#include <linux/module.h>\nint a(void) { return nope; }\nMODULE_LICENSE("GPL");\n',
      "b.c": '#include <linux/module.h>\nMODULE_LICENSE("GPL");\n',
    });
    const compiled = await build(broken.request({ kernel }));
    expect(compiled).toMatchObject({ kind: "failed", failure: undefined, built: [] });
    expect(problems(compiled)).toContainEqual(
      expect.stringContaining("compiler error a.c:2:22 'nope' undeclared"),
    );
    broken.write({
      "a.c":
        '#include <linux/module.h>\nint nope(void);\nint a(void); int a(void) { return nope(); }\nMODULE_LICENSE("GPL");\n',
    });
    const linked = await build(broken.request({ kernel }));
    expect(linked).toMatchObject({ kind: "failed", failure: undefined });
    expect(problems(linked)).toContain(`modpost error nowhere "nope" [${broken.file("a.ko")}] undefined!`);
  });
});

describe("on any kernel", () => {
  test("one file is built to its object only, also in a subfolder", async () => {
    const { file, request } = project({
      Makefile: "obj-m := m.o\nm-y := main.o sub/part.o\n",
      "main.c": '#include <linux/module.h>\nMODULE_LICENSE("GPL");\n',
      "sub/part.c": "int part;\n",
    });
    const report = await build(request({ goal: { kind: "file", source: file("sub/part.c") } }));
    expect(report).toMatchObject({ kind: "done", built: [] });
    expect(existsSync(file("sub/part.o"))).toBe(true);
    expect(existsSync(file("main.o"))).toBe(false);
  });

  test("an output folder takes all that is built, and messages are at the sources", async () => {
    const { folder, file, request } = project({
      Makefile: "obj-m := m.o\nm-y := main.o sub/part.o\n",
      "main.c":
        '#include <linux/module.h>\n#include "sub/part.h"\nMODULE_LICENSE("GPL");\nMODULE_DESCRIPTION("m");\n',
      "sub/part.h": "extern int part;\n",
      "sub/part.c": '#include "part.h"\nint part;\nstatic int unused;\n',
      "sub/gone.c": "",
    });
    const before = readdirSync(folder, { recursive: true });
    const output = path.join(path.dirname(folder), "output");
    const report = await build(request({}, { outputFolder: output }));
    expect(report).toMatchObject({ kind: "done", built: [path.join(output, "m.ko")] });
    expect(report.messages.find(({ text }) => text.includes("unused"))?.place?.file).toBe(file("sub/part.c"));
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });
});

const by = (target: string): Partial<BuildOptions> => ({
  by: { kind: "makefile", target, kernelVariable: "KDIR" },
});

describe("the project's own Makefile", () => {
  const own = {
    Makefile: `ifneq ($(KERNELRELEASE),)
obj-m := hello.o
else
KDIR ?= /nowhere
all:
	$(MAKE) -C $(KDIR) M=$(PWD) modules
clean:
	$(MAKE) -C $(KDIR) M=$(PWD) clean
broken:
	false
endif
`,
    "hello.c": hello["hello.c"],
  };

  test("is run in its folder with the kernel that is meant, and cleans with it", async () => {
    const { folder, file, request } = project(own);
    expect(await build(request({}, by("")))).toMatchObject({ kind: "done", built: [file("hello.ko")] });
    expect(await build(request({ goal: { kind: "clean" } }, by("")))).toMatchObject({ kind: "done" });
    expect(readdirSync(folder)).toEqual(["Makefile", "hello.c"]);
  });

  test("that lacks the target, or fails without a word, says so", async () => {
    const { request } = project(own);
    const lacking = await build(request({}, by("nix")));
    expect(lacking).toMatchObject({ kind: "failed", failure: { cause: "no-makefile-target" } });
    expect(lacking.failure?.title).toContain('"nix"');
    const silent = await build(request({}, by("broken")));
    expect(silent).toMatchObject({ kind: "failed", failure: { cause: "unknown" } });
    expect(silent.failure?.details.join()).toContain("broken");
  });
});

describe("what is not the sources' fault", () => {
  test("headers that are not there are named with their package", async () => {
    const { request } = project(hello);
    const release = "6.99.0-none";
    const { failure, messages } = await build(
      request({ kernel: { directory: `/lib/modules/${release}/build`, release } }),
    );
    expect(failure).toMatchObject({ cause: "missing-headers" });
    expect(failure?.title).toContain(release);
    expect(messages).toEqual([]);
  });

  test("a program that is not there is named", async () => {
    const { folder, request } = project(hello);
    const programs = path.join(path.dirname(folder), "bin");
    mkdirSync(programs);
    for (const name of readdirSync("/usr/bin")) {
      if (!name.includes("gcc")) symlinkSync(path.join("/usr/bin", name), path.join(programs, name));
    }
    const { failure } = await build(request({}, { environment: { PATH: programs } }));
    expect(failure).toMatchObject({ cause: "missing-tool" });
    expect(failure?.title).toMatch(/^\S*gcc\S* is not installed/);
    const none = await build(request({}, { environment: { PATH: "/nowhere" } }));
    expect(none.failure?.title).toMatch(/^make is not installed/);
  });

  test("a compiler that does not know the kernel's options is no hundred errors", async () => {
    const { folder, request, write } = project(hello);
    write({
      "cc.sh": "#!/bin/sh\necho \"clang: error: unknown argument: '-fconserve-stack'\" >&2\nexit 1\n",
    });
    const report = await build(request({}, { arguments: [`CC=sh ${folder}/cc.sh`] }));
    expect(report).toMatchObject({ kind: "failed", failure: { cause: "compiler-mismatch" }, messages: [] });
    expect(report.failure?.title).toContain("-fconserve-stack");
    expect(report.failure?.title).toContain("was built by");
  });

  test("a clock that is wrong is told beside what was built", async () => {
    const { file, request } = project({ Makefile: "all: x\n\t@touch y\n", x: "" });
    const tomorrow = Date.now() / 1000 + 86_400;
    utimesSync(file("x"), tomorrow, tomorrow);
    const own = { kind: "makefile", target: "", kernelVariable: undefined } as const;
    const report = await build(request({}, { by: own }));
    expect(report).toMatchObject({ kind: "done", failure: { cause: "clock-skew" }, messages: [] });
  });

  test("a folder whose path Kbuild breaks at is refused before make is run", async () => {
    const { folder, request } = project(hello, "my driver");
    const report = await build(request());
    expect(report).toMatchObject({ kind: "failed", failure: { cause: "unsuitable-path" } });
    expect(report.failure?.title).toContain("a space");
    expect(readdirSync(folder)).toEqual(["Makefile", "hello.c"]);
  });
});

/** Process ids with the folder in their command line. */
const running = (folder: string): readonly string[] =>
  readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return readFileSync(`/proc/${name}/cmdline`, "utf8").includes(folder);
    } catch {
      return false;
    }
  });
const compiling = (folder: string): boolean =>
  running(folder).some((pid) => {
    try {
      return readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("cc1");
    } catch {
      return false;
    }
  });

describe("a build that is cancelled", () => {
  test("leaves no process and no half-written file", async () => {
    const functions = Array.from(
      { length: 4_000 },
      (_, n) =>
        `int f${n}(int a); int f${n}(int a) { int i, s = 0; for (i = 0; i < a; i++) s ^= s * i + ${n}; return s; }`,
    );
    const { folder, request } = project({ Makefile: "obj-m := slow.o\n", "slow.c": functions.join("\n") });
    const stop = new AbortController();
    const report = build(request(), stop.signal);
    await vi.waitFor(() => expect(compiling(folder)).toBe(true), { timeout: 15_000, interval: 20 });
    stop.abort();
    expect(await report).toMatchObject({ kind: "cancelled", failure: undefined, built: [] });
    expect(running(folder)).toEqual([]);
    expect(readdirSync(folder)).toEqual(["Makefile", "slow.c"]);
  });

  test("before it began runs nothing", async () => {
    const { folder, request } = project(hello);
    expect(await build(request(), AbortSignal.abort())).toMatchObject({ kind: "cancelled", built: [] });
    expect(readdirSync(folder)).toEqual(["Makefile", "hello.c"]);
  });

  test("ends also what does not want to end", async () => {
    const stubborn = project({
      Makefile: `all:\n\t@sh -c 'trap "" TERM; echo ready; sleep 1000; : $(CURDIR)'\n`,
    });
    const stop = new AbortController();
    const lines: string[] = [];
    const report = runBuild(
      machine,
      stubborn.request({}, { by: { kind: "makefile", target: "", kernelVariable: undefined } }),
      { signal: stop.signal, onLine: (line) => lines.push(line) },
    );
    await vi.waitFor(() => expect(running(`: ${stubborn.folder}`)).not.toEqual([]), { timeout: 5_000 });
    stop.abort();
    expect(await report).toMatchObject({ kind: "cancelled" });
    await vi.waitFor(() => expect(running(stubborn.folder)).toEqual([]), { timeout: 5_000 });
  });
});
