import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { createProject, type Project } from "./project.ts";

let project: Project;

const make = (files: Readonly<Record<string, string | Uint8Array>>): Project => {
  project = createProject(files);
  return project;
};

afterEach(() => project.remove());

const places = (json: string): readonly string[] =>
  JSON.parse(json).map(
    (one: { file: string; line: number; column: number; rule: string }) =>
      `${one.file}:${one.line}:${one.column} ${one.rule}`,
  );

const jsonOf = async (path: string): Promise<string> =>
  (await project.lint(["check", path, "--format", "json"])).stdout;

describe("kmod-lint check", () => {
  it("checks the module of the current folder and ends with 1 on an error", async () => {
    make({ "a.c": "int x;\nint bad; LICENSE\n", Makefile: "obj-m := a.o\n" });
    expect(await project.lint(["check"])).toEqual({
      status: 1,
      stdout: [
        "a.c:2:5: error: a bad word [bad-word]",
        "    2 | int bad; LICENSE",
        "      |     ^~~",
        "1 error in 1 module, 1 file",
        "",
      ].join("\n"),
      stderr: "",
    });
  });

  it("ends with 0 on warnings, and with 1 when there are more than --max-warnings", async () => {
    make({ "a.c": "int x;\n", Makefile: "obj-m := a.o\n" });
    expect(await project.lint(["check"])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("1 warning in 1 module"),
    });
    expect(await project.lint(["check", "--max-warnings", "1"])).toMatchObject({ status: 0 });
    expect(await project.lint(["check", "--max-warnings", "0"])).toMatchObject({ status: 1 });
  });

  it("takes the severity of a rule from --rule", async () => {
    make({ "a.c": "bad", Makefile: "obj-m := a.o\n" });
    const { status, stdout } = await project.lint([
      "check",
      "--rule",
      "bad-word=hint",
      "--rule",
      "needs-licence=off",
      "--format",
      "json",
    ]);
    expect([status, JSON.parse(stdout)]).toEqual([0, [expect.objectContaining({ severity: "hint" })]]);
  });

  it("knows all files of a module: a licence in one of two objects is enough", async () => {
    make({ "a.c": "int x;", "b.c": "LICENSE", Makefile: "obj-m := m.o\nm-y := a.o b.o\n" });
    expect(await project.lint(["check", "--format", "json"])).toMatchObject({ status: 0, stdout: "[]\n" });
    expect(await project.lint(["check", "a.c", "--format", "json"])).toMatchObject({
      status: 0,
      stdout: "[]\n",
    });
  });

  it("says nothing of a module as a whole for a file that no Kbuild file reaches", async () => {
    make({ "a.c": "bad" });
    expect(places((await project.lint(["check", "--format", "json"])).stdout)).toEqual(["a.c:1:1 bad-word"]);
  });

  it("judges a file that another includes as part of that one only", async () => {
    make({ "a.c": '#include "b.c"\nLICENSE', "b.c": "bad", Makefile: "obj-m := a.o\n" });
    expect(places((await project.lint(["check", "--format", "json"])).stdout)).toEqual([]);
  });

  it("finds every project of a workspace, in the order of their files", async () => {
    make({
      "z/a.c": "bad bad",
      "z/Makefile": "obj-m := a.o\n",
      "b/b.c": "LICENSE bad",
      "b/Kbuild": "obj-m += b.o\n",
      "c.c": "bad",
    });
    expect(places((await project.lint(["check", "--format", "json"])).stdout)).toEqual([
      "b/b.c:1:9 bad-word",
      "c.c:1:1 bad-word",
      "z/a.c:1:1 bad-word",
      "z/a.c:1:1 needs-licence",
      "z/a.c:1:5 bad-word",
    ]);
  });

  it("reports only what was asked for: a file, or a Kbuild file with what it lists", async () => {
    make({
      "a.c": "bad",
      "b.c": "bad",
      "c.c": "bad",
      Makefile: "obj-m := m.o gone.o\nm-y := a.o b.o\n",
    });
    expect(places(await jsonOf("b.c"))).toEqual(["b.c:1:1 bad-word"]);
    expect(places(await jsonOf("Makefile"))).toEqual([
      "Makefile:1:14 missing-source",
      "a.c:1:1 bad-word",
      "a.c:1:1 needs-licence",
      "b.c:1:1 bad-word",
    ]);
  });

  it("names a file outside the current folder by its absolute path", async () => {
    make({ "p/a.c": "bad", "q/x": "" });
    const { stdout } = await project.lint(["check", "../p", "--format", "json"], { below: "q" });
    expect(places(stdout)).toEqual([`${project.folder}/p/a.c:1:1 bad-word`]);
  });

  it("says the same of one file named twice, and of a folder and a file in it", async () => {
    make({ "a.c": "bad", Makefile: "obj-m := a.o\n" });
    const { stdout } = await project.lint([
      "check",
      "a.c",
      ".",
      "./a.c",
      "Makefile",
      "--rule",
      "needs-licence=off",
      "--format",
      "json",
    ]);
    expect(places(stdout)).toEqual(["a.c:1:1 bad-word"]);
  });

  it("checks the rest when a rule has a bug, and says so", async () => {
    make({ "a.c": "THROW", "b.c": "bad" });
    const { status, stdout, stderr } = await project.lint(["check", "--format", "json"]);
    expect([status, places(stdout)]).toEqual([1, ["b.c:1:1 bad-word"]]);
    expect(stderr).toMatch(/^kmod-lint: a\.c: rule throws failed: Error: a bug of this rule/);
  });

  it("does not end with 0 when a bug of ours kept something from being checked", async () => {
    make({ "a.c": "THROW" });
    expect(await project.lint(["check", "--format", "json"])).toMatchObject({ status: 2, stdout: "[]\n" });
  });

  it("says when there is nothing to check", async () => {
    make({ "README.md": "bad" });
    expect(await project.lint(["check", "--format", "json"])).toEqual({
      status: 0,
      stdout: "[]\n",
      stderr: expect.stringMatching(/^kmod-lint: nothing to check in .*: no C file and no Kbuild file/),
    });
  });
});

