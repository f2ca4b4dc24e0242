/** What a kernel's headers say to one C file, with a small kernel on the disk. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Flags } from "../../../server/src/core/kbuild/flags.ts";
import { isCertainlyAbsent } from "../../../server/src/core/preprocess/scope.ts";
import {
  type HeaderKernel,
  type KernelHeaders,
  openKernelHeaders,
} from "../../../server/src/host/headers/kernel-headers.ts";
import { createSmallKernel, type SmallKernel } from "../../support/small-kernel.ts";

let kernel: SmallKernel;
let project: string;
let cacheFolder: string;
beforeEach(() => {
  kernel = createSmallKernel();
  project = mkdtempSync(join(tmpdir(), "kmod-project-"));
  cacheFolder = join(project, "cache");
});
afterEach(() => {
  kernel.remove();
  rmSync(project, { recursive: true, force: true });
});

const plain: Flags = {
  includeDirectories: [],
  firstDirectories: [],
  defines: [],
  forcedIncludes: [],
  areFlagsKnown: true,
};

const factsOf = (directory: string): HeaderKernel => ({
  directory,
  version: { major: 6, minor: 1 },
  config: new Map([
    ["X86", "y"],
    ["64BIT", "y"],
  ]),
});

const open = (more: Partial<HeaderKernel> = {}): KernelHeaders => {
  const headers = openKernelHeaders(
    { ...factsOf(kernel.folder), ...more },
    { cacheFolder, log: () => undefined, mostItems: 10_000 },
  );
  if (headers === undefined) throw new Error("no headers");
  return headers;
};

const scopeOf = (headers: KernelHeaders, text: string, flags: Partial<Flags> = {}) =>
  headers.scopeOf({ path: join(project, "my-mod.c"), text, module: "my-mod", flags: { ...plain, ...flags } });

test("declarations of what is included are in scope, those of other headers are not", () => {
  const headers = open();
  const text = "#include <linux/thing.h>\nvoid f(void) { register_thing(1, 0); asm_thing(1); }\n";
  const scope = scopeOf(headers, text);
  expect(scope.isWhole).toBe(true);
  expect(scope.declarations.get("register_thing")).toMatchObject({ what: "function", parameters: 2 });
  expect(isCertainlyAbsent("asm_thing", scope)).toBe(true);
});

test("the configuration decides, and what the Kbuild file defines", () => {
  kernel.write("include/generated/autoconf.h", "#define CONFIG_X86 1\n");
  const text =
    "#include <linux/thing.h>\n#ifdef LOUD\n#define SAY(x) shout(x)\n#endif\nint a = register_thing(SAY(1), 0);\n";
  expect(scopeOf(open(), text).declarations.get("register_thing")?.what).toBe("inline");
  expect(scopeOf(open(), text).macros.has("SAY")).toBe(false);
  expect(scopeOf(open(), text, { defines: ["LOUD"] }).macros.get("SAY")?.body).toBe("shout(x)");
});

test("the kernel's folders come before those of ccflags-y and behind those of NOSTDINC_FLAGS", () => {
  const own = join(project, "own");
  const write = (path: string, text: string) => {
    rmSync(join(own, path), { force: true });
    writeFileSync(join(own, path), text);
  };
  kernel.write("include/own.h", "int of_kernel(void);\n");
  mkdirSync(own);
  write("own.h", "int of_project(void);\n");
  const text = "#include <own.h>\nint x = of_kernel() + of_project();\n";
  expect([...scopeOf(open(), text, { includeDirectories: [own] }).declarations.keys()]).toContain(
    "of_kernel",
  );
  expect([...scopeOf(open(), text, { firstDirectories: [own] }).declarations.keys()]).toContain("of_project");
});

test("a header that the Kbuild file forces is read first", () => {
  const config = join(project, "config.h");
  writeFileSync(config, "#define WITH_THING\n");
  const text = "#ifdef WITH_THING\nint with(void);\n#endif\nint x = with();\n";
  expect(scopeOf(open(), text, { forcedIncludes: [config] }).declarations.has("with")).toBe(true);
  const missing = scopeOf(open(), text, { forcedIncludes: [join(project, "none.h")] });
  expect(missing.isWhole).toBe(false);
});

test("nothing is concluded where the flags are not all known, or a header is not found", () => {
  expect(scopeOf(open(), "f();", { areFlagsKnown: false }).isWhole).toBe(false);
  expect(scopeOf(open(), '#include "none.h"\n').isWhole).toBe(false);
});

test("what the editor holds unsaved wins, and a project's own header is read anew", () => {
  const own = join(project, "own.h");
  writeFileSync(own, "int one(void);\n");
  const headers = open();
  const text = '#include "own.h"\nint x = one() + two() + three();\n';
  const names = (openTexts?: ReadonlyMap<string, string>) => [
    ...headers
      .scopeOf({ path: join(project, "a.c"), text, module: "a", flags: plain }, openTexts)
      .declarations.keys(),
  ];
  expect(names()).toContain("one");
  expect(names(new Map([[own, "int two(void);\n"]]))).toContain("two");
  writeFileSync(own, "int three(void); /* longer */\n");
  expect(names()).toContain("three");
});

