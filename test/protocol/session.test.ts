/** What happens around the diagnostics: settings, files that change on the disk, errors, cancellation, other requests. */
import { isDeepStrictEqual } from "node:util";
import { afterEach, expect, test } from "vitest";
import type { ClientCapabilities, DocumentSymbol } from "vscode-languageserver-protocol/node";
import { type LspClient, type LspClientOptions, startClient, uriOf } from "../support/lsp-client.ts";
import { kernelFacts, type TestHost, type TestHostOptions, testHost } from "../support/lsp-host.ts";
import { crashing, testRules } from "../support/lsp-rules.ts";

let client: LspClient;
let host: TestHost;

afterEach(() => client.dispose());

const bad = "#include <linux/module.h>\nint bad_one(void) { return 0; }\n";
const licence = 'MODULE_LICENSE("GPL");\nMODULE_AUTHOR("me");\n';
const path = "/p/hello.c";

const start = async (
  files: Record<string, string>,
  options: Partial<LspClientOptions> = {},
  hostOptions: TestHostOptions = {},
): Promise<void> => {
  host = testHost(files, hostOptions);
  client = await startClient({ host, ...options });
};

const severities = (one: {
  readonly diagnostics: readonly { code?: unknown; severity?: number }[];
}): readonly unknown[] => one.diagnostics.map(({ code, severity }) => [code, severity]);

const fail = (message: string): never => {
  throw new Error(message);
};

const codes = ({
  diagnostics,
}: {
  readonly diagnostics: readonly { code?: unknown }[];
}): readonly unknown[] => diagnostics.map(({ code }) => code);

test("a rule's severity is the one in the settings that the client answers with", async () => {
  await start({ [path]: bad }, { settings: () => ({ rules: { "bad-name": "error" } }) });
  client.open(path, bad);
  expect(severities(await client.current(path))).toEqual([["bad-name", 1]]);
});

test("changed settings take effect at once, asked for anew", async () => {
  let rules = {};
  await start({ [path]: bad }, { settings: () => ({ rules }) });
  client.open(path, bad);
  expect(severities(await client.current(path))).toEqual([["bad-name", 2]]);
  rules = { "bad-name": "off" };
  client.notify("workspace/didChangeConfiguration", { settings: null });
  expect((await client.diagnostics(path)).diagnostics).toEqual([]);
});

test.each([
  ["whole", { kmod: { rules: { "bad-name": "hint" } } }],
  ["the section alone", { rules: { "bad-name": "hint" } }],
])("settings that are sent take effect for a client that is not asked: %s", async (_what, settings) => {
  await start({ [path]: bad });
  client.open(path, bad);
  await client.current(path);
  client.notify("workspace/didChangeConfiguration", { settings });
  expect(severities(await client.diagnostics(path))).toEqual([["bad-name", 4]]);
});

test("settings among the initialization options hold for a client that is not asked", async () => {
  await start({ [path]: bad }, { initializationOptions: { settings: { rules: { "bad-name": "off" } } } });
  client.open(path, bad);
  expect((await client.current(path)).diagnostics).toEqual([]);
});

test("what is wrong in the settings is named in one line each and in the status; the rest holds", async () => {
  const rules = { "no-such-rule": "error", "bad-name": "loud", "missing-author": "off" };
  await start({ [path]: bad }, { settings: () => ({ rules, checkOn: 3 }) });
  client.open(path, bad);
  expect(severities(await client.current(path))).toEqual([["bad-name", 2]]);
  expect(client.log.filter((line) => line.startsWith("warn"))).toEqual([
    "warn: setting 'kmod.checkOn': 3 is not allowed, 'type' holds",
    "warn: setting 'kmod.rules': there is no rule 'no-such-rule', it is ignored",
    "warn: setting 'kmod.rules': 'loud' is no severity for 'bad-name' (off, hint, info, warning, error), its own holds",
  ]);
  expect(await client.message("kmod/status")).toMatchObject({
    problem: expect.stringContaining("no-such-rule"),
  });
});

test.each([["a string"], [[1, 2]], [null], [{ rules: "all", kernel: 7, parser: {} }]])(
  "settings of no known shape do no harm: %j",
  async (settings) => {
    await start({ [path]: bad }, { settings: () => settings });
    client.open(path, bad);
    expect(severities(await client.current(path))).toEqual([["bad-name", 2]]);
  },
);

test("with checkOn save, a file is checked when it is opened and saved and not while typing", async () => {
  await start({ [path]: bad }, { settings: () => ({ checkOn: "save" }) });
  client.open(path, bad);
  expect(codes(await client.current(path))).toEqual(["bad-name"]);
  client.replace(path, "bad_one", "good");
  await client.request("kmod/moduleAt", { uri: uriOf(path) });
  expect(client.published.length).toBe(1);
  client.notify("textDocument/didSave", { textDocument: { uri: uriOf(path) } });
  expect(codes(await client.current(path))).toEqual([]);
});

