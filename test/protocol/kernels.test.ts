/** Several kernels at once: what each finds, said together; and the list to choose from. */
import { afterEach, expect, test } from "vitest";
import type { KernelFacts } from "../../server/src/core/kernel/facts.ts";
import { defineRule } from "../../server/src/core/lint/rule.ts";
import type { ListedKernel } from "../../server/src/lsp/host.ts";
import type { KernelsResult } from "../../server/src/protocol/messages.ts";
import { type LspClient, type Published, startClient } from "../support/lsp-client.ts";
import { kernelFacts, type TestHostOptions, testHost } from "../support/lsp-host.ts";
import { testRules } from "../support/lsp-rules.ts";

let client: LspClient;

afterEach(() => client.dispose());

const path = "/p/hello.c";
const text = '#include <linux/module.h>\nint bad_one(void) { return 0; }\nMODULE_LICENSE("GPL");\n';
const page = { what: "A test rule.", why: "For tests.", predicts: [], bad: "", good: "" };

/** Old kernels do not know a function named `fresh...`; new ones advise it. */
const age = defineRule({
  id: "age",
  group: "kbuild",
  severity: "warning",
  scope: "file",
  page,
  *check({ file, kernel }) {
    const isOld = kernel.release?.startsWith("5.") === true;
    for (const { name, nameSpan } of file.functions) {
      const edits = [{ span: nameSpan, text: "old" }];
      const fixes = [{ title: "Use the old one", edits, isSafe: true }];
      if (isOld && name.startsWith("fresh")) yield { span: nameSpan, message: `${name} is too new`, fixes };
    }
  },
});

const facts = (release: string, config: Record<string, string> = {}): KernelFacts => ({
  ...kernelFacts(`/kernels/${release}`, release),
  config: new Map(Object.entries(config)),
});

const known = [facts("5.10", { OLD: "m" }), facts("5.15"), facts("6.1", { OLD: "y" })];

const findKernel: TestHostOptions["findKernel"] = async (written) => {
  const found = known.find(({ directory }) => directory === written || written === "");
  return found
    ? { facts: found, problem: undefined }
    : { facts: kernelFacts(), problem: `${written}: no such folder` };
};

const start = async (settings: () => unknown, options: TestHostOptions = {}, files = {}): Promise<void> => {
  const host = testHost(files, { rules: [...testRules, age], findKernel, ...options });
  client = await startClient({ host, settings });
};

const messages = ({ diagnostics }: Published): readonly string[] =>
  diagnostics.map(({ message }) => (typeof message === "string" ? message : message.value));

const both = { kernel: "/kernels/6.1", kernels: ["/kernels/5.10"] };
const fresh = text.replace("bad_one", "fresh");
const bad = text.replace("bad_one", "bad_one(void) { return 0; }\nint fresh");

test("what all kernels find is said once, what some find names them", async () => {
  await start(() => both);
  client.open(path, bad);
  expect(messages(await client.current(path))).toEqual([
    "bad_one is bad",
    "fresh is too new (only with 5.10)",
    "no author",
  ]);
});

test("an edit is checked against every kernel, and told once", async () => {
  await start(() => ({ ...both, kernels: ["/kernels/5.10", "/kernels/5.15"] }));
  client.open(path, text);
  await client.current(path);
  client.replace(path, "bad_one", "fresh");
  expect(messages(await client.current(path))).toEqual([
    "fresh is too new (only with 5.10 and 5.15)",
    "no author",
  ]);
  expect(client.published.filter(({ version }) => version === 2)).toHaveLength(1);
});

test("kernels come and go with the settings, without a restart", async () => {
  let settings: unknown = { kernel: "/kernels/6.1" };
  await start(() => settings);
  client.open(path, fresh);
  expect(messages(await client.current(path))).toEqual(["no author"]);
  settings = both;
  client.notify("workspace/didChangeConfiguration", { settings: null });
  expect(messages(await client.diagnostics(path))).toContain("fresh is too new (only with 5.10)");
  settings = { kernel: "/kernels/5.10" };
  client.notify("workspace/didChangeConfiguration", { settings: null });
  expect(messages(await client.diagnostics(path))).toContain("fresh is too new");
});

test("what one kernel builds as a module and the other into itself is judged as each builds it", async () => {
  const files = { "/p/Kbuild": "obj-$(CONFIG_OLD) := hello.o\n", [path]: "int x;\n" };
  await start(() => both, {}, files);
  const unlicensed = text.replace('MODULE_LICENSE("GPL");', "");
  client.open(path, unlicensed);
  expect(messages(await client.current(path))).toEqual([
    "hello has no licence (only with 5.10)",
    "bad_one is bad",
  ]);
  const modules = { modules: [{ name: "hello", kbuildFile: "/p/Kbuild", objects: 1 }] };
  expect(await client.request("kmod/moduleAt", { uri: `file://${path}` })).toEqual(modules);
});

