/** What make is started with, and that every value gets there as it is. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  array,
  assert,
  constantFrom,
  dictionary,
  oneof,
  property,
  record,
  string,
  stringMatching,
} from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BuildOptions, BuildRequest } from "../../../client/src/kernel/kbuild/build.ts";
import { makeWords, markedRun, unsuitable } from "../../../client/src/kernel/kbuild/make-command.ts";
import { plainOptions } from "../../support/plain-build.ts";

const kernel = { directory: "/lib/modules/6.1.0/build", release: "6.1.0" };
const request = (more: Partial<BuildRequest> = {}, options: Partial<BuildOptions> = {}): BuildRequest => ({
  folder: "/home/ann/driver",
  goal: { kind: "modules" },
  kernel,
  options: { ...plainOptions, jobs: 1, ...options },
  ...more,
});
/** Without what every run has: `env`, and English. */
const words = (...args: Parameters<typeof request>): string => {
  const [, ...all] = makeWords(request(...args));
  return all.slice(5).join(" ");
};

describe("make", () => {
  test("is told the kernel and the module's folder", () => {
    expect(words()).toBe("make -C /lib/modules/6.1.0/build M=/home/ann/driver modules");
    expect(words({ goal: { kind: "clean" } })).toMatch(/ clean$/);
    expect(words({ goal: { kind: "keep-going" } })).toMatch(/^make -k .* modules$/);
    expect(words({ goal: { kind: "file", source: "/home/ann/driver/sub/a.S" } })).toMatch(/ sub\/a\.o$/);
  });

  test("gets each setting as Kbuild wants it", () => {
    const all = words(
      {},
      {
        llvm: "-19",
        architecture: "arm64",
        crossCompile: "aarch64-linux-gnu-",
        warnings: "1",
        sparse: "all",
        arguments: ["V=1", "-s"],
        environment: { KCFLAGS: "-g" },
        jobs: 4,
      },
    );
    expect(all).toBe(
      "KCFLAGS=-g make -j4 --output-sync=target -C /lib/modules/6.1.0/build M=/home/ann/driver LLVM=-19 CC=clang-19 ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu- W=1 C=2 V=1 -s modules",
    );
    expect(words({}, { llvm: "/opt/llvm/bin/", sparse: "changed" })).toContain(
      " LLVM=/opt/llvm/bin/ CC=/opt/llvm/bin/clang C=1 ",
    );
    expect(words({}, { outputFolder: "/tmp/out" })).toContain(" M=/home/ann/driver MO=/tmp/out ");
  });

  test("of the project's own is given the kernel in its variable", () => {
    const by = { kind: "makefile", target: "debug", kernelVariable: "KDIR" } as const;
    expect(words({}, { by })).toBe("make KDIR=/lib/modules/6.1.0/build debug");
    expect(words({ goal: { kind: "clean" } }, { by })).toBe("make KDIR=/lib/modules/6.1.0/build clean");
    expect(words({}, { by: { ...by, target: "", kernelVariable: undefined } })).toBe("make");
    // No Makefile of an author's builds one object.
    expect(words({ goal: { kind: "file", source: "/home/ann/driver/a.c" } }, { by })).toMatch(
      /^make -C .* a\.o$/,
    );
  });

  test("builds a folder of a kernel tree as part of that tree", () => {
    const tree = {
      folder: "/home/ann/linux/drivers/leds",
      kernel: { ...kernel, directory: "/home/ann/linux" },
    };
    expect(words(tree)).toBe("make -C /home/ann/linux M=drivers/leds modules");
  });
});