describe("kmod-lint check --fix", () => {
  it("makes the safe fixes, says which, and reports what is left", async () => {
    make({ "a.c": "bad\r\n/* ü */ bad\r\n", Makefile: "obj-m := a.o\n" });
    expect(await project.lint(["check", "--fix"])).toEqual({
      status: 0,
      stdout: expect.stringMatching(
        /needs-licence\](.|\n)*\n2 fixes applied; 1 warning in 1 module, 1 file\n$/,
      ),
      stderr:
        "kmod-lint: fixed a.c: Make it good [bad-word]\nkmod-lint: fixed a.c: Make it good [bad-word]\n",
    });
    expect(readFileSync(`${project.folder}/a.c`, "utf8")).toBe("good\r\n/* ü */ good\r\n");
  });

  it("touches nothing outside what was asked for", async () => {
    make({ "a.c": "bad", "b.c": "bad", Makefile: "obj-m := m.o\nm-y := a.o b.o\n" });
    await project.lint(["check", "--fix", "b.c"]);
    expect([
      readFileSync(`${project.folder}/a.c`, "utf8"),
      readFileSync(`${project.folder}/b.c`, "utf8"),
    ]).toEqual(["bad", "good"]);
  });

  it("leaves a file whose bytes are not UTF-8, and says why", async () => {
    const bytes = Buffer.concat([Buffer.from([0xe9]), Buffer.from(" bad\n")]);
    make({ "a.c": bytes });
    const { status, stdout, stderr } = await project.lint(["check", "--fix", "--format", "json"]);
    expect([status, places(stdout)]).toEqual([1, ["a.c:1:3 bad-word"]]);
    expect(stderr).toBe("kmod-lint: not fixed a.c: its bytes are not valid UTF-8\n");
    expect(readFileSync(`${project.folder}/a.c`)).toEqual(bytes);
  });
});

describe("list-rules and explain", () => {
  it("list the rules as text and as JSON", async () => {
    make({});
    expect((await project.lint(["list-rules"])).stdout).toContain(
      "  missing-source  error    What it checks.\n",
    );
    expect(JSON.parse((await project.lint(["list-rules", "--format", "json"])).stdout)).toContainEqual({
      id: "bad-word",
      group: "kbuild",
      severity: "error",
      scope: "file",
      what: "What it checks.",
    });
  });

  it("print a rule's page", async () => {
    make({});
    const { status, stdout } = await project.lint(["explain", "bad-word"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^bad-word \(error, kbuild\)\n\nWhat it checks\.(.|\n)*Bad:\n\n {4}bad\n(.|\n)*disable-next-line bad-word/,
    );
  });
});
