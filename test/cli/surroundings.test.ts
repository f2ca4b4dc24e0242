/** kmod-lint knows the headers of the kernel and the other modules of an external project, in this thread and in workers. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { ExitStatus } from "../../server/src/cli/report.ts";
import { run } from "../../server/src/cli/run.ts";
import { standardToolkit } from "../../server/src/cli/standard-toolkit.ts";
import { defineRule } from "../../server/src/core/lint/rule.ts";
import { createSmallKernel, type SmallKernel } from "../support/small-kernel.ts";
import { createProject, type Project } from "./project.ts";

let kernel: SmallKernel;
let project: Project;
let cache: string;
beforeEach(() => {
  kernel = createSmallKernel();
  cache = mkdtempSync(join(tmpdir(), "kmod-lint-cache-"));
});
afterEach(() => {
  kernel.remove();
  project.remove();
  rmSync(cache, { recursive: true });
});

const page = { what: "A test rule.", why: "For tests.", predicts: [], bad: "", good: "" };

/** Says what is known of the names that a file calls. */
const tellRule = defineRule({
  id: "tell",
  group: "kbuild",
  severity: "info",
  scope: "file",
  page,
  *check({ file, module }) {
    for (const match of file.text.matchAll(/\b(\w+)\(/g)) {
      const name = match[1] ?? "";
      const fact = module.scopes.get(file.path)?.declarations.get(name);
      const [other] = module.neighbours.symbols.get(name) ?? [];
      const span = { start: match.index, end: match.index + name.length };
      if (fact?.path.endsWith(".h") === true) yield { span, message: `${name} takes ${fact.parameters}` };
      if (other) yield { span, message: `${name} is of ${other.module.split("/").at(-1)}` };
      const [foreign] = module.neighbours.definitions?.get(name) ?? [];
      if (foreign && !other) {
        const related = [{ path: foreign.path, span: foreign, message: "here" }];
        yield { span, message: `${name} is defined in ${foreign.module ?? "no module"}`, related };
      }
    }
  },
});

const files = {
  Makefile: "obj-m := a.o b.o\n",
  "a.c": "#include <linux/thing.h>\nint a(void) { return register_thing(1, 0) + helper(2); }\n",
  "b.c": "int helper(int x) { return x; }\nEXPORT_SYMBOL_GPL(helper);\n",
};

const output = (write: (text: string) => void) => ({
  isTerminal: false,
  write: (text: string): Promise<void> => Promise.resolve(write(text)),
});

const lint = async (words: readonly string[]): Promise<{ status: ExitStatus; stdout: string }> => {
  let stdout = "";
  const status = await run(words, {
    io: {
      stdout: output((text) => (stdout += text)),
      stderr: output((text) => (stdout += text)),
      workingDirectory: project.folder,
      environment: { KMOD_CACHE: cache },
    },
    toolkit: { ...standardToolkit, rules: [tellRule] },
    version: "1.2.3",
    workerFile: "/no/worker",
    symbolWorkerFile: "/no/worker",
    progress: () => ({ add: () => undefined, end: () => undefined }),
  });
  return { status, stdout };
};

const messages = (json: string): readonly string[] =>
  JSON.parse(json).map((one: { message: string }) => one.message);

it("a file's scope and its module's neighbours are there for the rules", async () => {
  project = createProject(files);
  const { stdout } = await lint(["check", ".", "--kernel", kernel.folder, "--format", "json"]);
  expect(messages(stdout)).toEqual(["register_thing takes 2", "helper is of b"]);
});

it("what was read of the kernel's headers is kept for the next run, which finds the same", async () => {
  project = createProject(files);
  const words = ["check", ".", "--kernel", kernel.folder, "--format", "json"];
  const first = await lint(words);
  expect(readdirSync(cache).some((name) => name.endsWith(".pack"))).toBe(true);
  expect(await lint(words)).toEqual(first);
  kernel.write("include/linux/thing.h", "int register_thing(int kind, void *data, int more);\n");
  expect(messages((await lint(words)).stdout)).toContain("register_thing takes 3");
});

it("a file of KBUILD_EXTRA_SYMBOLS is a neighbour", async () => {
  project = createProject({
    ...files,
    Makefile: "obj-m := a.o\nKBUILD_EXTRA_SYMBOLS := $(src)/more/symbols\n",
  });
  project.write("more/symbols", "0x1\thelper\t/q/elsewhere\tEXPORT_SYMBOL\t\n");
  const { stdout } = await lint(["check", ".", "--kernel", kernel.folder, "--format", "json"]);
  expect(messages(stdout)).toContain("helper is of elsewhere");
});

it("who else in the project defines a name is known: another module, or a source that none links", async () => {
  project = createProject({
    Makefile: "obj-m := a.o b.o\n",
    "a.c": "#include <linux/thing.h>\nint a(void) { return beside(1) + inner(2) + hidden(3); }\n",
    "b.c": "int inner(int x) { return x; }\nstatic int hidden(int x) { return x; }\n",
    "u.c": "\n\nint beside(int x) { return x; }\n",
    "u.mod.c": "int hidden(int x) { return x; }\n",
  });
  const { stdout } = await lint(["check", "a.c", "--kernel", kernel.folder]);
  const told = stdout.split("\n").filter((line) => /defined in|here/.test(line));
  expect(told.map((line) => line.replace(/\S*\//, ""))).toEqual([
    "a.c:2:22: info: beside is defined in no module [tell]",
    "u.c:3:5: note: here",
    "a.c:2:34: info: inner is defined in b [tell]",
    "b.c:1:5: note: here",
  ]);
});
