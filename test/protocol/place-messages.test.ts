/** kmod/placeMessages: what a client is told of the messages of a build, and what it is shown already. */
import { afterEach, describe, expect, test } from "vitest";
import { rules } from "../../server/src/core/rules/index.ts";
import { createScopeService, type ScopeService } from "../../server/src/host/headers/scope-service.ts";
import type {
  MessageFix,
  PlacedMessage,
  PlaceMessagesResult,
  ToolMessage,
} from "../../server/src/protocol/messages.ts";
import { type LspClient, startClient, uriOf, withEdit } from "../support/lsp-client.ts";
import { kernelFacts, type TestHost, testHost } from "../support/lsp-host.ts";
import { createSmallKernel, type SmallKernel } from "../support/small-kernel.ts";

let client: LspClient | undefined;
let host: TestHost;
let kernel: SmallKernel | undefined;
afterEach(() => {
  client?.dispose();
  kernel?.remove();
  kernel = undefined;
});

const start = async (files: Readonly<Record<string, string>>): Promise<LspClient> => {
  host = testHost(files, { rules });
  client = await startClient({ host, folders: ["/w"] });
  return client;
};

const ask = async (...messages: readonly ToolMessage[]): Promise<PlaceMessagesResult["messages"]> =>
  (await client?.request<PlaceMessagesResult>("kmod/placeMessages", { folder: uriOf("/w"), messages }))
    ?.messages ?? [];

const modpost = (text: string, severity: ToolMessage["severity"] = "error"): ToolMessage => ({
  tool: "modpost",
  severity,
  text,
});

const source = `#include <linux/module.h>
static int __init foo_init(void)
{
	return 0;
}
module_init(foo_init);
MODULE_DESCRIPTION("foo");
`;
const kbuild = "obj-m := foo.o\n";
const noLicence = modpost("missing MODULE_LICENSE() in /w/foo.o");

const fixed = (path: string, text: string, fix: MessageFix | undefined): string =>
  withEdit(path, text, {
    changes: {
      [uriOf(path)]: (fix?.edits ?? []).map((edit) => ({
        range: { start: edit.start, end: edit.end },
        newText: edit.text,
      })),
    },
  });

