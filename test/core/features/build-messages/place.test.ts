/** Where messages are placed that no rule foretells, or that name something else than the author wrote. */
import { describe, expect, test } from "vitest";
import type { BuildTool } from "../../../../server/src/core/features/build-messages/meaning.ts";
import { placeMessages } from "../../../../server/src/core/features/build-messages/messages.ts";
import { inspectProject } from "../../../support/check.ts";
import { moduleWith } from "../../../support/module-source.ts";

type Files = Readonly<Record<string, string>>;

/** `file: the line that is told`, and what else is said. */
function placesOf(files: Files, tool: BuildTool, ...texts: readonly string[]) {
  const checked = inspectProject(files, { kernel: "6.12" });
  const [kbuild] = checked.projects;
  if (!kbuild) throw new Error("no project");
  const words = texts.map((text) => ({ tool, severity: "error" as const, text, at: undefined }));
  return placeMessages(words, {
    kbuild,
    kernel: checked.kernel,
    modelOf: (module) => checked.modules.find((one) => one.kbuild === module),
    findingsAt: (path) => checked.findingsAt(path),
    textOf: () => undefined,
  }).map((placed) => {
    if (!placed) return undefined;
    const { path, text, span, advice } = placed;
    const start = text.lastIndexOf("\n", span.start - 1) + 1;
    const line = text.slice(start, text.indexOf("\n", span.end)).trim();
    return {
      at: `${path.slice("/project/".length)}: ${line}`,
      message: advice?.message,
      fixes: advice?.fixes,
    };
  });
}

const ats = (...given: Parameters<typeof placesOf>) => placesOf(...given).map((one) => one?.at);

const mismatch = (from: string, to: string): string =>
  `t: section mismatch in reference: ${from} (section: .text) -> ${to} (section: .init.text)`;

describe("a section mismatch", () => {
  const inlined = moduleWith(`
static noinline int __init setup(void)
{
	return 1;
}
static int helper(int a)
{
	return a + setup();
}
int run(void);
int run(void)
{
	return helper(3);
}
`);
  test("of code that was put into its caller is placed where the author wrote it, with the rule's fix", () => {
    const [placed] = placesOf(
      { "t.c": inlined, Makefile: "obj-m := t.o\n" },
      "modpost",
      mismatch("run+0xc", "setup"),
    );
    expect(placed?.at).toBe("t.c: return a + setup();");
    expect(placed?.message).toContain("'setup', which is marked __init");
    expect(placed?.fixes?.map(({ title }) => title)).toEqual(["Remove __init from 'setup'"]);
  });

  test("that is told several times is told of each reference in turn", () => {
    const source = moduleWith(`
static noinline int __init setup(int a)
{
	return a;
}
int run(void);
int run(void)
{
	int b = setup(1);

	return b + setup(2);
}
`);
    expect(
      ats(
        { "t.c": source, Makefile: "obj-m := t.o\n" },
        "modpost",
        mismatch("run+0x4", "setup"),
        mismatch("run+0x9", "setup"),
        mismatch("run+0x20", "setup"),
      ),
    ).toEqual(["t.c: int b = setup(1);", "t.c: return b + setup(2);", "t.c: return b + setup(2);"]);
  });

  test("of symbols that the sources do not have stands at the module's line", () => {
    expect(ats({ "t.c": inlined, Makefile: "obj-m := t.o\n" }, "modpost", mismatch("0x8", "0x10"))).toEqual([
      "Makefile: obj-m := t.o",
    ]);
  });
});

