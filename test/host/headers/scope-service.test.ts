/** The service that answers for headers: on a thread of its own, and without one. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  createScopeService,
  type ScopeQuestion,
  type ScopeService,
} from "../../../server/src/host/headers/scope-service.ts";
import { createSmallKernel, type SmallKernel } from "../../support/small-kernel.ts";

let kernel: SmallKernel;
let cacheFolder: string;
let service: ScopeService;
let told: string[];
beforeEach(() => {
  kernel = createSmallKernel();
  cacheFolder = mkdtempSync(join(tmpdir(), "kmod-service-"));
  told = [];
});
afterEach(() => {
  service.dispose();
  kernel.remove();
  rmSync(cacheFolder, { recursive: true, force: true });
});

const start = (program: URL | undefined): ScopeService => {
  service = createScopeService({ program, cacheFolder, log: (line) => told.push(line) });
  return service;
};

const question = (text: string): ScopeQuestion => ({
  kernel: { directory: kernel.folder, version: { major: 6, minor: 1 }, config: new Map([["X86", "y"]]) },
  unit: {
    path: "/p/a.c",
    text,
    module: "a",
    flags: {
      includeDirectories: [],
      firstDirectories: [],
      defines: [],
      forcedIncludes: [],
      areFlagsKnown: true,
    },
  },
  openTexts: new Map(),
});

const server = new URL("../../../server/src/main.ts", import.meta.url);

test.each([
  ["on a thread", server],
  ["without a thread", undefined],
  ["where the thread cannot be started", new URL("file:///nowhere/program.js")],
])("a question is answered %s", async (_, program) => {
  start(program);
  const text = "#include <linux/thing.h>\nint a = register_thing(1, 0);\n";
  const asked = question(text);
  // A thread that cannot be had is noticed with the first questions: they are answered with nothing.
  const answers = [];
  for (let count = 0; count < 5; count += 1) {
    const path = `/p/${count}.c`;
    answers.push(await service.ask({ ...asked, unit: { ...asked.unit, path } }));
  }
  const last = answers.at(-1);
  expect(typeof last === "object" && last.declarations.get("register_thing")?.parameters).toBe(2);
});

test("an answer that says the same as before is not sent again", async () => {
  start(server);
  const text = "#include <linux/thing.h>\nint own(void);\nint a = register_thing(1, 0);\n";
  expect(await service.ask(question(text))).toMatchObject({ isWhole: true });
  expect(await service.ask(question(text))).toBe("same");
  // Own declarations that only moved are no news.
  expect(await service.ask(question(`\n\n${text}`))).toBe("same");
  expect(await service.ask(question(`${text}int b = other();\n`))).toMatchObject({ isWhole: true });
});

test("it is told when the names of all headers are known", async () => {
  start(server);
  const names = new Promise<void>((resolve) => service.onNames(resolve));
  await service.ask(question("int a = register_thing(1, 0);\n"));
  await names;
  const answer = await service.ask(question("int a = register_thing(1, 0);\n"));
  expect(typeof answer === "object" && answer.elsewhere?.get("register_thing")).toEqual(["linux/thing.h"]);
});

test("a kernel without headers has no answers", async () => {
  start(undefined);
  const asked = question("int a;\n");
  expect(await service.ask({ ...asked, kernel: { ...asked.kernel, directory: "/nowhere" } })).toBeUndefined();
});

test("what changed in the kernel is seen once it is said", async () => {
  start(undefined);
  const text = "#include <linux/thing.h>\nint a = register_thing(1, 0);\n";
  await service.ask(question(text));
  kernel.write("include/linux/thing.h", "int register_thing(int);\n");
  service.unsettle();
  const answer = await service.ask(question(text));
  expect(typeof answer === "object" && answer.declarations.get("register_thing")?.parameters).toBe(1);
});
