/** Lines at which make stops: builds 700 of the build truth, and what GNU make 4.3 says of the rest. */
import { describe, expect, test } from "vitest";
import { applyFix, checkProject } from "../../support/check.ts";

const check = (Makefile: string, rule = "kbuild-syntax", files: Readonly<Record<string, string>> = {}) =>
  checkProject({ Makefile, "t.c": '#include <linux/module.h>\nMODULE_LICENSE("GPL");\n', ...files }).filter(
    (finding) => finding.rule === rule,
  );

const called = "make -C /lib/modules/$(shell uname -r)/build M=$(PWD) modules";

describe("kbuild-syntax", () => {
  test.each([
    ["obj-m := t.o\nifdef X\n", "ifdef"],
    ["ifneq ($(KERNELRELEASE),)\nobj-m := t.o\nelse\nall:\n\ttrue\n", "ifneq"],
    ["obj-m := t.o\nendif\n", "endif"],
    ["obj-m := t.o\n  hello world\n", "hello world"],
    [`obj-m := t.o\nall:\n        ${called}\n`, called],
    ["obj-m := t.o\nall:\n    $(MAKE) -C $(KDIR) M=$(PWD) modules\n", "$(MAKE) -C $(KDIR) M=$(PWD) modules"],
    ["obj-m := t.o\ninclude $(src)/nosuch.mk\n", "$(src)/nosuch.mk"],
  ])("make stops at %s", (Makefile, words) => {
    expect(check(Makefile)).toMatchObject([{ severity: "error", words }]);
  });

  test("a tab makes a recipe of the line", () => {
    const Makefile = `obj-m := t.o\nall:\n        ${called}\n`;
    const [fix] = check(Makefile)[0]?.fixes ?? [];
    expect(fix && applyFix(Makefile, fix)).toBe(`obj-m := t.o\nall:\n\t${called}\n`);
  });

  test.each([
    `obj-m := t.o\nall:\n\t${called}\n`,
    "obj-m := t.o\nifdef X\nccflags-y += -DX\nendif\n",
    "obj-m := t.o\n  ccflags-y += -DX\n",
    "obj-m := t.o\n-include $(src)/nosuch.mk\n",
    "obj-m := t.o\ninclude $(NOSUCH)/nosuch.mk\n",
    "obj-m := t.o\n$(info hello world)\n",
    "obj-m := t.o\nall: export X = 1\nall:\n\ttrue\n",
    "obj-m := t.o\nexport X Y\nunexport Z\n",
    "obj-m := t.o\ndefine text\n  hello world\n  ifdef\nendef\n",
    "obj-m := t.o\n$(foreach x,a b,$(eval y += $(x)))\n",
    "obj-m := t.o\na b: c\n\techo $@\nc:\n\ttrue\n",
    "ifeq ($(X),y)\n  obj-m := t.o\nelse ifeq ($(X),m)\n  obj-m := t.o\nelse\n  obj-m := t.o\nendif\n",
    "obj-m := t.o\nall:\n\tif true; then \\\n  echo a b; \\\n\tfi\n",
  ])("make reads %s", (Makefile) => {
    expect(check(Makefile)).toEqual([]);
  });

  test("a file that configure makes may still come", () => {
    expect(
      check("obj-m := t.o\ninclude $(src)/config.mk\n", "kbuild-syntax", { "config.mk.in": "" }),
    ).toEqual([]);
  });
});

describe("kbuild-missing-source", () => {
  test.each([
    ["obj-m := t\n", "t"],
    ["obj-m := t.c\n", "t.c"],
    ["obj-m := t.o nosuch/\n", "nosuch/"],
  ])("make finds no rule for what %s lists", (Makefile, words) => {
    expect(check(Makefile, "kbuild-missing-source")).toMatchObject([{ severity: "error", words }]);
  });

  test.each(["obj-m := t.o\nobj-$(CONFIG_X) += nosuch/\n", "obj-m := t.o sub/\n", "obj-m := t.o $(MORE)\n"])(
    "%s may be built",
    (Makefile) => {
      expect(check(Makefile, "kbuild-missing-source", { "sub/Makefile": "" })).toEqual([]);
    },
  );
});
