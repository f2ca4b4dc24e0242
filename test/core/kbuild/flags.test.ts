/** What Kbuild files tell the preprocessor: folders, macros and headers that come first. */
import { expect, test } from "vitest";
import { evaluateProject } from "../../../server/src/core/kbuild/evaluate.ts";
import { flagsOfSource, type KbuildModule } from "../../../server/src/core/kbuild/modules.ts";
import { memoryDisk } from "../../support/memory-disk.ts";

const moduleOf = (Kbuild: string): KbuildModule => {
  const disk = memoryDisk({ "/p/a.c": "", "/p/b.c": "", "/p/Kbuild": Kbuild });
  const { modules } = evaluateProject(
    disk,
    { kind: "external", directory: "/p" },
    { release: "6.1.0", kernelDirectory: "/k" },
  );
  const [module] = modules;
  if (module === undefined) throw new Error("no module");
  return module;
};

const flagsOf = (lines: string) => {
  const { includeDirectories, firstDirectories, defines, forcedIncludes, areFlagsKnown } = moduleOf(
    `obj-m := a.o\n${lines}\n`,
  );
  return { includeDirectories, firstDirectories, defines, forcedIncludes, areFlagsKnown };
};

const none = {
  includeDirectories: [],
  firstDirectories: [],
  defines: [],
  forcedIncludes: [],
  areFlagsKnown: true,
};

test("folders, macros with and without values, and forced headers are read", () => {
  expect(
    flagsOf('ccflags-y := -I$(src)/inc -I /q -DA -DB=2 -D C -include $(src)/config.h -DD=\\"x\\"'),
  ).toEqual({
    ...none,
    includeDirectories: ["/p/inc", "/q"],
    defines: ["A", "B=2", "C", 'D="x"'],
    forcedIncludes: ["/p/config.h"],
  });
});

test("a macro that is taken back is none", () => {
  expect(flagsOf("ccflags-y := -DA -DB -UA").defines).toEqual(["B"]);
});

test("NOSTDINC_FLAGS and LINUXINCLUDE name folders that come before the kernel's", () => {
  const lines = "NOSTDINC_FLAGS += -I/first\nLINUXINCLUDE := -I/second $(LINUXINCLUDE)";
  expect(flagsOf(lines)).toEqual({ ...none, firstDirectories: ["/first", "/second"] });
});

test("what a Kbuild file adds to Kbuild's own flags counts", () => {
  expect(flagsOf("KBUILD_CFLAGS += -DA -Wno-error").defines).toEqual(["A"]);
});

test.each([
  "ccflags-y := $(call cc-option,-Wno-unused)",
  "ccflags-y := -Wframe-larger-than=$(shell echo 1) -O$(shell echo 2)",
  'ccflags-y := -DVERSION=\\"$(shell git describe)\\"',
  "ccflags-y := -I$(shell pwd)/x",
])("what the compiler alone may decide changes nothing for the preprocessor: %s", (line) => {
  expect(flagsOf(line).areFlagsKnown).toBe(true);
});

test.each([
  "ccflags-y := $(shell ./configure)",
  "ccflags-y := -DLEVEL=$(shell cat level)",
  "ccflags-y := -include $(shell ls config*.h)",
  "ifdef CONFIG_MAYBE\nccflags-y += -DMAYBE\nendif",
  "NOSTDINC_FLAGS += -I$(shell ls)/backport",
])("what cannot be evaluated is said not to be known: %s", (line) => {
  expect(flagsOf(line).areFlagsKnown).toBe(false);
});

test("flags of one object are those of its source alone", () => {
  const module = moduleOf("obj-m := m.o\nm-y := a.o b.o\nccflags-y := -DALL\nCFLAGS_a.o := -DONLY_A\n");
  expect(flagsOfSource(module, "/p/a.c").defines).toEqual(["ALL", "ONLY_A"]);
  expect(flagsOfSource(module, "/p/b.c").defines).toEqual(["ALL"]);
});
