import { describe, expect, it } from "vitest";
import type { KbuildModule, KbuildObject } from "../../server/src/core/kbuild/modules.ts";
import type { FileModel, Include } from "../../server/src/core/model/file.ts";
import type { ModuleModel } from "../../server/src/core/model/module.ts";
import {
  type LoadLimits,
  loadAlone,
  loadModule,
  type SourceReader,
} from "../../server/src/host/load-module.ts";

const nowhere = { start: 0, end: 0 };

const includesOf = (text: string): readonly Include[] =>
  Array.from(text.matchAll(/#include (["<])([^">]*)/g), ([, quote, path]) => ({
    path: path ?? "",
    isSystem: quote === "<",
    pathSpan: nowhere,
    span: nowhere,
    guards: [],
  }));

const modelOf = (path: string, text: string): FileModel => ({
  path,
  text,
  functions: [],
  prototypes: [],
  variables: [],
  macroCalls: [],
  macroDefinitions: [],
  includes: includesOf(text),
  isRead: true,
  spdx: undefined,
  suppressions: [],
  signature: text,
});

const readerOf = (files: Readonly<Record<string, string>>): SourceReader => ({
  isFile: (path) => path in files,
  model: (path) => (files[path] === undefined ? undefined : modelOf(path, files[path])),
});

const objectOf = (source: string | undefined, more: Partial<KbuildObject> = {}): KbuildObject => ({
  object: "x.o",
  source,
  language: "c",
  certain: true,
  file: "/p/Kbuild",
  span: nowhere,
  ...more,
});

const moduleOf = (objects: readonly KbuildObject[], more: Partial<KbuildModule> = {}): KbuildModule => ({
  name: "foo",
  directory: "/p",
  file: "/p/Kbuild",
  span: nowhere,
  build: "module",
  isComposite: true,
  objects,
  isComplete: true,
  includeDirectories: [],
  firstDirectories: [],
  defines: [],
  forcedIncludes: [],
  areFlagsKnown: true,
  ...more,
});

const load = (
  files: Readonly<Record<string, string>>,
  more: Partial<KbuildModule> = {},
  limits?: LoadLimits,
): ModuleModel => {
  const sources = Object.keys(files).filter((path) => path.endsWith(".c") && !path.includes("inc"));
  return loadModule(
    moduleOf(
      sources.map((source) => objectOf(source)),
      more,
    ),
    readerOf(files),
    limits,
  );
};

const includedOf = (module: ModuleModel | undefined): readonly string[] => [
  ...(module?.included.keys() ?? []),
];

describe("loading a module", () => {
  it("has a model of each source, once, and is complete when nothing is missing", () => {
    const reader = readerOf({ "/p/a.c": "a", "/p/b.c": "b" });
    const module = loadModule(moduleOf([objectOf("/p/a.c"), objectOf("/p/b.c"), objectOf("/p/a.c")]), reader);
    expect(module.files.map(({ path }) => path)).toEqual(["/p/a.c", "/p/b.c"]);
    expect(module).toMatchObject({ name: "foo", isComplete: true });
  });

  it("is complete when the configuration may also build it in, or leave one of its objects out", () => {
    const reader = readerOf({ "/p/a.c": "a" });
    expect(
      loadModule(moduleOf([objectOf("/p/a.c", { certain: false })], { build: "either" }), reader).isComplete,
    ).toBe(true);
  });

  it.each([
    ["Kbuild could not be evaluated", [objectOf("/p/a.c")], { isComplete: false }],
    ["it is only built into the kernel", [objectOf("/p/a.c")], { build: "builtin" }],
    ["it is not known how it is built", [objectOf("/p/a.c")], { build: "unknown" }],
    ["an object has no source", [objectOf("/p/a.c"), objectOf(undefined)], {}],
    ["a source cannot be read", [objectOf("/p/a.c"), objectOf("/p/gone.c")], {}],
    ["an object is not of C", [objectOf("/p/a.c"), objectOf("/p/b.S", { language: "assembly" })], {}],
    ["it has no objects", [], {}],
  ] as const)("is not complete when %s", (_when, objects, more) => {
    expect(loadModule(moduleOf(objects, more), readerOf({ "/p/a.c": "a", "/p/b.S": "b" })).isComplete).toBe(
      false,
    );
  });

  it("reads what is included by quotes, beside the file and in -I folders, and what that includes", () => {
    const module = load(
      {
        "/p/a.c": '#include "a.h"\n#include "../q/b.h"\n#include "far.h"\n#include <linux/module.h>',
        "/p/a.h": '#include "./nested/c.h"',
        "/p/nested/c.h": "",
        "/q/b.h": "",
        "/i/far.h": "",
      },
      { includeDirectories: ["/nowhere", "/i"] },
    );
    expect(includedOf(module)).toEqual(["/p/a.h", "/q/b.h", "/i/far.h", "/p/nested/c.h"]);
    expect(module.isComplete).toBe(true);
  });

  it("reads an included .c file, and an include of itself only once", () => {
    const module = load({ "/p/a.c": '#include "inc.c"', "/p/inc.c": '#include "inc.c"\n#include "a.c"' });
    expect(includedOf(module)).toEqual(["/p/inc.c"]);
    expect(module.isComplete).toBe(true);
  });

  it("is not complete when an included file is not found, but for the kernel's own", () => {
    expect(load({ "/p/a.c": '#include "generated.h"' }).isComplete).toBe(false);
    expect(load({ "/p/a.c": '#include "linux/module.h"' }).isComplete).toBe(true);
  });

  it("stops at its limits, and is then not complete", () => {
    const files = {
      "/p/a.c": '#include "1.h"\n#include "2.h"\n#include "3.h"',
      "/p/1.h": "1234",
      "/p/2.h": "12",
      "/p/3.h": "",
    };
    const few = load(files, {}, { files: 2, length: 100 });
    expect([includedOf(few), few.isComplete]).toEqual([["/p/1.h", "/p/2.h"], false]);
    const short = load(files, {}, { files: 9, length: 5 });
    expect([includedOf(short), short.isComplete]).toEqual([["/p/1.h"], false]);
  });
});

describe("loading a file that no Kbuild file reaches", () => {
  it("has it alone, with its includes, and is never complete", () => {
    const module = loadAlone("/p/a-b.c", readerOf({ "/p/a-b.c": '#include "a.h"', "/p/a.h": "" }));
    expect(module).toMatchObject({ name: "a-b", kbuild: undefined, isComplete: false });
    expect(includedOf(module)).toEqual(["/p/a.h"]);
  });

  it("is nothing when it cannot be read", () => {
    expect(loadAlone("/p/a.c", readerOf({}))).toBeUndefined();
  });
});
