/** `--kernel` given several times, and the list of kernels. */
import { afterEach, describe, expect, it } from "vitest";
import type { FoundKernel, Toolkit } from "../../server/src/cli/toolkit.ts";
import type { KernelFacts } from "../../server/src/core/kernel/facts.ts";
import { defineRule, type RulePage } from "../../server/src/core/lint/rule.ts";
import { unusedSuppression } from "../../server/src/core/rules/unused-suppression.ts";
import { createProject, type Outcome, type Project } from "./project.ts";

let project: Project;

afterEach(() => project.remove());

const page: RulePage = { what: "What.", why: "Why.", predicts: [], bad: "bad", good: "good" };

/** `old` words are wrong with new kernels, `new` ones with old kernels; `bad` ones always, and worse with new ones. */
const ageRule = defineRule({
  id: "age",
  group: "kbuild",
  severity: "warning",
  scope: "file",
  page,
  *check({ file, kernel }) {
    const isNew = kernel.release === "6.12";
    for (const { index, 0: word } of file.text.matchAll(/old|new|bad/g)) {
      if (word === (isNew ? "new" : "old")) continue;
      const span = { start: index, end: index + 3 };
      const fixes = [{ title: "Mend it", edits: [{ span, text: "fit" }], isSafe: true }];
      yield { span, message: `${word} is wrong`, fixes, severity: isNew ? "error" : "warning" };
    }
  },
});

/** A source that Kbuild cannot find, as the kernel's configuration says. */
const sourceRule = defineRule({
  id: "missing-source",
  group: "kbuild",
  severity: "error",
  scope: "kbuild",
  page,
  *check({ project: evaluated }) {
    for (const fact of evaluated.facts)
      if (fact.kind === "missing-source")
        yield { path: fact.file, span: fact.span, message: `no source for ${fact.object}` };
  },
});

const known: Readonly<Record<string, Partial<KernelFacts>>> = {
  a: { release: "6.1", config: new Map([["X", "n"]]) },
  b: { release: "6.12", config: new Map([["X", "m"]]) },
  c: { release: "6.12", config: new Map([["X", "m"]]) },
};

const findKernel = (directory: string | undefined): FoundKernel => {
  const none = { version: undefined, entryMacros: new Map(), symbols: undefined, config: undefined };
  const found = known[directory?.slice(-1) ?? ""];
  return {
    facts: { directory, release: undefined, ...none, ...found },
    problem: found ? undefined : `${directory ?? ""}: no kernel; choose another folder`,
  };
};

const toolkit: Partial<Toolkit> = { rules: [ageRule, sourceRule, unusedSuppression], findKernel };

