/** The rules about Kbuild files say what a real build says. */
import { describe, expect, test } from "vitest";
import { evaluateProject } from "../../../server/src/core/kbuild/evaluate.ts";
import type { KernelVersion } from "../../../server/src/core/kernel/facts.ts";
import { factsWithoutKernel } from "../../../server/src/core/kernel/kernel-facts.ts";
import type { KbuildRule } from "../../../server/src/core/lint/rule.ts";
import { kbuildMissingSource } from "../../../server/src/core/rules/kbuild-missing-source.ts";
import { kbuildRemovedVariable } from "../../../server/src/core/rules/kbuild-removed-variable.ts";
import { kbuildSelfObject } from "../../../server/src/core/rules/kbuild-self-object.ts";
import { moduleNameTooLong } from "../../../server/src/core/rules/module-name-too-long.ts";
import { memoryDisk } from "../../support/memory-disk.ts";

interface Given {
  readonly sources?: readonly string[];
  readonly version?: KernelVersion;
  readonly config?: ReadonlyMap<string, string>;
}

/** Severity (where it is not the rule's own), marked text and message of each report. */
const check = (rule: KbuildRule, Makefile: string, given: Given = {}): readonly string[] => {
  const files = Object.fromEntries((given.sources ?? ["foo.c"]).map((name) => [`/p/${name}`, ""]));
  const project = evaluateProject(memoryDisk({ ...files, "/p/Makefile": Makefile }), {
    kind: "external",
    directory: "/p",
  });
  const kernel = { ...factsWithoutKernel(), version: given.version, config: given.config };
  return [...rule.check({ project, kernel })].map(
    ({ span, severity, message }) =>
      `${severity ?? rule.severity}: ${Makefile.slice(span.start, span.end)}: ${message}`,
  );
};

const fixOf = (text: string) => {
  const project = evaluateProject(memoryDisk({ "/p/Makefile": text, "/p/foo.c": "" }), {
    kind: "external",
    directory: "/p",
  });
  return [...kbuildRemovedVariable.check({ project, kernel: factsWithoutKernel() })][0]?.fixes?.[0];
};

const listed = (length: number) => `obj-m := ${"a".repeat(length)}.o\n`;

describe("kbuild-missing-source", () => {
  test("marks the object that has no source", () => {
    expect(check(kbuildMissingSource, "obj-m := foo.o u.o\n")).toEqual([
      "error: u.o: u.o has no source: there is no u.c, and no rule here makes one",
    ]);
  });

  test("names the module whose part it is", () => {
    expect(check(kbuildMissingSource, "obj-m := bar.o\nbar-y := foo.o sub/x.o\n")).toEqual([
      "error: sub/x.o: sub/x.o of module bar has no source: there is no sub/x.c, and no rule here makes one",
    ]);
  });

  test("is a warning where an option has yet to ask for it", () => {
    expect(check(kbuildMissingSource, "obj-$(CONFIG_U) += u.o\n")).toEqual([
      expect.stringMatching(/^warning: u.o:/),
    ]);
  });

  test("is silent about obj-y, which an external build leaves alone", () => {
    expect(check(kbuildMissingSource, "obj-y := u.o\n")).toEqual([]);
  });
});

describe("kbuild-self-object", () => {
  test.each(["foo-y", "foo-objs"])("marks the part of the module's own name in %s", (list) => {
    expect(
      check(kbuildSelfObject, `obj-m := foo.o\n${list} := bar.o foo.o\n`, { sources: ["foo.c", "bar.c"] }),
    ).toEqual([
      "error: foo.o: foo.o is linked from these objects and cannot be one of them: rename foo.c or the module",
    ]);
  });

  test("allows the name in another folder, and a built-in composite", () => {
    const Makefile = "obj-m := foo.o\nfoo-y := src/foo.o\nobj-y := bar.o\nbar-y := bar.o\n";
    expect(check(kbuildSelfObject, Makefile)).toEqual([]);
  });
});

describe("kbuild-removed-variable", () => {
  const Makefile = "obj-m := foo.o\nEXTRA_CFLAGS += -DX\n";

  test.each([
    [undefined, "warning"],
    [{ major: 6, minor: 12 }, "warning"],
    [{ major: 6, minor: 15 }, "error"],
  ])("EXTRA_CFLAGS for %o is a finding of severity %s", (version, severity) => {
    expect(check(kbuildRemovedVariable, Makefile, version === undefined ? {} : { version })).toEqual([
      `${severity}: EXTRA_CFLAGS: EXTRA_CFLAGS was removed in Linux 6.15: use ccflags-y`,
    ]);
  });

  test("is silent where the Makefile hands its flags on itself", () => {
    expect(check(kbuildRemovedVariable, `${Makefile}ccflags-y += $(EXTRA_CFLAGS)\n`)).toEqual([]);
  });

  test("is silent about an assignment in the other half of the Makefile", () => {
    expect(
      check(
        kbuildRemovedVariable,
        "ifeq ($(KERNELRELEASE),)\nEXTRA_CFLAGS := -DX\nelse\nobj-m := foo.o\nendif\n",
      ),
    ).toEqual([]);
  });

  test("SUBDIRS= on make's command line is a finding from 5.3 on, unless M= is there too", () => {
    const call = "obj-m := foo.o\nall:\n\tmake -C /k SUBDIRS=$(PWD) modules\n";
    expect(check(kbuildRemovedVariable, call, { version: { major: 6, minor: 1 } })).toEqual([
      "error: SUBDIRS: SUBDIRS was removed in Linux 5.3: name the module's folder with M=",
    ]);
    expect(check(kbuildRemovedVariable, call, { version: { major: 4, minor: 19 } })).toEqual([]);
    expect(check(kbuildRemovedVariable, call.replace("modules", "M=$(PWD) modules"))).toEqual([]);
  });

  test("a variable of that name that the author uses for himself is none", () => {
    expect(
      check(
        kbuildRemovedVariable,
        "obj-m := foo.o\nSUBDIRS := a b\nall:\n\tfor d in $(SUBDIRS); do make -C $$d; done\n",
      ),
    ).toEqual([]);
  });

  test("the fix renames, and is safe only where no list of the new name is there", () => {
    expect(fixOf(Makefile)).toMatchObject({
      isSafe: true,
      edits: [{ span: { start: 15, end: 27 }, text: "ccflags-y" }],
    });
    expect(fixOf(`ccflags-y := -DY\n${Makefile}`)).toMatchObject({ isSafe: false });
    expect(
      fixOf("obj-m := foo.o\nall:\n\tmake -C /k SUBDIRS=`pwd`/sub SUBDIRS=`pwd` modules\n"),
    ).toMatchObject({ edits: [{ text: "M" }] });
  });
});

describe("module-name-too-long", () => {
  test("55 characters fit, 56 do not", () => {
    expect(check(moduleNameTooLong, listed(55))).toEqual([]);
    expect(check(moduleNameTooLong, listed(56))).toEqual([
      `error: ${"a".repeat(56)}.o: The module's name has 56 characters: at most 55 fit`,
    ]);
  });

  test("a folder does not count, and 32-bit kernels keep four more", () => {
    expect(check(moduleNameTooLong, `obj-m := ${"d".repeat(60)}/foo.o\n`)).toEqual([]);
    expect(check(moduleNameTooLong, listed(59), { config: new Map() })).toEqual([]);
  });
});