test("a kernel's header is taken for settled until it is said that it may have changed", () => {
  const headers = open();
  const text = "#include <linux/thing.h>\nint x = added();\n";
  expect(scopeOf(headers, text).declarations.has("added")).toBe(false);
  kernel.write("include/linux/thing.h", "int added(void);\n");
  expect(scopeOf(headers, text).declarations.has("added")).toBe(false);
  headers.unsettle();
  expect(scopeOf(headers, text).declarations.has("added")).toBe(true);
});

test("calls of what no included header declares are looked for in all headers, as an include names them", () => {
  const headers = open();
  const text = "void f(void) { register_thing(1, 0); asm_thing(1); thing_count(0); nowhere(); }\n";
  expect(scopeOf(headers, text).elsewhere).toBeUndefined();
  headers.readAllNames();
  expect(scopeOf(headers, text).elsewhere).toEqual(
    new Map([
      ["register_thing", ["linux/thing.h"]],
      // linux/thing.h stands for the architecture's header of that name.
      ["asm_thing", ["linux/thing.h"]],
      ["thing_count", ["linux/thing.h"]],
    ]),
  );
});

test("a name that is not only called is no stray call: a parameter may hold a function", () => {
  const headers = open();
  headers.readAllNames();
  const text = "void f(int (*register_thing)(int)) { register_thing(1); p->asm_thing(1); }\n";
  expect(scopeOf(headers, text).elsewhere).toEqual(new Map());
});

test("the next process finds headers and names in the cache, and reads what changed", () => {
  const first = open();
  const text = "#include <linux/module.h>\nvoid f(void) { register_thing(1, 0); }\n";
  scopeOf(first, text);
  first.readAllNames();
  first.flush();
  expect(readdirSync(cacheFolder).some((name) => name.endsWith(".names"))).toBe(true);
  const second = open();
  expect(second.readSomeNames()).toBe(false);
  expect(scopeOf(second, text).elsewhere).toEqual(new Map([["register_thing", ["linux/thing.h"]]]));
  kernel.write("include/linux/thing.h", "int something_else(void);\n");
  const third = open();
  third.readAllNames();
  expect(scopeOf(third, text).elsewhere).toEqual(new Map());
});

test("a damaged list of names is made again", () => {
  const first = open();
  first.readAllNames();
  const path = join(cacheFolder, readdirSync(cacheFolder).find((name) => name.endsWith(".names")) ?? "");
  writeFileSync(path, readFileSync(path, "utf8").replace("register_thing", "register_think"));
  utimesSync(path, 1, 1);
  const second = open();
  second.readAllNames();
  expect(scopeOf(second, "void f(void) { register_thing(1, 0); }\n").elsewhere?.size).toBe(1);
});

test("a folder without generated headers says nothing", () => {
  rmSync(join(kernel.folder, "include/generated/autoconf.h"));
  const options = { cacheFolder, log: () => undefined, mostItems: 1000 };
  expect(openKernelHeaders(factsOf(kernel.folder), options)).toBeUndefined();
  expect(openKernelHeaders(factsOf("/nowhere/at/all"), options)).toBeUndefined();
  expect(openKernelHeaders({ ...factsOf(""), directory: undefined }, options)).toBeUndefined();
});