const lint = (files: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<Outcome> => {
  project = createProject(files);
  return project.lint(["check", ...words], { toolkit });
};

const both = ["--kernel", "a", "--kernel", "b"] as const;
const makefile = "obj-m := x.o\n";

const told = ({ stdout }: Outcome): readonly string[] =>
  JSON.parse(stdout).map((one: { severity: string; message: string }) => `${one.severity}: ${one.message}`);

describe("kmod-lint check with several kernels", () => {
  it("says once what holds with all, with the worst severity, and names the kernels of the rest", async () => {
    const outcome = await lint({ Makefile: makefile, "x.c": "bad old new\n" }, ...both, "--format", "json");
    expect(told(outcome)).toEqual([
      "error: bad is wrong",
      "error: old is wrong (only with 6.12)",
      "warning: new is wrong (only with 6.1)",
    ]);
  });

  it("tells kernels of one release apart by their folders", async () => {
    const words = ["--kernel", "a", "--kernel", "b", "--kernel", "c"];
    const outcome = await lint({ Makefile: makefile, "x.c": "old\n" }, ...words, "--format", "json");
    const [b, c] = ["b", "c"].map((name) => `6.12 in ${project.folder}/${name}`);
    expect(told(outcome)).toEqual([`error: old is wrong (only with ${b} and ${c})`]);
  });

  it("checks against a kernel that is named twice once", async () => {
    const words = ["--kernel", "a", "--kernel", "./a"];
    const outcome = await lint({ Makefile: makefile, "x.c": "new\n" }, ...words, "--format", "json");
    expect(told(outcome)).toEqual(["warning: new is wrong"]);
  });

  it("evaluates Kbuild files for each", async () => {
    const files = { Makefile: `${makefile}obj-$(CONFIG_X) += gone.o\n`, "x.c": "\n" };
    expect(told(await lint(files, ...both, "--format", "json"))).toEqual([
      expect.stringMatching(/^error: no source for .*gone\.o \(only with 6\.12\)$/),
    ]);
  });

  it("counts files and modules once", async () => {
    const { stdout } = await lint({ Makefile: makefile, "x.c": "bad\n" }, ...both);
    expect(stdout).toContain("1 error in 1 module, 1 file");
  });

  it("fixes what is safe for all, and leaves what only some want", async () => {
    const { stderr } = await lint({ Makefile: makefile, "x.c": "bad old\n" }, ...both, "--fix");
    expect(stderr).toBe("kmod-lint: fixed x.c: Mend it [age]\n");
    expect(await project.lint(["check", ...both, "--format", "json"], { toolkit })).toMatchObject({
      stdout: expect.stringContaining("old is wrong (only with 6.12)"),
    });
  });

  it("takes a silencing comment for used that is used with one of them", async () => {
    const comment = "# kmod-lint-disable-next-line missing-source";
    const files = { Makefile: `${makefile}${comment}\nobj-$(CONFIG_X) += gone.o\n`, "x.c": "\n" };
    expect(told(await lint(files, ...both, "--format", "json"))).toEqual([]);
    const outcome = await project.lint(["check", "--kernel", "a", "--format", "json"], { toolkit });
    expect(told(outcome)).toEqual([expect.stringContaining("missing-source")]);
  });

  it("shows the kernels in every format", async () => {
    for (const format of ["text", "json", "sarif", "github"]) {
      const { stdout } = await lint({ Makefile: makefile, "x.c": "old\n" }, ...both, "--format", format);
      expect(stdout).toContain("only with 6.12");
    }
  });

  it("refuses a folder that holds no kernel, whichever it is", async () => {
    expect(await lint({ Makefile: makefile }, "--kernel", "a", "--kernel", "none")).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^kmod-lint: --kernel: .*none: no kernel; choose another folder\n$/),
    });
  });
});

describe("kmod-lint list-kernels", () => {
  const tree = {
    "k/Kbuild": "",
    "k/Kconfig": "",
    "k/Makefile": "VERSION = 6\nPATCHLEVEL = 2\n",
    "k/init/main.c": "",
    "k/include/linux/init.h": "",
    "k/Module.symvers": "",
    "k/arch/riscv/include/generated/asm/x.h": "",
  };

  it("is a table of what there is, the likeliest first", async () => {
    project = createProject(tree);
    const { status, stdout } = await project.lint(["list-kernels", "k"]);
    expect([status, stdout.split("\n")[0]]).toEqual([
      0,
      expect.stringMatching(/^RELEASE +ARCH +KIND +SYMBOLS +FROM +FOLDER$/),
    ]);
    const row = `6.2.0 riscv tree, built yes tree ${project.folder}/k`;
    expect(stdout.split("\n")[1]?.replaceAll(/ +/g, " ")).toBe(row);
  });

  it("is JSON for programs", async () => {
    project = createProject(tree);
    const { stdout } = await project.lint(["list-kernels", "k", "--format", "json"]);
    expect(JSON.parse(stdout)[0]).toEqual({
      directory: `${project.folder}/k`,
      release: "6.2.0",
      architecture: "riscv",
      origin: "tree",
      usable: true,
      reason: null,
      prepared: false,
      sourceTree: true,
      built: true,
      symvers: true,
    });
  });

  it("says why a folder that a Makefile names cannot serve", async () => {
    const Makefile = "all:\n\tmake -C /no/kernel M=$(CURDIR)\nobj-m := x.o\n";
    project = createProject({ Makefile });
    const { stdout } = await project.lint(["list-kernels"]);
    expect(stdout).toContain("cannot serve: /no/kernel: no such folder; choose ");
  });

  it("refuses a path that is not there", async () => {
    project = createProject();
    expect(await project.lint(["list-kernels", "gone"])).toMatchObject({
      status: 2,
      stderr: "kmod-lint: cannot read gone: no such file or folder\n",
    });
  });
});
