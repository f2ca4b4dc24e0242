import { expect, it } from "vitest";
import { isReasonToStart, type OpenedDocument } from "../../client/src/language/selector.ts";

const document = (path: string, languageId: string, text: string): OpenedDocument => ({
  scheme: "file",
  languageId,
  path,
  text: () => text,
});

it.each([
  ["a C file", document("/m/hello.c", "c", "")],
  ["a Kbuild file that makes a module", document("/m/Kbuild", "makefile", "obj-m := hello.o\n")],
  ["a makefile that calls the kernel's", document("/m/Makefile", "makefile", "K = /lib/modules/6.1/build\n")],
  ["a makefile that Kbuild reads again", document("/m/Makefile", "makefile", "ifneq ($(KERNELRELEASE),)\n")],
  [
    "a header of the kernel, which VS Code opens as C++",
    document("/m/a.h", "cpp", "#include <linux/list.h>\n"),
  ],
])("the server starts for %s", (_, opened) => {
  expect(isReasonToStart(opened)).toBe(true);
});

it.each([
  ["a makefile of something else", document("/m/Makefile", "makefile", "all:\n\tcc a.c\n")],
  ["C++", document("/m/a.cpp", "cpp", "#include <linux/list.h>\n")],
  ["a C++ header", document("/m/a.h", "cpp", "#include <vector>\n")],
  ["a C file that is not on a disk", { ...document("/m/hello.c", "c", ""), scheme: "git" }],
])("the server does not start for %s", (_, opened) => {
  expect(isReasonToStart(opened)).toBe(false);
});
