import { globSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import {
  isKernelCode,
  isKernelText,
  type OpenedDocument,
  type Surroundings,
} from "../../client/src/language/kernel-code.ts";

const document = (path: string, languageId: string, text: string): OpenedDocument => ({
  scheme: "file",
  languageId,
  path,
  text: () => text,
});

/** A workspace folder /m with these files. */
const around = (files: Readonly<Record<string, string>> = {}): Surroundings => ({
  root: "/m",
  read: async (file) => files[file],
});

const plainC = "#include <stdio.h>\n\nint main(void)\n{\n\treturn 0;\n}\n";

describe("kernel code is recognised", () => {
  it.each([
    ["a module by its macros", document("/m/a.c", "c", 'MODULE_LICENSE("GPL");\n')],
    ["a module by a driver's own entry", document("/m/a.c", "c", "module_i2c_driver(my_driver);\n")],
    ["a source by a header that only the kernel has", document("/m/a.c", "c", "#include <linux/slab.h>\n")],
    [
      "a header of the kernel, which VS Code opens as C++",
      document("/m/a.h", "cpp", "#include <linux/list.h>\n"),
    ],
    ["a Kbuild file that makes a module", document("/m/Kbuild", "makefile", "obj-m := hello.o\n")],
    [
      "a makefile that calls the kernel's",
      document("/m/Makefile", "makefile", "K = /lib/modules/6.1/build\n"),
    ],
    [
      "a makefile that Kbuild reads again",
      document("/m/Makefile", "makefile", "ifneq ($(KERNELRELEASE),)\n"),
    ],
  ])("%s", async (_, opened) => {
    expect(await isKernelCode(opened, around())).toBe(true);
  });

  it.each([
    ["beside it", { "/m/drivers/x/Makefile": "x-y := a.o\nobj-m += x.o\n" }],
    ["in the workspace folder", { "/m/Kbuild": "obj-m := x.o\nx-y := drivers/x/a.o\n" }],
  ])("a source without a word of the kernel's by a Kbuild file %s", async (_, files) => {
    expect(await isKernelCode(document("/m/drivers/x/a.c", "c", '#include "x.h"\n'), around(files))).toBe(
      true,
    );
  });
});

describe("other code is left alone", () => {
  it.each([
    ["a program", document("/m/a.c", "c", plainC)],
    ["an empty file", document("/m/a.c", "c", "")],
    [
      "a program that asks the kernel",
      document("/m/a.c", "c", "#include <linux/types.h>\n#include <linux/if.h>\n"),
    ],
    ["a makefile of something else", document("/m/Makefile", "makefile", "all:\n\tcc a.c\n")],
    ["C++", document("/m/a.cpp", "cpp", "#include <linux/list.h>\n")],
    ["a C++ header", document("/m/a.h", "cpp", "#include <vector>\n")],
    ["a C file that is not on a disk", { ...document("/m/a.c", "c", "module_init(a);"), scheme: "git" }],
  ])("%s", async (_, opened) => {
    expect(await isKernelCode(opened, around({ "/m/Makefile": "all:\n\tcc a.c\n" }))).toBe(false);
  });

  it("a source outside of the workspace folder, whatever is above its own folder", async () => {
    const files = { "/elsewhere/Makefile": "obj-m := x.o\n" };
    expect(await isKernelCode(document("/elsewhere/b/a.c", "c", plainC), around(files))).toBe(false);
    expect(await isKernelCode(document("/elsewhere/a.c", "c", plainC), around(files))).toBe(true);
  });
});

it("no header that programs get from the kernel is taken for the kernel's own", () => {
  const headers = globSync("/usr/src/linux-headers-6*-common/include/uapi/linux/*.h").map((file) =>
    basename(file),
  );
  expect(headers.length).toBeGreaterThan(500);
  const taken = headers.filter((name) => isKernelText(`#include <linux/${name}>\n`));
  // Programs that load modules by themselves read its two flags. Hardly any includes it, and every module does.
  expect([...new Set(taken)]).toEqual(["module.h"]);
});
