/** What kmod-lint makes of input that is none: one clear line, the right status, and nothing executed. */
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createProject, type Project } from "./project.ts";

let project: Project;

const make = (files: Readonly<Record<string, string | Uint8Array>>): Project => {
  project = createProject(files);
  return project;
};

afterEach(() => project.remove());

const refusal = async (words: readonly string[]): Promise<string> => {
  const { status, stdout, stderr } = await project.lint(["check", ...words]);
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr.trimEnd()).not.toContain("\n");
  return stderr;
};

describe("what cannot be checked", () => {
  it("is refused by name when it does not exist, or is of another kind", async () => {
    make({ "a.c": "", "notes.md": "" });
    symlinkSync("nowhere", join(project.folder, "dangling.c"));
    expect(await refusal(["gone"])).toBe("kmod-lint: cannot read gone: no such file or folder\n");
    expect(await refusal(["a.c", "dangling.c"])).toBe(
      "kmod-lint: cannot read dangling.c: a symbolic link to nothing\n",
    );
    expect(await refusal(["notes.md"])).toBe(
      "kmod-lint: cannot check notes.md: neither C (.c, .h) nor a Kbuild file or Makefile\n",
    );
    expect(await refusal(["/dev/null"])).toBe(
      "kmod-lint: cannot read /dev/null: neither a file nor a folder\n",
    );
    expect(await refusal(["a.c/b.c"])).toMatch(/^kmod-lint: cannot read a\.c\/b\.c: /);
  });

  it("is refused when it is named and binary or too large, and skipped when it is merely met", async () => {
    make({
      "binary.c": Buffer.from([0x7f, 0x45, 0, 1]),
      "huge.c": Buffer.alloc(50 * 1024 * 1024, " bad\n"),
      "a.c": "bad",
    });
    expect(await refusal(["binary.c"])).toBe("kmod-lint: cannot check binary.c: not read: a binary file\n");
    expect(await refusal(["huge.c"])).toMatch(
      /^kmod-lint: cannot check huge\.c: not read: 52428800 bytes, more than/,
    );
    const { status, stdout, stderr } = await project.lint(["check", "--jobs", "1", "--format", "json"]);
    expect([status, JSON.parse(stdout)]).toEqual([1, [expect.objectContaining({ file: "a.c" })]]);
    expect(stderr).toMatch(
      /^kmod-lint: binary\.c: not read: a binary file\nkmod-lint: huge\.c: not read: 52428800 bytes/,
    );
  });

  it("is an unknown rule: the nearest one is named", async () => {
    make({});
    expect(await refusal(["--rule", "nope=error"])).toBe(
      "kmod-lint: --rule nope=error: there is no rule 'nope' (see kmod-lint list-rules)\n",
    );
    expect(await refusal(["--rule", "bad-wrd=error"])).toMatch(/\(did you mean 'bad-word'\?\)\n$/);
  });

  it("is a kernel folder that is missing or holds no kernel", async () => {
    make({ "a.c": "" });
    expect(await refusal(["--kernel", "missing"])).toBe(
      `kmod-lint: --kernel: ${project.folder}/missing: no kernel; choose another folder\n`,
    );
  });
});

describe("odd input that can be checked", () => {
  it("counts columns in an invalid UTF-8 text as it was read, one for each broken sequence", async () => {
    make({ "a.c": Buffer.concat([Buffer.from("/* "), Buffer.from([0xff, 0xe9]), Buffer.from(" */ bad\n")]) });
    const { stdout } = await project.lint(["check", "a.c", "--format", "json"]);
    expect(JSON.parse(stdout)).toMatchObject([{ line: 1, column: 10 }]);
  });

  it("counts lines alike with CRLF, CR and LF", async () => {
    make({ "a.c": "\r\n\r\nbad\r\n", "b.c": "\r\rbad", "c.c": "\n\nbad\n" });
    const { stdout } = await project.lint(["check", "--format", "json"]);
    expect(
      JSON.parse(stdout).map(({ line, column }: { line: number; column: number }) => [line, column]),
    ).toEqual([
      [3, 1],
      [3, 1],
      [3, 1],
    ]);
  });

  it("walks a loop of symbolic links once", async () => {
    make({ "m/a.c": "bad LICENSE", "m/Makefile": "obj-m := a.o\nobj-y += loop/\n" });
    symlinkSync("..", join(project.folder, "m/loop"));
    symlinkSync(".", join(project.folder, "m/self"));
    const { status, stdout } = await project.lint(["check", "--format", "json"]);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([{ file: "m/a.c", rule: "bad-word" }]);
  });

  it("runs nothing of a Makefile, and ends on endless recursion", async () => {
    make({ "a.c": "bad LICENSE" });
    const trap = join(project.folder, "trap");
    project.write(
      "Makefile",
      `obj-m := a.o\nX := $(shell touch ${trap})\ninclude Makefile\nA = $(B)\nB = $(A)\nobj-m += $(A)\nobj-y += ./\n`,
    );
    const { status, stdout } = await project.lint(["check", "--format", "json"]);
    expect([status, JSON.parse(stdout)]).toEqual([1, [expect.objectContaining({ file: "a.c" })]]);
    expect(existsSync(trap)).toBe(false);
  });

  it("finds nothing in an empty folder, an empty file and an empty Makefile", async () => {
    make({ "a.c": "", Makefile: "" });
    mkdirSync(join(project.folder, "empty"));
    expect(await project.lint(["check", "--format", "json"])).toMatchObject({ status: 0, stdout: "[]\n" });
    expect(await project.lint(["check", "empty"])).toMatchObject({
      status: 0,
      stderr: expect.stringContaining("nothing to check in empty"),
    });
  });
});
