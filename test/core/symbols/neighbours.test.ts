/** What a module's neighbours export: siblings from their sources, other builds from their Module.symvers. */
import { expect, test } from "vitest";
import { evaluateProject } from "../../../server/src/core/kbuild/evaluate.ts";
import {
  createNeighbours,
  fileExports,
  type ProjectExports,
  projectExports,
  sameExports,
} from "../../../server/src/core/symbols/neighbours.ts";
import { readSymvers } from "../../../server/src/core/symbols/symvers.ts";
import { filesIn } from "../../../server/src/core/text/disk.ts";
import { memoryDisk } from "../../support/memory-disk.ts";

const project = (files: Readonly<Record<string, string>>) => {
  const disk = memoryDisk(files);
  return { disk, kbuild: evaluateProject(disk, { kind: "external", directory: "/p" }, { release: "6.1.0" }) };
};

const exportsIn = ({ disk, kbuild }: ReturnType<typeof project>): ProjectExports =>
  projectExports(kbuild, {
    exportsOf: (path, module) =>
      fileExports(path, disk.readText(path), module, (header) => disk.readText(header)),
    symbolsIn: (path) => {
      const text = disk.readText(path);
      return text === undefined ? undefined : readSymvers(text);
    },
    filesIn: (folder) => filesIn(disk, folder),
  });

const neighboursOf = (files: Readonly<Record<string, string>>, name: string) => {
  const given = project(files);
  const module = given.kbuild.modules.find((one) => one.name === name);
  if (module === undefined) throw new Error(`no module ${name}`);
  const { symbols, isWhole } = createNeighbours(() => new Map())(exportsIn(given), module);
  const lines = [...symbols.values()].flat().map(({ name: symbol, module: of }) => `${symbol} of ${of}`);
  return { symbols, lines, isWhole };
};

const exporting = (name: string) => `int ${name}(void) { return 0; }\nEXPORT_SYMBOL_GPL(${name});\n`;

test("a module on its own has no neighbours, and that is certain", () => {
  expect(neighboursOf({ "/p/Kbuild": "obj-m := a.o\n", "/p/a.c": exporting("f") }, "a")).toMatchObject({
    lines: [],
    isWhole: true,
  });
});

test("siblings are read from source, with place, licence and namespace; never the module itself", () => {
  const files = {
    "/p/Kbuild": "obj-m := a.o b.o\nb-y := b1.o b2.o\n",
    "/p/a.c": exporting("own"),
    "/p/b1.c": exporting("one"),
    "/p/b2.c": "int two;\nEXPORT_SYMBOL_NS(two, SPACE);\n",
  };
  const { symbols, lines, isWhole } = neighboursOf(files, "a");
  expect(lines).toEqual(["one of /p/b", "two of /p/b"]);
  expect(isWhole).toBe(true);
  expect(symbols.get("one")?.[0]).toMatchObject({ isGplOnly: true, place: { path: "/p/b1.c" } });
  expect(symbols.get("two")?.[0]).toMatchObject({ isGplOnly: false, namespace: "SPACE" });
});

test("what an earlier build left in the folder is not asked", () => {
  const files = {
    "/p/Kbuild": "obj-m := a.o b.o\n",
    "/p/a.c": "",
    "/p/b.c": "",
    "/p/Module.symvers": "0x1\tstale\t/p/b\tEXPORT_SYMBOL\t\n",
  };
  expect(neighboursOf(files, "a").lines).toEqual([]);
});

test("the files of KBUILD_EXTRA_SYMBOLS count, but for what they say of the module itself", () => {
  const files = {
    "/p/Kbuild": "obj-m := a.o\nKBUILD_EXTRA_SYMBOLS := /q/Module.symvers\n",
    "/p/a.c": "",
    "/q/Module.symvers": "0x1\tother\t/q/b\tEXPORT_SYMBOL\t\n0x2\town\t/p/a\tEXPORT_SYMBOL\t\n",
  };
  expect(neighboursOf(files, "a")).toMatchObject({ lines: ["other of /q/b"], isWhole: true });
});

test("a wrapper of the file or of a header it includes is understood", () => {
  const files = {
    "/p/Kbuild": "obj-m := a.o b.o\n",
    "/p/a.c": "",
    "/p/b.c":
      '#include "inc/own.h"\n#define HERE_EXPORT(x) EXPORT_SYMBOL(x)\nHERE_EXPORT(one);\nMY_EXPORT(two);\n',
    "/p/inc/own.h": "#define MY_EXPORT(x) EXPORT_SYMBOL_GPL(x)\n",
  };
  expect(neighboursOf(files, "a")).toMatchObject({ lines: ["one of /p/b", "two of /p/b"], isWhole: true });
});

test.each([
  ["its source is missing", { "/p/Kbuild": "obj-m := a.o b.o\nb-y := b1.o gone.o\n", "/p/b1.c": "" }],
  ["one of its macros is not understood", { "/p/b.c": "WEIRD_EXPORT(x);\n" }],
  [
    "its objects are not all known",
    { "/p/Kbuild": "obj-m := a.o b.o\nb-y := b1.o $(shell ls)\n", "/p/b1.c": "" },
  ],
])("nothing is concluded about a neighbour where %s", (_, files) => {
  const all = { "/p/Kbuild": "obj-m := a.o b.o\n", "/p/a.c": "", "/p/b.c": "", ...files };
  expect(neighboursOf(all, "a").isWhole).toBe(false);
});

test.each([
  ["a file of symbols is missing", "obj-m := a.o\nKBUILD_EXTRA_SYMBOLS := /q/none\n"],
  ["which files there are is not known", "obj-m := a.o\nKBUILD_EXTRA_SYMBOLS := $(shell find /)\n"],
  ["there may be more modules", "obj-m := a.o $(shell ls)\n"],
])("nothing is concluded where %s", (_, Kbuild) => {
  expect(neighboursOf({ "/p/Kbuild": Kbuild, "/p/a.c": "" }, "a").isWhole).toBe(false);
});

test("what is gathered again is known to be the same, or not", () => {
  const files = { "/p/Kbuild": "obj-m := a.o b.o\n", "/p/a.c": "", "/p/b.c": exporting("one") };
  expect(sameExports(exportsIn(project(files)), exportsIn(project({ ...files, "/p/a.c": "int x;\n" })))).toBe(
    true,
  );
  expect(
    sameExports(exportsIn(project(files)), exportsIn(project({ ...files, "/p/b.c": exporting("two") }))),
  ).toBe(false);
});
