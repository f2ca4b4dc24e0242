/** What is kept of a Kbuild run's output, and in which form. */

import { describe, expect, it } from "vitest";
import { extractMessages } from "./messages.ts";

const FOLDERS = { module: "/tmp/m", build: "/src/headers-amd64", common: "/src/headers-common" };

describe("extractMessages", () => {
  it("shortens the paths of gcc messages and leaves out what gcc shows around them", () => {
    const output = [
      "  CC [M]  /tmp/m/t.o",
      "/tmp/m/t.c:4:14: error: ‘t_p’ undeclared here (not in a function)",
      "    4 | module_param(t_p, int, 0444);",
    ].join("\n");
    expect(extractMessages(output, FOLDERS)).toEqual({
      messages: ["t.c:4:14: error: ‘t_p’ undeclared here (not in a function)"],
      otherMessages: [],
      errorLines: [{ message: 0, file: "t.c", line: 4 }],
    });
  });

  it("leads a header's message back to the outermost expansion in the case's own files", () => {
    const output = [
      "/src/headers-common/include/linux/a.h:16:51: error: negative width in bit-field",
      "/src/headers-common/include/linux/b.h:293:13: note: in expansion of macro ‘INNER’",
      "/tmp/m/t.c:9:2: note: in expansion of macro ‘MIDDLE’",
      "/tmp/m/t.c:7:1: note: in expansion of macro ‘module_param’",
    ].join("\n");
    const { messages, errorLines } = extractMessages(output, FOLDERS);
    expect(messages).toEqual(["<C>/include/linux/a.h:16:51: error: negative width in bit-field"]);
    expect(errorLines).toEqual([{ message: 0, file: "t.c", line: 7 }]);
  });

  it("keeps a message's own line when notes of the same file follow", () => {
    const output = "/tmp/m/t.c:5:9: warning: unused\n/tmp/m/t.c:4:1: note: in expansion of macro ‘X’";
    expect(extractMessages(output, FOLDERS).errorLines).toEqual([{ message: 0, file: "t.c", line: 5 }]);
  });

  it("keeps modpost messages without the folder and skips BTF notices", () => {
    const output = [
      "WARNING: modpost: /tmp/m/t.o: section mismatch in reference: a (section: .text) -> b (section: .init.text)",
      "Skipping BTF generation for /tmp/m/t.ko due to unavailability of vmlinux",
    ].join("\n");
    expect(extractMessages(output, FOLDERS).messages).toEqual([
      "WARNING: modpost: t.o: section mismatch in reference: a (section: .text) -> b (section: .init.text)",
    ]);
  });

  it("sets apart what make, the linker and the assembler say", () => {
    const output = [
      "make[2]: *** No rule to make target '/tmp/m/u.o', needed by '/tmp/m/m.o'.  Stop.",
      "ld: /tmp/m/u.o: in function `init_module':",
      "u.c:(.init.text+0x0): multiple definition of `init_module'; /tmp/m/t.o:t.c:(.init.text+0x0): first defined here",
    ].join("\n");
    const { messages, otherMessages } = extractMessages(output, FOLDERS);
    expect(messages).toEqual([]);
    expect(otherMessages).toHaveLength(2);
    expect(otherMessages[0]).toContain("No rule to make target 'u.o'");
  });
});