describe("a message that names a module", () => {
  test("is placed in a file that is not open, with rule, explanation and fix, and is not shown yet", async () => {
    await start({ "/w/Makefile": kbuild, "/w/foo.c": `// SPDX-License-Identifier: GPL-2.0\n${source}` });
    const [placed] = await ask(noLicence);
    expect(placed).toMatchObject({
      uri: uriOf("/w/foo.c"),
      start: { line: 6, character: 0 },
      end: { line: 6, character: 11 },
      rule: "missing-license",
      message: expect.stringContaining("MODULE_LICENSE()"),
      isLive: false,
    });
    expect(fixed("/w/foo.c", host.files.get("/w/foo.c") ?? "", placed?.fix)).toContain(
      'MODULE_LICENSE("GPL");',
    );
  });

  test("is live where the file is open and the server reports the same", async () => {
    const started = await start({ "/w/Makefile": kbuild, "/w/foo.c": source });
    started.open("/w/foo.c", source);
    const [placed] = await ask(noLicence);
    expect(placed).toMatchObject({ rule: "missing-license", isLive: true });
    const published = await started.diagnostics("/w/foo.c");
    expect(published.diagnostics.map(({ code }) => code)).toContain("missing-license");
  });

  test("is live in a file that is not open but belongs to the module of one that is", async () => {
    const started = await start({
      "/w/Makefile": "obj-m := foo.o\nfoo-y := main.o other.o\n",
      "/w/main.c": source,
      "/w/other.c": "int other(void) { return 1; }\n",
    });
    started.open("/w/other.c", "int other(void) { return 1; }\n");
    expect((await ask(noLicence))[0]).toMatchObject({ uri: uriOf("/w/main.c"), isLive: true });
    started.close("/w/other.c");
    expect((await ask(noLicence))[0]).toMatchObject({ uri: uriOf("/w/main.c"), isLive: false });
  });

  test("is not live where the author has silenced the rule: the tool alone says it then", async () => {
    const silenced = source.replace(
      "module_init",
      "// kmod-lint-disable-next-line missing-license\nmodule_init",
    );
    const started = await start({ "/w/Makefile": kbuild, "/w/foo.c": silenced });
    started.open("/w/foo.c", silenced);
    expect((await ask(noLicence))[0]).toMatchObject({ rule: "missing-license", isLive: false });
  });

  test("is an error that a live warning does not hide", async () => {
    host = testHost({ "/w/Makefile": kbuild, "/w/foo.c": source }, { rules });
    client = await startClient({
      host,
      folders: ["/w"],
      initializationOptions: { settings: { rules: { "missing-license": "warning" } } },
    });
    client.open("/w/foo.c", source);
    expect((await ask(noLicence))[0]).toMatchObject({ rule: "missing-license", isLive: false });
  });

  test("follows the text that the editor shows", async () => {
    const started = await start({ "/w/Makefile": kbuild, "/w/foo.c": source });
    started.open("/w/foo.c", source);
    started.replace("/w/foo.c", "#include", "// one\n// two\n#include");
    expect((await ask(noLicence))[0]?.start.line).toBe(7);
  });

  test("has no place where the project does not build such a module", async () => {
    await start({ "/w/Makefile": kbuild, "/w/foo.c": source });
    expect(await ask(modpost("missing MODULE_LICENSE() in /w/bar.o"), modpost("something new"))).toEqual([
      null,
      null,
    ]);
  });

  test("has none either where two modules of that name may be meant", async () => {
    await start({
      "/w/Kbuild": "obj-m := a/ b/\n",
      "/w/a/Kbuild": kbuild,
      "/w/b/Kbuild": kbuild,
      "/w/a/foo.c": `${source}int f(void) { return gone(); }\n`,
      "/w/b/foo.c": `${source}int g(void) { return gone(); }\n`,
    });
    const text = "GPL-incompatible module foo.ko uses GPL-only symbol 'gone'";
    const told = await ask(modpost(text), modpost('"gone" [/w/b/foo.ko] undefined!'));
    expect(told.map((one) => one?.uri)).toEqual([undefined, uriOf("/w/b/foo.c")]);
  });
});

const openHere = (): ScopeService =>
  createScopeService({ program: undefined, cacheFolder: undefined, log: () => undefined });

test("what headers say is waited for, of a file that was never open", async () => {
  kernel = createSmallKernel();
  const { folder } = kernel;
  const text =
    "#include <linux/thing.h>\nint foo(void);\nint foo(void)\n{\n\treturn count_things(0, 1);\n}\n";
  host = testHost(
    { "/w/Kbuild": kbuild, "/w/foo.c": text },
    {
      rules,
      findKernel: () =>
        Promise.resolve({
          facts: {
            ...kernelFacts(folder, "6.1.0-small"),
            version: { major: 6, minor: 1 },
            config: new Map([["X86", "y"]]),
            symbols: new Map(),
          },
          problem: undefined,
        }),
    },
  );
  client = await startClient({ host: { ...host, openScopes: openHere }, folders: ["/w"] });
  const [placed] = await ask(modpost('"count_things" [/w/foo.ko] undefined!'));
  expect(placed).toMatchObject({
    rule: "undefined-symbol",
    message: expect.stringContaining("<linux/thing.h>"),
    start: { line: 4, character: 8 },
    isLive: false,
  });
});

const error = (text: string, line: number, character: number): ToolMessage => ({
  tool: "compiler",
  severity: "error",
  text,
  at: { uri: uriOf("/w/foo.c"), line, character },
});

const ends = (one: PlacedMessage | null | undefined) => [one?.start.character, one?.end.character];

