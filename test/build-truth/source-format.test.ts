/** The text form of build-truth cases: what a case's author may rely on. */

import { describe, expect, it } from "vitest";
import { parseSources } from "./source-format.ts";

describe("parseSources", () => {
  it("gives a case its name, its rule, t.c and a Makefile of its own", () => {
    const cases = parseSources("=== one | some-rule\nint a;\n\nint b;\n");
    expect(cases).toEqual([
      {
        name: "one",
        rule: "some-rule",
        files: { "t.c": "int a;\n\nint b;\n", Makefile: "obj-m := t.o\n" },
        makeArguments: [],
      },
    ]);
  });

  it("keeps several files, an empty one and the make arguments", () => {
    const [only] = parseSources(
      "=== one | r\n%args W=1 V=2\n--- a.c\n--- sub/b.c\nint b;\n--- Makefile\nobj-m := a.o\n",
    );
    expect(only?.files).toEqual({ "a.c": "", "sub/b.c": "int b;\n", Makefile: "obj-m := a.o\n" });
    expect(only?.makeArguments).toEqual(["W=1", "V=2"]);
  });

  it("repeats a case for each row, with cells in the text and the first one in the name", () => {
    const cases = parseSources(
      "=== is_$0 | r\n%row x or y | 1 \\| 2\n%row z | 3\\n4\nint a = $2; /* $1 */\n",
    );
    expect(cases.map((c) => c.name)).toEqual(["is_x_or_y", "is_z"]);
    expect(cases.map((c) => c.files["t.c"])).toEqual([
      "int a = 1 | 2; /* x or y */\n",
      "int a = 3\n4; /* z */\n",
    ]);
  });

  it("expands the boilerplate to whole lines, so recorded line numbers stay true", () => {
    const [only] = parseSources("=== one | r\n@head\nint a;\n@tail\n");
    expect(only?.files["t.c"]?.split("\n")[3]).toBe("int a;");
    expect(only?.files["t.c"]).toContain('MODULE_LICENSE("GPL");');
  });

  it("leaves out comments and refuses text before the first case", () => {
    expect(parseSources("## about\n=== one | r\nint a;\n## aside\n")[0]?.files["t.c"]).toBe("int a;\n");
    expect(() => parseSources("int a;\n=== one | r\n")).toThrow("line 1");
  });
});
