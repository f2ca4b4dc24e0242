/** The lens above an entry point that builds its module and loads it anew. */
import { afterEach, expect, test } from "vitest";
import type { CodeLens } from "vscode-languageserver-protocol";
import { type LspClient, startClient, uriOf } from "../support/lsp-client.ts";
import { testHost } from "../support/lsp-host.ts";

let client: LspClient | undefined;
afterEach(() => client?.dispose());

const source = `#include <linux/module.h>
static int __init foo_init(void) { return 0; }
static void __exit foo_exit(void) { }
module_init(foo_init);
module_exit(foo_exit);
`;

interface Given {
  readonly files: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly commands?: readonly string[];
  readonly settings?: unknown;
}

async function lenses({
  files,
  text = source,
  commands = ["kmod.buildAndReload"],
  settings = {},
}: Given): Promise<readonly CodeLens[]> {
  const started = await startClient({
    host: testHost({ "/w/foo.c": text, ...files }),
    folders: ["/w"],
    capabilities: { textDocument: { codeLens: {} }, workspace: { configuration: true } },
    initializationOptions: { commands },
    settings: () => settings,
  });
  client = started;
  started.open("/w/foo.c", text);
  return started.request<CodeLens[]>("textDocument/codeLens", { textDocument: { uri: uriOf("/w/foo.c") } });
}

const kbuild = { "/w/Kbuild": "obj-m := foo-bar.o\nfoo-bar-y := foo.o\n" };

test("it stands above module_init and names the file and its module", async () => {
  expect(await lenses({ files: kbuild })).toEqual([
    {
      range: { start: { line: 3, character: 0 }, end: { line: 3, character: 11 } },
      command: {
        title: "$(debug-restart) Build and Reload",
        command: "kmod.buildAndReload",
        arguments: [{ file: "/w/foo.c", module: "foo_bar" }],
      },
    },
  ]);
});

test("it stands above macros made of module_init, and above a function that is called init_module", async () => {
  const own = "#define module_foo(x) module_init(x)\nmodule_foo(a);\n";
  const [lens] = await lenses({ files: kbuild, text: `#include <linux/module.h>\n${own}` });
  expect(lens?.range.start).toEqual({ line: 2, character: 0 });
  client?.dispose();
  const named = await lenses({
    files: kbuild,
    text: "#include <linux/module.h>\nint init_module(void) { return 0; }\n",
  });
  expect(named.map(({ range }) => range.start)).toEqual([{ line: 1, character: 4 }]);
});

test("a source of several modules has one for each, with its name, at most three", async () => {
  const names = ["a", "b", "c", "d"];
  const lists = names.map((name) => `obj-m += ${name}.o\n${name}-y := foo.o\n`).join("");
  const shown = await lenses({ files: { "/w/Kbuild": lists } });
  expect(shown.map(({ command }) => command?.title)).toEqual(
    ["a", "b", "c"].map((name) => `$(debug-restart) Build and Reload ${name}`),
  );
});

test.each<readonly [string, Given]>([
  ["a file of no module", { files: {} }],
  ["a client that has no such command", { files: kbuild, commands: [] }],
  ["a client whose user wants no lenses", { files: kbuild, settings: { codeLens: false } }],
  ["a file without entry point", { files: kbuild, text: "#include <linux/module.h>\nint a;\n" }],
])("%s has none", async (_what, given) => {
  expect(await lenses(given)).toEqual([]);
});