const statusOf = (release: string) => ({
  kernel: { directory: `/kernels/${release}`, release, isConfigured: false, hasSymbols: false },
  others: [],
});

test("the kernel of the settings is looked for once, and again when the setting changes", async () => {
  let kernel = "/kernels/6.1";
  const asked: string[] = [];
  const findKernel = async (directory: string) => {
    asked.push(directory);
    const problem = directory === "/kernels/none" ? "/kernels/none is no kernel folder" : undefined;
    return { facts: problem ? kernelFacts() : kernelFacts(directory, directory.slice(9)), problem };
  };
  await start({ [path]: bad }, { settings: () => ({ kernel }) }, { findKernel });
  expect(await client.message("kmod/status")).toEqual(statusOf("6.1"));
  kernel = "/kernels/6.12";
  client.notify("workspace/didChangeConfiguration", { settings: null });
  await client.message("kmod/status", (told) => isDeepStrictEqual(told, statusOf("6.12")));
  kernel = "/kernels/none";
  client.notify("workspace/didChangeConfiguration", { settings: null });
  expect(await client.logged("kmod.kernel: /kernels/none is no kernel folder")).toMatch(/^warn/);
  expect(asked).toEqual(["/kernels/6.1", "/kernels/6.12", "/kernels/none"]);
});

const watching: ClientCapabilities = {
  workspace: { didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true } },
};

const registered = (words: string) =>
  client.message("client/registerCapability", (params) => JSON.stringify(params).includes(words));

test("sources, headers and Kbuild files are watched where the client can, and the kernel's folder", async () => {
  const found = { facts: kernelFacts("/kernels/6.1", "6.1"), problem: undefined };
  await start({}, { capabilities: watching }, { findKernel: () => Promise.resolve(found) });
  expect(JSON.stringify(await registered("**/*.{c,h,S}"))).toContain("Kbuild");
  expect(JSON.stringify(await registered(uriOf("/kernels/6.1")))).toContain("include/config/auto.conf");
});

test("a sibling that changes on the disk is read again", async () => {
  await start({ "/p/Kbuild": "obj-m := duo.o\nduo-y := hello.o b.o\n", [path]: bad, "/p/b.c": licence });
  client.open(path, bad);
  expect(codes(await client.current(path))).toEqual(["bad-name"]);
  host.files.set("/p/b.c", "int b;\n");
  client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf("/p/b.c"), type: 2 }] });
  expect(codes(await client.diagnostics(path))).toEqual(["missing-license", "bad-name"]);
});

test("a file that appears mends what was missing, one that goes is missed", async () => {
  const files = { "/p/Kbuild": "obj-m := duo.o\nduo-y := hello.o b.o\n", [path]: bad };
  await start(files);
  client.open(path, bad);
  expect(codes(await client.diagnostics("/p/Kbuild"))).toEqual(["kbuild-missing-source"]);
  host.files.set("/p/b.c", licence);
  client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf("/p/b.c"), type: 1 }] });
  expect(codes(await client.diagnostics("/p/Kbuild"))).toEqual([]);
  host.files.delete("/p/b.c");
  client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf("/p/b.c"), type: 3 }] });
  expect(codes(await client.diagnostics("/p/Kbuild"))).toEqual(["kbuild-missing-source"]);
});

test("a renamed file takes its findings along", async () => {
  await start({ "/p/old.c": bad });
  client.open("/p/old.c", bad);
  expect(codes(await client.current("/p/old.c"))).toEqual(["bad-name"]);
  host.files.delete("/p/old.c");
  host.files.set("/p/new.c", bad);
  client.close("/p/old.c");
  client.open("/p/new.c", bad);
  client.notify("workspace/didChangeWatchedFiles", {
    changes: [
      { uri: uriOf("/p/old.c"), type: 3 },
      { uri: uriOf("/p/new.c"), type: 1 },
    ],
  });
  expect(codes(await client.diagnostics("/p/old.c"))).toEqual([]);
  expect(codes(await client.current("/p/new.c"))).toEqual(["bad-name"]);
});

test("an edit of the Kbuild file, not saved, moves a file into a module", async () => {
  const kbuild = "obj-m := duo.o\nduo-y := other.o\n";
  await start({ "/p/Kbuild": kbuild, [path]: bad, "/p/other.c": licence });
  client.open(path, bad);
  client.open("/p/Kbuild", kbuild, "makefile");
  await client.current(path);
  expect(await client.request("kmod/moduleAt", { uri: uriOf(path) })).toEqual({ modules: [] });
  client.replace("/p/Kbuild", "other.o", "other.o hello.o");
  await client.current("/p/Kbuild");
  expect(await client.request("kmod/moduleAt", { uri: uriOf(path) })).toEqual({
    modules: [{ name: "duo", kbuildFile: "/p/Kbuild", objects: 2 }],
  });
});