describe("a symbol", () => {
  test("is found through macros of the module's own files", () => {
    const source = moduleWith(`
#define ABSENT(x) absent(x)
#define TWICE(x) (ABSENT(x) + 1)
int absent(int);
int run(void);
int run(void)
{
	/* absent */
	return TWICE(2);
}
`);
    expect(
      ats({ "t.c": source, Makefile: "obj-m := t.o\n" }, "modpost", '"absent" [/project/t.ko] undefined!'),
    ).toEqual(["t.c: return TWICE(2);"]);
  });

  test("of a namespace gets the import that its module lacks", () => {
    const source = moduleWith("int run(void);\nint run(void)\n{\n\treturn get_it();\n}\n");
    const [placed] = placesOf(
      { "t.c": source, Makefile: "obj-m := t.o\n" },
      "modpost",
      "module t uses symbol get_it from namespace ITS, but does not import it.",
    );
    expect(placed?.at).toBe("t.c: return get_it();");
    expect(placed?.fixes?.[0]?.edits[0]?.text).toContain("MODULE_IMPORT_NS(ITS);");
  });

  test("that the linker meets twice is placed in the file that it names", () => {
    const files = {
      "a.c": moduleWith("int both(void);\nint both(void)\n{\n\treturn 1;\n}\n"),
      "b.c": "int both(void);\nint both(void)\n{\n\treturn 2;\n}\n",
      Makefile: "obj-m := m.o\nm-y := a.o b.o\n",
    };
    const text = "multiple definition of `both'; a.o:a.c:3: first defined here";
    expect(ats(files, "linker", `/project/b.c:3: ${text}`, text)).toEqual([
      "b.c: int both(void)",
      "b.c: int both(void)",
    ]);
  });
});

describe("objtool", () => {
  const files = {
    "a.c": moduleWith("static void f(void)\n{\n\tg();\n}\n"),
    "b.c": "static void f(void)\n{\n\th();\n}\n",
    Makefile: "obj-m := m.o\nm-y := a.o b.o\n",
  };

  test("is placed in the object's own source, at the call where it names one", () => {
    expect(
      ats(
        files,
        "objtool",
        "b.o: f+0x2: unreachable instruction",
        "/project/a.o: f+0x5: call to g() with UACCESS enabled",
        "/project/b.o: .text+0x0: missing int3 after ret",
      ),
    ).toEqual(["b.c: static void f(void)", "a.c: g();", "Makefile: m-y := a.o b.o"]);
  });

  test("of a whole module says nothing where two of its sources have the function", () => {
    expect(ats(files, "objtool", "/project/m.o: f+0x2: unreachable instruction")).not.toContain(
      "a.c: static void f(void)",
    );
  });
});

describe("make", () => {
  test("leads to the include of a header that is gone, and to the folder that has no Makefile", () => {
    const files = {
      "t.c": moduleWith('#include "gone.h"\n'),
      Makefile: "obj-m := t.o sub/\n",
    };
    expect(
      ats(
        files,
        "kbuild",
        "No rule to make target '/project/gone.h', needed by '/project/t.o'",
        "No rule to make target '/project/sub/Makefile'",
        "/project/sub/Makefile: No such file or directory",
        "No rule to make target 'modules_instal'",
      ),
    ).toEqual([
      't.c: #include "gone.h"',
      "Makefile: obj-m := t.o sub/",
      "Makefile: obj-m := t.o sub/",
      undefined,
    ]);
  });
});

const lacking = (object: string): string => `missing MODULE_LICENSE() in ${object}.o`;

test("objects in a folder of their own are known by the end of their path, others of the project are not guessed", () => {
  const files = {
    "t.c": "int a;\n",
    "sub/t.c": "int b;\n",
    Makefile: "obj-m := t.o sub/\n",
    "sub/Makefile": "obj-m := t.o\n",
  };
  expect(
    ats(
      files,
      "modpost",
      lacking("/build/out/sub/t"),
      lacking("/project/sub/t"),
      lacking("/project/other/t"),
      lacking("sub/t"),
      lacking("t"),
    ),
  ).toEqual(["sub/t.c: int b;", "sub/t.c: int b;", undefined, "sub/t.c: int b;", undefined]);
});

test("a licence that is there but not compiled is pointed at, and no second one offered", () => {
  const source = moduleWith("").replace(
    'MODULE_LICENSE("GPL");',
    '#ifdef CONFIG_NEVER\nMODULE_LICENSE("GPL");\n#endif',
  );
  const [placed] = placesOf(
    { "t.c": source, Makefile: "obj-m := t.o\n" },
    "modpost",
    "missing MODULE_LICENSE() in t.o",
  );
  expect(placed).toEqual({ at: 't.c: MODULE_LICENSE("GPL");', message: undefined, fixes: undefined });
});