describe("what make could only misunderstand", () => {
  test.each([
    ["/home/ann/my driver", "a space"],
    ["/home/ann/a:b", "a colon"],
    ["/home/ann/a$b", "the character $"],
    ["/home/ann/a\u0001b", "a control character"],
    ["/home/ann/a,b", "a comma"],
  ])("is refused: %j", (folder, name) => {
    expect(unsuitable(request({ folder }))).toMatchObject({ cause: "unsuitable-path", details: [folder] });
    expect(unsuitable(request({ folder }))?.title).toContain(name);
    expect(unsuitable(request({ kernel: { ...kernel, directory: folder } }))?.title).toContain("kernel");
    expect(unsuitable(request({}, { outputFolder: folder }))?.title).toContain("output");
  });

  test("is not what Kbuild can build: umlauts, plus, at, brackets", () => {
    expect(unsuitable(request({ folder: "/home/änn/a+b@c[1]{2}~#=!^" }))).toBeUndefined();
  });

  test("is a variable of the environment with an impossible name", () => {
    expect(unsuitable(request({}, { environment: { "A=B": "c" } }))?.title).toContain('"A=B"');
    expect(unsuitable(request({}, { environment: { "": "c" } }))).toBeDefined();
  });
});

describe("every value reaches make as it is", () => {
  let root: string;
  beforeAll(() => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), "kmod-words-")));
    writeFileSync(
      path.join(root, "make"),
      '#!/bin/sh\nprintf "%s\\0" "$PWD" "$@"; printf "\\0env\\0"; exec env -0\n',
      { mode: 0o755 },
    );
  });
  afterAll(() => rmSync(root, { recursive: true }));

  const hostile = oneof(
    string({ unit: "grapheme", minLength: 1 }),
    constantFrom(
      "$(touch x)",
      "`id`",
      "'; exit 1; '",
      '"',
      "$HOME",
      "a\nb",
      "-n",
      "--",
      "*",
      "\\",
      "%s",
      "=",
      "ü",
    ),
  ).filter((value) => !value.includes("\0"));

  test("hostile folders, arguments and environment", () => {
    assert(
      property(
        record({
          name: hostile.filter((name) => !/[/\n]|^\.{1,2}$/.test(name) && Buffer.byteLength(name) < 200),
          arguments: array(hostile, { maxLength: 5 }),
          environment: dictionary(stringMatching(/^K[A-Z0-9_]{0,8}$/), hostile, { maxKeys: 3 }),
        }),
        ({ name, arguments: args, environment }) => {
          const folder = path.join(root, name);
          mkdirSync(folder, { recursive: true });
          const by = { kind: "makefile", target: "", kernelVariable: undefined } as const;
          const options = { by, arguments: args, environment };
          const [program, ...argv] = markedRun("mark", folder, makeWords(request({ folder }, options)));
          const { stdout } = spawnSync(program, argv, {
            encoding: "utf8",
            env: { PATH: `${root}:${process.env["PATH"] ?? ""}` },
          });
          const [said = "", variables = ""] = stdout.split("\0\0env\0");
          expect(said.split("\0")).toEqual([folder, ...args]);
          const seen = new Set(variables.split("\0"));
          for (const [key, value] of Object.entries(environment))
            expect(seen.has(`${key}=${value}`)).toBe(true);
          expect(stdout.endsWith("mark 0\n")).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("a dollar sign in a setting is no variable of the real make's", () => {
    const folder = path.join(root, "dollar");
    mkdirSync(folder);
    writeFileSync(path.join(folder, "Makefile"), 'export ARCH\nall:\n\t@printf %s "$$ARCH"\n');
    const by = { kind: "makefile", target: "all", kernelVariable: undefined } as const;
    const [program, ...argv] = makeWords(request({ folder }, { by, architecture: "$(shell id)$x$$" }));
    expect(spawnSync(program, argv, { cwd: folder, encoding: "utf8" }).stdout).toBe("$(shell id)$x$$");
  });
});

describe("the script around make", () => {
  test("gives both streams in one, and the exit code behind the mark", () => {
    const [program, ...argv] = markedRun("mark", "/tmp", [
      "sh",
      "-c",
      "echo out; echo err >&2; printf end; exit 7",
    ]);
    expect(spawnSync(program, argv, { encoding: "utf8" })).toMatchObject({
      status: 0,
      stdout: "out\nerr\nendmark 7\n",
      stderr: "",
    });
  });

  test("says so where the folder is not there", () => {
    const [program, ...argv] = markedRun("mark", "/nowhere", ["true"]);
    expect(spawnSync(program, argv, { encoding: "utf8" }).stdout).toMatch(/\/nowhere[\s\S]*mark 1\n$/);
  });
});