describe("a message that names a line", () => {
  const undeclared = source.replace("module_init(foo_init)", "module_init(fo_init)");
  test("is live where a finding on the line names the same identifier", async () => {
    const started = await start({ "/w/Makefile": kbuild, "/w/foo.c": undeclared });
    started.open("/w/foo.c", undeclared);
    const [same, other, elsewhere] = await ask(
      error("‘fo_init’ undeclared here (not in a function)", 5, 12),
      error("‘bar’ undeclared here (not in a function)", 5, 12),
      error("‘fo_init’ undeclared here (not in a function)", 3, 8),
    );
    expect(same).toMatchObject({ rule: "undefined-entry-point", isLive: true });
    expect(other).toMatchObject({ isLive: false, start: { line: 5, character: 12 } });
    expect(other?.rule).toBeUndefined();
    expect(elsewhere).toMatchObject({ isLive: false, start: { line: 3, character: 8 } });
  });

  test("covers the word at its column, and the line's words where it has no column", async () => {
    await start({ "/w/Makefile": kbuild, "/w/foo.c": source });
    const [word, line] = await ask(error("x", 5, 12), error("x", 3, 0));
    expect(ends(word)).toEqual([12, 20]);
    expect(ends(line)).toEqual([1, 10]);
  });
});

test("messages of make lead to the Kbuild file, which the server speaks of while it is open", async () => {
  const text = "obj-m := foo.o\nfoo-y := main.o gone.o\n";
  const started = await start({ "/w/Makefile": text, "/w/main.c": source });
  const message: ToolMessage = {
    tool: "kbuild",
    severity: "error",
    text: "No rule to make target '/w/gone.o', needed by '/w/foo.o'",
  };
  const place = {
    uri: uriOf("/w/Makefile"),
    start: { line: 1, character: 16 },
    rule: "kbuild-missing-source",
  };
  expect((await ask(message))[0]).toMatchObject({ ...place, isLive: false });
  started.open("/w/Makefile", text, "makefile");
  expect((await ask(message))[0]).toMatchObject({ ...place, isLive: true });
});

test("a second entry point that the linker refuses is told by its rule, in the file that the linker names", async () => {
  const second =
    "#include <linux/module.h>\nstatic int __init b_init(void) { return 0; }\nmodule_init(b_init);\n";
  await start({
    "/w/Makefile": "obj-m := foo.o m.o\nm-y := a.o b.o\n",
    "/w/foo.c": source,
    "/w/a.c": source,
    "/w/b.c": second,
  });
  const [placed] = await ask({
    tool: "linker",
    severity: "error",
    text: "multiple definition of `init_module'",
    at: { uri: uriOf("/w/b.c"), line: 1, character: 0 },
  });
  expect(placed).toMatchObject({
    uri: uriOf("/w/b.c"),
    start: { line: 2, character: 0 },
    rule: "duplicate-entry-point",
  });
});

test("a folder of a kernel tree is a project too", async () => {
  await start({
    "/l/Kconfig": 'config FOO\n\ttristate "foo"\n',
    "/l/Kbuild": "obj-y += drivers/\n",
    "/l/Makefile": "VERSION = 6\nPATCHLEVEL = 12\n",
    "/l/drivers/Makefile": "obj-m += foo.o\n",
    "/l/drivers/foo.c": source,
  });
  const answer = await client?.request<PlaceMessagesResult>("kmod/placeMessages", {
    folder: uriOf("/l/drivers"),
    messages: [modpost("missing MODULE_LICENSE() in drivers/foo.o")],
  });
  expect(answer?.messages[0]).toMatchObject({ uri: uriOf("/l/drivers/foo.c"), rule: "missing-license" });
});

test("a folder that is no project has no places", async () => {
  await start({ "/w/a.txt": "" });
  expect(await ask(noLicence)).toEqual([null]);
});