test("an edit of the Kbuild file gets its own findings with the version", async () => {
  await start({ "/p/Kbuild": "obj-m := hello.o\n", [path]: licence });
  client.open("/p/Kbuild", "obj-m := hello.o\n", "makefile");
  expect(codes(await client.current("/p/Kbuild"))).toEqual([]);
  client.replace("/p/Kbuild", "hello.o", "hello.o gone.o");
  expect(codes(await client.current("/p/Kbuild"))).toEqual(["kbuild-missing-source"]);
});

test("typing asks nothing of the disk", async () => {
  await start({ "/p/Kbuild": "obj-m := duo.o\nduo-y := hello.o b.o\n", [path]: bad, "/p/b.c": licence });
  client.open(path, bad);
  await client.current(path);
  const before = host.asked.length;
  for (const [from, to] of [
    ["bad_one", "bad_two"],
    ["return 0", "return 1"],
    ["{", "{ ;"],
  ] as const) {
    client.replace(path, from, to);
    await client.current(path);
  }
  expect(host.asked.length).toBe(before);
  expect(host.modelled).toEqual(["/p/b.c"]);
});

test("a rule that throws is logged with its stack, once, and the others still find", async () => {
  await start({ [path]: bad }, {}, { rules: [crashing, ...testRules] });
  client.open(path, bad);
  expect(codes(await client.current(path))).toEqual(["bad-name"]);
  client.replace(path, "return 0", "return 1");
  expect(codes(await client.current(path))).toEqual(["bad-name"]);
  const lines = client.log.filter((line) => line.includes("the rule is broken"));
  expect(lines.length).toBe(1);
  expect(lines[0]).toMatch(/^error: rule crashing failed on \/p\/hello\.c: Error: the rule is broken\n +at /);
});

test("a parser that fails on an edit is logged, and the file is read anew", async () => {
  await start(
    { [path]: bad },
    {},
    { wrap: (language) => ({ ...language, edit: () => fail("cannot edit") }) },
  );
  client.open(path, bad);
  await client.current(path);
  client.replace(path, "bad_one", "bad_two");
  expect((await client.current(path)).diagnostics[0]?.message).toBe("bad_two is bad");
  expect(await client.logged("cannot edit")).toMatch(/^error: \/p\/hello\.c: an edit could not be followed/);
});

const isFit = (file: string): boolean =>
  (file !== "/p/poison.c" && file !== "/p/toxic.c") || fail(`cannot read ${file}`);

/** A parser that two files of these tests are too much for. */
const failing: TestHostOptions["wrap"] = (language) => ({
  ...language,
  open: (file, text) => (isFit(file), language.open(file, text)),
  model: (file, text) => (isFit(file), language.model(file, text)),
});

test("files that cannot be modelled, open or not, are logged and take nothing away from the others", async () => {
  const files = {
    "/p/Kbuild": "obj-m := duo.o\nduo-y := hello.o toxic.o\n",
    [path]: bad,
    "/p/toxic.c": licence,
  };
  await start(files, {}, { wrap: failing });
  client.open("/p/poison.c", bad);
  client.open(path, bad);
  expect(codes(await client.current(path))).toEqual(["bad-name"]);
  expect(await client.logged("cannot read /p/poison.c")).toMatch(/^error/);
  expect(await client.logged("cannot read /p/toxic.c")).toMatch(/^error/);
  const textDocument = { uri: uriOf("/p/poison.c") };
  expect(await client.request("textDocument/documentSymbol", { textDocument })).toEqual([]);
});

test("a request that fails is logged with its stack and answered with an error; the next one is answered", async () => {
  const broken = {
    ...crashing,
    check: () => [],
    get page(): never {
      throw new Error("no page");
    },
  };
  await start({}, {}, { rules: [broken] });
  client.open(path, '/* kmod-lint-disable crashing */\nMODULE_LICENSE("GPL");\n');
  const hover = (line: number): Promise<unknown> =>
    client.request("textDocument/hover", {
      textDocument: { uri: uriOf(path) },
      position: { line, character: 24 },
    });
  await expect(hover(0)).rejects.toThrow("hover failed: no page");
  expect(await client.logged("no page")).toMatch(/^error: hover failed: Error: no page\n +at /);
  expect(await hover(2)).toBeNull();
});

