/** What a project's own Makefile offers, read without make. */
import { expect, test } from "vitest";
import { describeMakefile } from "../../../server/src/core/features/makefile-targets.ts";
import { memoryDisk } from "../../support/memory-disk.ts";

const read = (text: string, name = "Makefile") =>
  describeMakefile(memoryDisk({ [`/p/${name}`]: text, "/p/foo.c": "" }), "/p");

test("targets come in their order, the default goal first, without patterns, files and special ones", () => {
  const makefile = read(`.PHONY: all clean
VPATH = src
%.ko: %.c
	true
modules: foo.ko
all: modules
foo.ko: foo.c
	$(MAKE) -C $(KDIR) M=$(PWD)
man/foo.1:
	help2man
clean modules_install:
	$(MAKE) -C $(KDIR) M=$(PWD) $@
FORCE:
$(UNSET)/x:
	true
`);
  expect(makefile?.targets).toEqual(["modules", "all", "clean", "modules_install"]);
});

test(".DEFAULT_GOAL names the goal, and a file that is the goal is named as well", () => {
  expect(read("clean:\n\trm x\nall:\n\ttrue\n.DEFAULT_GOAL := all\n")?.targets).toEqual(["all", "clean"]);
  expect(read("foo.ko: foo.c\n\ttrue\nclean:\n\trm x\n")?.targets).toEqual(["foo.ko", "clean"]);
});

test("of a Makefile for both, the half without KERNELRELEASE is the one of a plain make", () => {
  const makefile = read(`ifneq ($(KERNELRELEASE),)
obj-m := foo.o
kbuildonly:
	true
else
KDIR ?= /lib/modules/$(shell uname -r)/build
default:
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules
endif
`);
  expect(makefile).toEqual({ path: "/p/Makefile", targets: ["default"], kernelVariable: "KDIR" });
});

test.each([
  ["$(MAKE) -C $(KDIR) M=$(PWD)", "KDIR"],
  ["+make -sC${KERNEL_SRC} M=`pwd` modules", "KERNEL_SRC"],
  ['@make --directory="$(LINUX)" M=$(PWD)', "LINUX"],
  ["$(MAKE) --directory $(K)/ SUBDIRS=$(PWD) modules", "K"],
  ["$(MAKE) -C $(KSRC)/build M=$(PWD)", undefined],
  ["make -C /lib/modules/`uname -r`/build M=$(PWD)", undefined],
  ["$(MAKE) -C $(TOOLS)", undefined],
])("%s takes the kernel's folder in %s", (recipe, variable) => {
  expect(read(`all:\n\t${recipe}\n`)?.kernelVariable).toBe(variable);
});

test("words for make that stand in a variable are read where it is used", () => {
  const text = `KDIR := /usr/src/linux-6.1-CUSTOM
FLAGS := -C $(KDIR) M=$(PWD)   # for Kbuild
KBUILD = $(MAKE) \\
	$(FLAGS)
all:
	$(MAKE) -C tools
	$(KBUILD) modules
`;
  expect(read(text)?.kernelVariable).toBe("KDIR");
});

test("make prefers GNUmakefile, and a Makefile without targets is only Kbuild's", () => {
  const disk = memoryDisk({ "/p/GNUmakefile": "a:\n\ttrue\n", "/p/Makefile": "b:\n\ttrue\n" });
  expect(describeMakefile(disk, "/p")).toMatchObject({ path: "/p/GNUmakefile", targets: ["a"] });
  expect(read("obj-m := foo.o\nfoo-y := a.o b.o\n")).toBeUndefined();
  expect(read("obj-m := foo.o\n", "Kbuild")).toBeUndefined();
});

test("a target that nothing is known of is left out", () => {
  expect(read("all: x\n$(shell ls):\n\ttrue\n")?.targets).toEqual(["all"]);
});