test("a fix for some of the kernels is offered and never applied with all the others", async () => {
  await start(() => both);
  client.open(path, fresh);
  await client.current(path);
  const actions = (only: string) =>
    client.request<readonly { title: string; isPreferred?: boolean }[] | null>("textDocument/codeAction", {
      textDocument: { uri: `file://${path}` },
      range: { start: { line: 1, character: 4 }, end: { line: 1, character: 5 } },
      context: { diagnostics: [], only: [only] },
    });
  expect((await actions("quickfix"))?.[0]).toMatchObject({ title: "Use the old one" });
  expect((await actions("quickfix"))?.[0]).not.toHaveProperty("isPreferred");
  const all = JSON.stringify(await actions("source.fixAll"));
  expect(all).toContain("MODULE_AUTHOR");
  expect(all).not.toContain('"old"');
});

test("what one kernel finds in a header names it, also where the other has nothing to say of the header", async () => {
  const files = {
    "/p/Kbuild": "obj-m := hello.o\n",
    [path]: fresh,
    "/p/own.h": "static inline int fresh_one(void) { return 0; }\n",
  };
  let settings: unknown = both;
  const inHeader = defineRule({
    ...age,
    id: "header-age",
    scope: "module",
    *check({ module, kernel }) {
      if (kernel.release !== "6.1") return;
      for (const header of module.included.values())
        yield { path: header.path, span: { start: 0, end: 6 }, message: "too old" };
    },
  });
  await start(() => settings, { rules: [inHeader] }, files);
  client.open(path, `#include "own.h"\n${fresh}`);
  expect(messages(await client.diagnostics("/p/own.h"))).toEqual(["too old (only with 6.1)"]);
  settings = { kernel: "/kernels/6.1" };
  client.notify("workspace/didChangeConfiguration", { settings: null });
  expect(messages(await client.diagnostics("/p/own.h"))).toEqual(["too old"]);
});

test("the status names the main kernel, the others, and each folder that cannot serve with its setting", async () => {
  await start(() => ({ kernel: "/kernels/6.1", kernels: ["/kernels/5.10", "/none"] }));
  expect(await client.message("kmod/status")).toEqual({
    kernel: { directory: "/kernels/6.1", release: "6.1", isConfigured: true, hasSymbols: false },
    others: [{ directory: "/kernels/5.10", release: "5.10", isConfigured: true, hasSymbols: false }],
    problem: "kmod.kernels: /none: no such folder",
  });
  expect(await client.logged("kmod.kernels: /none")).toMatch(/^warn/);
});

test("where the main folder cannot serve the others do, rather than built-in facts", async () => {
  await start(() => ({ kernel: "/none", kernels: ["/kernels/5.10"] }));
  client.open(path, fresh);
  expect(messages(await client.current(path))).toContain("fresh is too new");
});

test("a folder that is named twice is one kernel", async () => {
  await start(() => ({ kernel: "/kernels/5.10", kernels: ["/kernels/5.10", "/kernels/5.10"] }));
  expect(await client.message("kmod/status")).toMatchObject({ others: [] });
});

const choice = (release: string, more: Partial<ListedKernel> = {}): ListedKernel => ({
  directory: `/kernels/${release}`,
  release,
  architecture: "x86",
  origin: "installed",
  state: "ready",
  reason: undefined,
  written: undefined,
  isPrepared: true,
  isSourceTree: false,
  isBuilt: false,
  hasSymvers: true,
  ...more,
});

test("the kernels to choose from are listed, and which of them are in use", async () => {
  const asked: (readonly string[])[] = [];
  const unusable = { state: "unusable", reason: "/kernels/4.4: no such folder" } as const;
  const listKernels: TestHostOptions["listKernels"] = async (named) => {
    asked.push(named);
    return [
      choice("6.1", { written: "/kernels/6.1" }),
      choice("5.10", { origin: "tree" }),
      choice("5.15", { written: "/kernels/5.15" }),
      choice("4.4", unusable),
    ];
  };
  await start(() => ({ ...both, kernels: ["/kernels/5.10", "~/k"] }), { listKernels });
  const { kernels } = await client.request<KernelsResult>("kmod/kernels", { folders: ["/kernels/5.15"] });
  expect(kernels.map(({ directory, use, written, problem }) => [directory, use, written, problem])).toEqual([
    ["/kernels/6.1", "main", "/kernels/6.1", undefined],
    ["/kernels/5.10", "other", undefined, undefined],
    ["/kernels/5.15", "none", undefined, undefined],
    ["/kernels/4.4", "none", undefined, "/kernels/4.4: no such folder"],
  ]);
  expect(asked[0]).toEqual(expect.arrayContaining(["/kernels/6.1", "~/k", "/kernels/5.15"]));
});
