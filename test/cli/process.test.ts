/** kmod-lint as a process, from its sources: streams, threads, permissions. */
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProject, type Project } from "./project.ts";

const main = join(import.meta.dirname, "../../server/src/cli/main.ts");
const isRoot = process.getuid?.() === 0;

let project: Project;

const moduleOf = (index: number): string =>
  `#include <linux/module.h>\nstatic int __init start_${index}(void)\n{\n\treturn 0;\n}\nmodule_init(start_${index});\n`;

/** Enough findings for several times what a pipe holds. */
const count = 400;

beforeAll(() => {
  const sources = Array.from({ length: count }, (_, index) => [`m${index}.c`, moduleOf(index)] as const);
  const objects = sources.map(([name]) => name.replace(".c", ".o")).join(" ");
  project = createProject({ ...Object.fromEntries(sources), Makefile: `obj-m := ${objects}\n` });
});

afterAll(() => project.remove());

const start = (words: readonly string[], options: { readonly uid?: number } = {}): ChildProcess =>
  spawn(process.execPath, [main, ...words], {
    cwd: project.folder,
    stdio: ["ignore", "pipe", "pipe"],
    ...options,
  });

const statusOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once("close", (status) => resolve(status)));

const lint = async (words: readonly string[], options: { readonly uid?: number } = {}) => {
  const child = start(words, options);
  if (child.stdout === null || child.stderr === null) throw new Error("the streams are pipes");
  const [status, stdout, stderr] = await Promise.all([
    statusOf(child),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { status, stdout, stderr };
};

describe("the process kmod-lint", () => {
  it("hands everything to a pipe before it ends", async () => {
    const { status, stdout, stderr } = await lint(["check", "--format", "json"]);
    expect([status, stderr]).toEqual([1, ""]);
    expect(stdout.length).toBeGreaterThan(200_000);
    const missing = JSON.parse(stdout).filter(({ rule }: { rule: string }) => rule === "missing-license");
    expect(missing).toHaveLength(count);
  });

  it("says the same with workers as without", async () => {
    const [alone, spread] = await Promise.all(
      ["1", "2"].map((jobs) => lint(["check", "--format", "json", "--jobs", jobs])),
    );
    expect(spread).toEqual(alone);
  });

  it("is quiet when its reader goes away", async () => {
    const child = start(["check", "--format", "sarif"]);
    if (child.stdout === null || child.stderr === null) throw new Error("the streams are pipes");
    child.stdout.once("data", () => child.stdout?.destroy());
    const [status, stderr] = await Promise.all([statusOf(child), text(child.stderr)]);
    expect([status, stderr]).toEqual([0, ""]);
  });

  it("writes no colours into a pipe", async () => {
    expect((await lint(["check", "m1.c"])).stdout).not.toContain("\u001b");
    expect((await lint(["check", "m1.c", "--color"])).stdout).toContain("\u001b");
  });

  it("says which folder it cannot read, and checks the rest", async () => {
    const locked = createProject({ "open.c": "int x;\n", "closed/a.c": "int y;\n" });
    chmodSync(join(locked.folder, "closed"), 0);
    chmodSync(locked.folder, 0o755);
    const options = isRoot ? { uid: 65534 } : {};
    try {
      const whole = await lint(["check", locked.folder], options);
      expect(whole).toMatchObject({ status: 0, stdout: "no findings in 0 modules, 1 file\n" });
      expect(whole.stderr).toMatch(/^kmod-lint: .*closed: cannot be listed: .*EACCES[^\n]*\n$/);
      const named = await lint(["check", join(locked.folder, "closed")], options);
      expect(named).toMatchObject({
        status: 2,
        stderr: `kmod-lint: cannot read ${locked.folder}/closed: permission denied\n`,
      });
    } finally {
      chmodSync(join(locked.folder, "closed"), 0o755);
      locked.remove();
    }
  });

  it("knows its version", async () => {
    expect(await lint(["--version"])).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: "",
    });
  });
});
