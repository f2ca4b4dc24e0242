/** Findings that depend on headers and on other modules: they come when the answer is there, follow edits, and go. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ClientCapabilities, CodeAction, RegistrationParams } from "vscode-languageserver-protocol";
import { defineRule } from "../../server/src/core/lint/rule.ts";
import { isCertainlyAbsent } from "../../server/src/core/preprocess/scope.ts";
import { rules } from "../../server/src/core/rules/index.ts";
import { createScopeService, type ScopeService } from "../../server/src/host/headers/scope-service.ts";
import { type LspClient, startClient, uriOf, withEdit } from "../support/lsp-client.ts";
import { kernelFacts, type TestHost, testHost } from "../support/lsp-host.ts";
import { createSmallKernel, type SmallKernel } from "../support/small-kernel.ts";

const page = { what: "A test rule.", why: "For tests.", predicts: [], bad: "", good: "" };

/** Says of each call whether headers, then the project's other modules, know the name. */
const callRule = defineRule({
  id: "call",
  group: "metadata",
  severity: "warning",
  scope: "file",
  page,
  *check({ file, module }) {
    const scope = module.scopes.get(file.path);
    for (const match of file.text.matchAll(/\b(\w+)\(/g)) {
      const name = match[1] ?? "";
      const span = { start: match.index, end: match.index + name.length };
      const headers = scope?.elsewhere?.get(name)?.join(" ") ?? "nobody";
      if (scope && isCertainlyAbsent(name, scope))
        yield { span, message: `${name} is not declared, but by ${headers}` };
      const [other] = module.neighbours.symbols.get(name) ?? [];
      if (other) yield { span, message: `${name} is of ${other.module}` };
    }
  },
});

let kernel: SmallKernel;
let client: LspClient;
let host: TestHost;
let asked: string[];
beforeEach(() => {
  kernel = createSmallKernel();
  asked = [];
});
afterEach(() => {
  client.dispose();
  kernel.remove();
});

const plainService = (): ScopeService =>
  createScopeService({ program: undefined, cacheFolder: undefined, log: () => undefined });

/** Tells which files were asked about. */
const listening = (service: ScopeService): ScopeService => ({
  ...service,
  ask: (question) => (asked.push(question.unit.path), service.ask(question)),
});

const start = async (
  files: Readonly<Record<string, string>>,
  service: ScopeService = plainService(),
  facts = kernelFacts(kernel.folder, "6.1.0-small"),
  capabilities: ClientCapabilities = {},
): Promise<LspClient> => {
  host = testHost(files, {
    rules: [callRule],
    findKernel: () =>
      Promise.resolve({
        facts: { ...facts, version: { major: 6, minor: 1 }, config: new Map([["X86", "y"]]) },
        problem: undefined,
      }),
  });
  client = await startClient({ host: { ...host, openScopes: () => listening(service) }, capabilities });
  return client;
};

const messagesIn = ({ diagnostics }: { readonly diagnostics: readonly { readonly message: unknown }[] }) =>
  diagnostics.map(({ message }) => message);

const body = (call: string): string => `#include <linux/thing.h>\nint a = ${call};\n`;

describe("what headers say", () => {
  test("a finding comes when the headers are read, and goes with an edit of the includes", async () => {
    await start({ "/p/Kbuild": "obj-m := a.o\n", "/p/a.c": body("asm_thing(1)") });
    client.open("/p/a.c", body("asm_thing(1)"));
    const found = await client.diagnostics("/p/a.c", ({ diagnostics }) => diagnostics.length > 0);
    expect(messagesIn(found)[0]).toContain("asm_thing is not declared");
    client.replace("/p/a.c", "<linux/thing.h>", "<asm/thing.h>");
    const gone = await client.diagnostics(
      "/p/a.c",
      ({ diagnostics, version }) => diagnostics.length === 0 && version === 2,
    );
    expect(messagesIn(gone)).toEqual([]);
  });

  test("a name that is new to the file is judged once its scope was asked for, not before", async () => {
    await start({ "/p/Kbuild": "obj-m := a.o\n", "/p/a.c": body("register_thing(1, 0)") });
    client.open("/p/a.c", body("register_thing(1, 0)"));
    await client.current("/p/a.c");
    client.replace("/p/a.c", "register_thing(1, 0)", "nowhere(1)");
    expect(messagesIn(await client.current("/p/a.c"))).toEqual([]);
    const found = await client.diagnostics("/p/a.c", ({ diagnostics }) => diagnostics.length > 0);
    expect(messagesIn(found)[0]).toContain("nowhere is not declared");
    expect(found.version).toBe(2);
  });

  test("the header that declares a name is told when all headers have been read", async () => {
    await start({ "/p/Kbuild": "obj-m := a.o\n", "/p/a.c": "int a = thing_count(0);\n" });
    client.open("/p/a.c", "int a = thing_count(0);\n");
    const found = await client.diagnostics("/p/a.c", (published) =>
      messagesIn(published).some((message) => String(message).includes("linux/thing.h")),
    );
    expect(messagesIn(found)).toEqual(["thing_count is not declared, but by linux/thing.h"]);
  });

  test("an unsaved header of the project is read as the editor has it", async () => {
    const source = '#include "own.h"\nint a = helper(1);\n';
    await start({ "/p/Kbuild": "obj-m := a.o\n", "/p/a.c": source, "/p/own.h": "\n" });
    client.open("/p/own.h", "int helper(int);\n");
    client.open("/p/a.c", source);
    await client.current("/p/a.c");
    client.replace("/p/own.h", "helper", "other");
    const found = await client.diagnostics("/p/a.c", ({ diagnostics }) => diagnostics.length > 0);
    expect(messagesIn(found)[0]).toContain("helper is not declared");
  });

  test("open files are asked for before the others of a module", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 6 }, (_, at) => [`/p/f${at}.c`, body(`nowhere${at}(1)`)]),
    );
    const objects = Array.from({ length: 6 }, (_, at) => `f${at}.o`).join(" ");
    await start({ "/p/Kbuild": `obj-m := m.o\nm-y := ${objects}\n`, ...files });
    client.open("/p/f4.c", body("nowhere4(1)"));
    await client.diagnostics("/p/f4.c", ({ diagnostics }) => diagnostics.length > 0);
    await client.diagnostics("/p/f5.c", ({ diagnostics }) => diagnostics.length > 0);
    expect(asked[0]).toBe("/p/f4.c");
    expect(new Set(asked)).toEqual(new Set(Object.keys(files)));
  });

  test("an edit is answered while the headers are still being read", async () => {
    const never: ScopeService = { ...plainService(), ask: () => new Promise(() => undefined) };
    await start({ "/p/Kbuild": "obj-m := a.o\n", "/p/a.c": body("x(1)") }, never);
    client.open("/p/a.c", body("x(1)"));
    await client.current("/p/a.c");
    client.replace("/p/a.c", "x(1)", "y(1)");
    expect((await client.current("/p/a.c")).version).toBe(2);
  });

  test("without a kernel nothing is asked", async () => {
    await start({ "/p/Kbuild": "obj-m := a.o\n", "/p/a.c": body("x(1)") }, plainService(), kernelFacts());
    client.open("/p/a.c", body("x(1)"));
    expect(messagesIn(await client.current("/p/a.c"))).toEqual([]);
    expect(asked).toEqual([]);
  });
});