test("the open file of a large module is answered before the rest of it is read", async () => {
  const held = Promise.withResolvers<void>();
  const others = Array.from({ length: 20 }, (_one, index) => `s${index}`);
  const files = {
    "/p/Kbuild": `obj-m := big.o\nbig-y := hello.o ${others.map((name) => `${name}.o`).join(" ")}\n`,
    [path]: "",
    ...Object.fromEntries(others.map((name) => [`/p/${name}.c`, "int x;\n"])),
  };
  host = testHost(files);
  const readText = async (file: string) => {
    if (/\/s\d+\.c$/.test(file)) await held.promise;
    return host.disk.readText(file);
  };
  client = await startClient({ host: { ...host, disk: { ...host.disk, readText } } });
  client.open(path, `/* kmod-lint-disable-next-line missing-author */\n${bad}`);
  expect(codes(await client.current(path))).toEqual(["bad-name"]);
  client.replace(path, "bad_one", "bad_two");
  expect((await client.current(path)).diagnostics[0]?.message).toBe("bad_two is bad");
  held.resolve();
  // What only the whole module tells comes when it is known.
  expect(codes(await client.current(path))).toEqual(["missing-license", "unused-suppression", "bad-name"]);
});

test("without a parser the server says so and answers with nothing", async () => {
  host = testHost({ [path]: bad });
  client = await startClient({
    host: { ...host, loadLanguage: () => Promise.reject(new Error("no addon")) },
  });
  client.open(path, bad);
  const told = { others: [], problem: "nothing can be checked: see the log" };
  await client.message("kmod/status", (status) => isDeepStrictEqual(status, told));
  expect(await client.logged("no addon")).toMatch(/^error/);
  const symbols = { textDocument: { uri: uriOf(path) } };
  expect(await client.request("textDocument/documentSymbol", symbols)).toEqual([]);
});

test("a cancelled request is answered as cancelled while its work goes on for others", async () => {
  const held = Promise.withResolvers<void>();
  host = testHost({ [path]: bad });
  client = await startClient({
    host: { ...host, loadLanguage: async (choice) => (await held.promise, host.loadLanguage(choice)) },
  });
  client.open(path, bad);
  const textDocument = { uri: uriOf(path) };
  const position = { line: 1, character: 5 };
  for (const method of ["textDocument/hover", "textDocument/completion"])
    expect(await client.requestCancellable(method, { textDocument, position })()).toBe(-32800);
  expect(await client.requestCancellable("textDocument/documentSymbol", { textDocument })()).toBe(-32800);
  held.resolve();
  expect(codes(await client.current(path))).toEqual(["bad-name"]);
  expect(client.log.filter((line) => line.startsWith("error"))).toEqual([]);
});

const symbolsSource = `#include <linux/module.h>
static int count;
module_param(count, int, 0444);
static int __init start(void) { return 0; }
module_init(start);
MODULE_LICENSE("GPL");
`;

test("document symbols are a tree of what the module declares", async () => {
  const capabilities = { textDocument: { documentSymbol: { hierarchicalDocumentSymbolSupport: true } } };
  await start({ [path]: "" }, { capabilities });
  client.open(path, symbolsSource);
  const textDocument = { uri: uriOf(path) };
  const symbols = await client.request<DocumentSymbol[]>("textDocument/documentSymbol", { textDocument });
  const names = symbols.map(({ name }) => name);
  expect(names).toContain("count");
  expect(names).toContain("start");
  expect(symbols.find(({ name }) => name === "start")?.selectionRange.start).toEqual({
    line: 3,
    character: 18,
  });
});

test("a client without trees gets the symbols as a list", async () => {
  await start({ [path]: "" });
  client.open(path, symbolsSource);
  const symbols = await client.request("textDocument/documentSymbol", { textDocument: { uri: uriOf(path) } });
  expect(symbols).toContainEqual(
    expect.objectContaining({ name: "start", location: expect.objectContaining({ uri: uriOf(path) }) }),
  );
});

test("hover explains a module macro", async () => {
  await start({ [path]: "" });
  client.open(path, symbolsSource);
  const position = { line: 5, character: 3 };
  const hover = await client.request("textDocument/hover", { textDocument: { uri: uriOf(path) }, position });
  expect(JSON.stringify(hover)).toContain("MODULE_LICENSE");
});

test("hover says nothing in an ordinary C program", async () => {
  await start({ [path]: "" });
  client.open(path, "int main(void) { return 0; }\n");
  const position = { line: 0, character: 5 };
  expect(
    await client.request("textDocument/hover", { textDocument: { uri: uriOf(path) }, position }),
  ).toBeNull();
});

test("completion offers licences inside MODULE_LICENSE", async () => {
  await start({ [path]: "" });
  client.open(path, '#include <linux/module.h>\nMODULE_LICENSE("");\n');
  const position = { line: 1, character: 16 };
  const items = await client.request<{ label: string }[]>("textDocument/completion", {
    textDocument: { uri: uriOf(path) },
    position,
  });
  expect(items.map(({ label }) => label)).toContain("Dual BSD/GPL");
});
