/** Builds on another machine: this one, over a transport that only tests know, with the release of an installed kernel. */
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  createBuildMachine,
  type LocalBuildMachine,
} from "../../../client/src/kernel/kbuild/build-machine.ts";
import { runBuildOnTarget } from "../../../client/src/kernel/kbuild/target-build.ts";
import type { Target } from "../../../client/src/kernel/targets/target.ts";
import { fakeTarget, fakeTransport } from "../targets/fake-transport.ts";
import { anyKernel, createProject, hello, type Project, short } from "./projects.ts";

// One real build, on machines that do other things too.
vi.setConfig({ testTimeout: 60_000 });

let project: Project;
let here: LocalBuildMachine;
let target: Target;
let root: string;
beforeEach(() => {
  project = createProject(hello);
  root = path.dirname(project.folder);
  here = createBuildMachine();
  mkdirSync(path.join(root, "here"));
  vi.stubEnv("TMPDIR", path.join(root, "here"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await target.dispose();
  here.dispose();
  project.remove();
});

/** A machine with these programs (all of this one when missing), its temporary folder in `root/tmp`. */
const connect = async (release: string, without?: string): Promise<void> => {
  const programs = path.join(root, "bin");
  mkdirSync(programs);
  mkdirSync(path.join(root, "tmp"));
  writeFileSync(
    path.join(programs, "uname"),
    `#!/bin/sh\nif [ "$1" = -r ]; then echo ${release}; else exec /usr/bin/uname "$@"; fi\n`,
    { mode: 0o755 },
  );
  for (const name of without === undefined ? [] : readdirSync("/usr/bin")) {
    if (name !== "uname" && name !== without) {
      symlinkSync(path.join("/usr/bin", name), path.join(programs, name));
    }
  }
  const rest = without === undefined ? `:${process.env["PATH"] ?? ""}` : "";
  const env = { PATH: `${programs}${rest}`, TMPDIR: path.join(root, "tmp") };
  ({ target } = fakeTarget(fakeTransport({ wrap: (argv) => ({ argv, env }) })));
  await target.connect();
};
const left = (): readonly string[] => [
  ...readdirSync(path.join(root, "tmp")),
  ...readdirSync(path.join(root, "here")),
];

describe("a build on a target", () => {
  test("brings the module back beside the sources, with messages at them, and leaves nothing there", async () => {
    await connect(anyKernel().release ?? "");
    project.write({ "hello.c": `${hello["hello.c"]}static int unused;\n`, "old.o": "not to be sent" });
    const lines: string[] = [];
    const report = await runBuildOnTarget(here, target, project.request(), {
      onLine: (line) => lines.push(line),
    });
    expect(report).toMatchObject({ kind: "done", failure: undefined, built: [project.file("hello.ko")] });
    expect(report.messages.map(short)).toContainEqual(
      expect.stringContaining("compiler warning hello.c:9:12 'unused' defined but not used"),
    );
    expect(report.messages[0]?.place?.file).toBe(project.file("hello.c"));
    expect(lines[0]).toBe("Copying 2 files to board");
    expect(readdirSync(project.folder)).toEqual(["Makefile", "hello.c", "hello.ko", "old.o"]);
    expect(left()).toEqual([]);
    const clean = await runBuildOnTarget(here, target, project.request({ goal: { kind: "clean" } }));
    expect(clean.kind).toBe("done");
    expect(existsSync(project.file("hello.ko"))).toBe(false);
  });

  test("names the headers that are missing there", async () => {
    await connect("6.99.0-board");
    const { failure } = await runBuildOnTarget(here, target, project.request());
    expect(failure).toMatchObject({ cause: "missing-headers" });
    expect(failure?.title).toContain("6.99.0-board");
    expect(failure?.title).toContain("on board");
    expect(left()).toEqual([]);
  });

  test.each(["make", "tar"])("names %s where it is missing there", async (program) => {
    await connect(anyKernel().release ?? "", program);
    const { failure } = await runBuildOnTarget(here, target, project.request());
    expect(failure).toMatchObject({ cause: "missing-tool" });
    expect(failure?.title).toContain(`${program} is not installed on board`);
    expect(left()).toEqual([]);
  });

  test("that is cancelled leaves neither a process nor a folder there", async () => {
    await connect(anyKernel().release ?? "");
    project.write({ Makefile: "all:\n\t@echo started; sleep 1000\n" });
    const stop = new AbortController();
    const lines: string[] = [];
    const by = { kind: "makefile", target: "", kernelVariable: undefined } as const;
    const report = runBuildOnTarget(here, target, project.request({}, { by }), {
      signal: stop.signal,
      onLine: (line) => lines.push(line),
    });
    await vi.waitFor(() => expect(readdirSync(path.join(root, "tmp"))).toHaveLength(1), { timeout: 5_000 });
    await vi.waitFor(() => expect(lines.length).toBeGreaterThan(0), { timeout: 5_000 });
    stop.abort();
    expect(await report).toMatchObject({ kind: "cancelled", built: [] });
    await vi.waitFor(() => expect(left()).toEqual([]), { timeout: 5_000 });
  });

  test("says so where the machine is not connected", async () => {
    ({ target } = fakeTarget(fakeTransport()));
    const report = await runBuildOnTarget(here, target, project.request());
    expect(report).toMatchObject({ kind: "failed", failure: { cause: "machine" } });
    expect(report.failure?.remedy).toContain("Connect");
  });
});
