/** kmod/moduleSources: what a client is told of the sources of the workspace's modules. */
import { afterEach, expect, test } from "vitest";
import type { ModuleSources, ModuleSourcesResult } from "../../server/src/protocol/messages.ts";
import { type LspClient, startClient, uriOf } from "../support/lsp-client.ts";
import { type TestHost, testHost } from "../support/lsp-host.ts";

let client: LspClient | undefined;
let host: TestHost;
afterEach(() => client?.dispose());

const start = async (files: Readonly<Record<string, string>>): Promise<LspClient> => {
  host = testHost(files);
  client = await startClient({ host, folders: ["/w"] });
  return client;
};

const ask = async (names?: readonly string[]): Promise<readonly ModuleSources[]> =>
  (await client?.request<ModuleSourcesResult>("kmod/moduleSources", { ...(names && { names }) }))?.modules ??
  [];

const source = `#include <linux/module.h>
static int level = 1;
module_param(level, int, 0644);
MODULE_PARM_DESC(level, "how much " "to say");
static char *ports[4]; static int n;
module_param_array(ports, charp, &n, S_IRUGO);
module_param_cb(odd, &param_ops_uint, &level, MODE);
static int __init foo_init(void)
{
	int ret = -EINVAL;

	if (level < 0)
		return -ENODEV;
	ret = foo_register();
	if (ret)
		goto out;
	ret = -ENOMEM;
out:
	return ret;
}
module_init(foo_init);
MODULE_LICENSE("GPL");
`;

test("parameters are told with type, description, permissions and place", async () => {
  await start({ "/w/foo/Kbuild": "obj-m := foo-bar.o\n", "/w/foo/foo-bar.c": source });
  const [module] = await ask();
  const uri = uriOf("/w/foo/foo-bar.c");
  expect(module).toMatchObject({ name: "foo_bar", folder: uriOf("/w/foo"), sources: [uri] });
  expect(module?.parameters).toEqual([
    {
      name: "level",
      type: "int",
      description: "how much to say",
      mode: 0o644,
      place: { uri, line: 2, character: 13 },
    },
    { name: "ports", type: "array of charp", mode: 0o444, place: { uri, line: 5, character: 19 } },
    { name: "odd", type: "uint", place: { uri, line: 6, character: 16 } },
  ]);
});

test("the init function is told with each return and the errors that it can mean", async () => {
  await start({ "/w/Makefile": "obj-m := foo.o\n", "/w/foo.c": source });
  const [module] = await ask(["foo"]);
  const uri = uriOf("/w/foo.c");
  expect(module?.init).toEqual({
    name: "foo_init",
    place: { uri, line: 7, character: 18 },
    returns: [
      { text: "-ENODEV", errors: ["ENODEV"], place: { uri, line: 12, character: 2 } },
      { text: "ret", errors: ["EINVAL", "ENOMEM"], place: { uri, line: 18, character: 1 } },
    ],
  });
});

test("of several files the one with the entry points comes first, and only modules that were asked for are told", async () => {
  await start({
    "/w/Kbuild": "obj-m := a.o b.o\na-y := one.o two.o\n",
    "/w/one.c": "int one(void) { return 0; }\n",
    "/w/two.c": source,
    "/w/b.c": 'MODULE_LICENSE("GPL");\n',
  });
  const told = await ask(["a"]);
  expect(told.map(({ name }) => name)).toEqual(["a"]);
  expect(told[0]?.sources).toEqual([uriOf("/w/two.c"), uriOf("/w/one.c")]);
});

test("a source that is edited is told as the editor shows it", async () => {
  const started = await start({ "/w/Kbuild": "obj-m := foo.o\n", "/w/foo.c": source });
  started.open("/w/foo.c", source.replaceAll("level", "loudness"));
  const [module] = await ask();
  expect(module?.parameters[0]?.name).toBe("loudness");
});

test("a module in a folder that is new is told, though nobody tells of folders", async () => {
  const started = await start({ "/w/foo/Kbuild": "obj-m := foo.o\n", "/w/foo/foo.c": source });
  expect((await ask()).map(({ name }) => name)).toEqual(["foo"]);
  host.files.set("/w/new/bar/Kbuild", "obj-m := bar.o\n");
  host.files.set("/w/new/bar/bar.c", source);
  const changes = ["/w/new/bar/Kbuild", "/w/new/bar/bar.c"].map((path) => ({ uri: uriOf(path), type: 1 }));
  started.notify("workspace/didChangeWatchedFiles", { changes });
  expect((await ask()).map(({ name }) => name)).toEqual(["foo", "bar"]);
});

test("a workspace without modules has none", async () => {
  await start({ "/w/a.txt": "" });
  expect(await ask()).toEqual([]);
});