const two = (exporting: string) => ({
  "/p/Kbuild": "obj-m := a.o b.o\n",
  "/p/a.c": "int a = helper(1);\n",
  "/p/b.c": exporting,
});

/** With the real rules: the message and the fix are theirs. */
const startWithRules = async (files: Readonly<Record<string, string>>): Promise<void> => {
  host = testHost(files, {
    rules: rules.filter(({ id }) => id === "undefined-symbol"),
    findKernel: () =>
      Promise.resolve({
        facts: {
          ...kernelFacts(kernel.folder, "6.1.0-small"),
          version: { major: 6, minor: 1 },
          config: new Map([["X86", "y"]]),
          symbols: new Map(),
        },
        problem: undefined,
      }),
  });
  client = await startClient({ host: { ...host, openScopes: plainService } });
};

describe("what other modules say", () => {
  const exporting = "int helper(int x) { return x; }\nEXPORT_SYMBOL_GPL(helper);\n";

  test("the exports of a sibling are known from its source", async () => {
    await start(two(exporting));
    client.open("/p/a.c", "int a = helper(1);\n");
    const found = await client.diagnostics("/p/a.c", ({ diagnostics }) => diagnostics.length > 0);
    expect(messagesIn(found)).toContain("helper is of /p/b");
  });

  test("they follow an edit of the sibling's source, unsaved", async () => {
    await start(two("int helper(int x) { return x; }\n"));
    client.open("/p/a.c", "int a = helper(1);\n");
    client.open("/p/b.c", "int helper(int x) { return x; }\n");
    await client.current("/p/b.c");
    client.replace("/p/b.c", "return x; }\n", "return x; }\nEXPORT_SYMBOL(helper);\n");
    const found = await client.diagnostics("/p/a.c", (published) =>
      messagesIn(published).includes("helper is of /p/b"),
    );
    expect(messagesIn(found)).toContain("helper is of /p/b");
  });

  const makefile = "obj-m := a.o\na-y := main.o\n";
  const main = "extern int other(int);\nint a(void);\nint a(void) { return other(1); }\n";

  test("a source that is left out of the Kbuild file is told, and put into it by a quick fix", async () => {
    await startWithRules({
      "/p/Makefile": makefile,
      "/p/main.c": main,
      "/p/u.c": "\nint other(int x) { return x; }\n",
    });
    client.open("/p/main.c", main);
    const { diagnostics } = await client.diagnostics("/p/main.c", (published) =>
      messagesIn(published).some((message) => String(message).includes("defined in u.c")),
    );
    const [first] = diagnostics;
    expect(first?.message).toContain("which the Kbuild file does not link into a.ko");
    expect(first?.relatedInformation?.[0]?.location).toEqual({
      uri: uriOf("/p/u.c"),
      range: { start: { line: 1, character: 4 }, end: { line: 1, character: 9 } },
    });
    const actions: readonly CodeAction[] = await client.request("textDocument/codeAction", {
      textDocument: { uri: uriOf("/p/main.c") },
      range: first?.range,
      context: { diagnostics },
    });
    const fix = actions.find(({ title }) => title === "Add u.o to a.ko in Makefile");
    expect(withEdit("/p/Makefile", makefile, fix?.edit)).toBe("obj-m := a.o\na-y := main.o u.o\n");
  });

  test("the source is told of no more once the Kbuild file lists it", async () => {
    await startWithRules({
      "/p/Makefile": makefile,
      "/p/main.c": main,
      "/p/u.c": "int other(int x) { return x; }\n",
    });
    client.open("/p/main.c", main);
    client.open("/p/Makefile", makefile, "makefile");
    await client.diagnostics("/p/main.c", (published) =>
      messagesIn(published).some((message) => String(message).includes("defined in u.c")),
    );
    client.replace("/p/Makefile", "main.o", "main.o u.o");
    const gone = await client.diagnostics("/p/main.c", ({ diagnostics }) => diagnostics.length === 0);
    expect(gone.diagnostics).toEqual([]);
    await client.current("/p/Makefile");
  });

  test("a file of KBUILD_EXTRA_SYMBOLS is watched, wherever it is", async () => {
    await start(
      {
        "/p/Kbuild": "obj-m := a.o\nKBUILD_EXTRA_SYMBOLS := /q/Module.symvers\n",
        "/p/a.c": "int a;\n",
        "/q/Module.symvers": "",
      },
      plainService(),
      kernelFacts(kernel.folder, "6.1.0-small"),
      { workspace: { didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true } } },
    );
    client.open("/p/a.c", "int a;\n");
    const watched = await client.message<RegistrationParams>("client/registerCapability", (params) =>
      JSON.stringify(params).includes("file:///q"),
    );
    expect(watched.registrations[0]?.registerOptions).toEqual({
      watchers: [{ globPattern: { baseUri: "file:///q", pattern: "Module.symvers" } }],
    });
  });

  test("a file of KBUILD_EXTRA_SYMBOLS is read, and read again when it changes", async () => {
    await start({
      "/p/Kbuild": "obj-m := a.o\nKBUILD_EXTRA_SYMBOLS := /q/Module.symvers\n",
      "/p/a.c": "int a = helper(1);\n",
      "/q/Module.symvers": "0x1\thelper\t/q/other\tEXPORT_SYMBOL\t\n",
    });
    client.open("/p/a.c", "int a = helper(1);\n");
    await client.diagnostics("/p/a.c", (published) =>
      messagesIn(published).includes("helper is of /q/other"),
    );
    host.files.set("/q/Module.symvers", "0x1\thelper\t/q/third\tEXPORT_SYMBOL\t\n");
    client.notify("workspace/didChangeWatchedFiles", {
      changes: [{ uri: "file:///q/Module.symvers", type: 2 }],
    });
    const found = await client.diagnostics("/p/a.c", (published) =>
      messagesIn(published).includes("helper is of /q/third"),
    );
    expect(messagesIn(found)).toContain("helper is of /q/third");
  });
});
