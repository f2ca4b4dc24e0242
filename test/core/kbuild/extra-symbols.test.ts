/** KBUILD_EXTRA_SYMBOLS: which Module.symvers files of other builds modpost is given, and when that is not known. */
import { expect, test } from "vitest";
import { evaluateProject } from "../../../server/src/core/kbuild/evaluate.ts";
import { memoryDisk } from "../../support/memory-disk.ts";

const extraOf = (files: Readonly<Record<string, string>>, directory = "/p") => {
  const { extraSymbols, extraSymbolsKnown } = evaluateProject(
    memoryDisk({ [`${directory}/a.c`]: "", "/k/Makefile": "", "/k/include/linux/module.h": "", ...files }),
    { kind: "external", directory },
    { kernelDirectory: "/k", release: "6.1.0" },
  );
  return { paths: extraSymbols, isKnown: extraSymbolsKnown };
};

test("a project that says nothing of it has none", () => {
  expect(extraOf({ "/p/Kbuild": "obj-m := a.o\n" })).toEqual({ paths: [], isKnown: true });
});

test("the Kbuild file's variable is read, $(src) and several words included", () => {
  const Kbuild =
    "obj-m := a.o\nKBUILD_EXTRA_SYMBOLS := $(src)/../b/Module.symvers\nKBUILD_EXTRA_SYMBOLS += /c/x.symvers\n";
  expect(extraOf({ "/p/Kbuild": Kbuild })).toEqual({
    paths: ["/b/Module.symvers", "/c/x.symvers"],
    isKnown: true,
  });
});

test("a relative path counts from the kernel's folder, where modpost runs before 6.13", () => {
  const Kbuild = "obj-m := a.o\nKBUILD_EXTRA_SYMBOLS := ../b/Module.symvers\n";
  expect(extraOf({ "/p/Kbuild": Kbuild }).paths).toEqual(["/b/Module.symvers"]);
});

test("a default is taken where nothing else is said", () => {
  const Kbuild = "obj-m := a.o\nKBUILD_EXTRA_SYMBOLS ?= /b/Module.symvers\n";
  expect(extraOf({ "/p/Kbuild": Kbuild })).toEqual({ paths: ["/b/Module.symvers"], isKnown: true });
});

test("only the first Kbuild file is read by modpost, not those of folders below", () => {
  expect(
    extraOf({
      "/p/Kbuild": "obj-m := sub/\n",
      "/p/sub/Kbuild": "obj-m := a.o\nKBUILD_EXTRA_SYMBOLS := /b/Module.symvers\n",
      "/p/sub/a.c": "",
    }).paths,
  ).toEqual([]);
});

const called = (recipe: string, more = "") =>
  `ifneq ($(KERNELRELEASE),)\nobj-m := a.o\nelse\nBASE := /b\n${more}all:\n\t${recipe}\nendif\n`;

test.each([
  [
    "as a word",
    "$(MAKE) -C /k M=$(PWD) KBUILD_EXTRA_SYMBOLS=$(BASE)/Module.symvers modules",
    ["/b/Module.symvers"],
  ],
  [
    "in quotes",
    '$(MAKE) -C /k M=$(PWD) KBUILD_EXTRA_SYMBOLS="$(BASE)/Module.symvers /c/Module.symvers" modules',
    ["/b/Module.symvers", "/c/Module.symvers"],
  ],
  [
    "with quotes around all of it",
    "$(MAKE) -C /k M=$(PWD) 'KBUILD_EXTRA_SYMBOLS=/b/1 /b/2' modules",
    ["/b/1", "/b/2"],
  ],
])("what the author's Makefile gives to make is read: %s", (_, recipe, paths) => {
  expect(extraOf({ "/p/Makefile": called(recipe) })).toEqual({ paths, isKnown: true });
});

test("what it exports is read as well, and the Kbuild file's own value wins over that", () => {
  const exporting = "export KBUILD_EXTRA_SYMBOLS := /b/Module.symvers\n";
  const Makefile = called("$(MAKE) -C /k M=$(PWD) modules", exporting);
  expect(extraOf({ "/p/Makefile": Makefile }).paths).toEqual(["/b/Module.symvers"]);
  const Kbuild = "obj-m := a.o\nKBUILD_EXTRA_SYMBOLS := /c/Module.symvers\n";
  expect(extraOf({ "/p/Makefile": Makefile, "/p/Kbuild": Kbuild }).paths).toEqual(["/c/Module.symvers"]);
});

test("what it sets and does not export reaches nobody", () => {
  const Makefile = called("$(MAKE) -C /k M=$(PWD) modules", "KBUILD_EXTRA_SYMBOLS := /b/Module.symvers\n");
  expect(extraOf({ "/p/Makefile": Makefile })).toEqual({ paths: [], isKnown: true });
});

interface Unknown {
  readonly why: string;
  readonly files: Readonly<Record<string, string>>;
  readonly directory?: string;
}

const unknown: readonly Unknown[] = [
  {
    why: "the shell gives it",
    files: { "/p/Kbuild": "obj-m := a.o\nKBUILD_EXTRA_SYMBOLS := $(shell find /b)\n" },
  },
  {
    why: "an option decides",
    files: {
      "/p/Kbuild": "obj-m := a.o\nifdef CONFIG_B\nKBUILD_EXTRA_SYMBOLS := /b/Module.symvers\nendif\n",
    },
  },
  {
    why: "the recipe asks the shell",
    files: { "/p/Makefile": called("$(MAKE) -C /k M=$(PWD) KBUILD_EXTRA_SYMBOLS=$(shell cat list) modules") },
  },
  {
    why: "two calls differ",
    files: {
      "/p/Makefile": called(
        "$(MAKE) -C /k M=$(PWD) KBUILD_EXTRA_SYMBOLS=/b/1 modules\n\t$(MAKE) -C /k M=$(PWD) modules",
      ),
    },
  },
  {
    why: "dkms.conf names it",
    files: { "/p/Kbuild": "obj-m := a.o\n", "/p/dkms.conf": 'MAKE[0]="make KBUILD_EXTRA_SYMBOLS=/b"' },
  },
  {
    why: "the Makefile above names it",
    files: {
      "/q/Makefile": "all:\n\t$(MAKE) -C p KBUILD_EXTRA_SYMBOLS=/b/1\n",
      "/q/p/Kbuild": "obj-m := a.o\n",
    },
    directory: "/q/p",
  },
];

test.each(unknown)("it is not known where $why", ({ files, directory }) => {
  expect(extraOf(files, directory).isKnown).toBe(false);
});
