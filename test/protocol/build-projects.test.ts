/** kmod/buildProjects: what a client is told that can be built, and where the lens above an entry point offers it. */
import { afterEach, expect, test } from "vitest";
import type { BuildProject, BuildProjectsResult } from "../../server/src/protocol/messages.ts";
import { type LspClient, startClient, uriOf } from "../support/lsp-client.ts";
import { type TestHost, testHost } from "../support/lsp-host.ts";

let client: LspClient | undefined;
let host: TestHost;
afterEach(() => client?.dispose());

const start = async (
  files: Readonly<Record<string, string>>,
  folders: readonly string[] = ["/w"],
): Promise<LspClient> => {
  host = testHost(files);
  client = await startClient({ host, folders });
  return client;
};

const ask = async (path?: string): Promise<readonly BuildProject[]> =>
  (
    await client?.request<BuildProjectsResult>("kmod/buildProjects", {
      ...(path !== undefined && { uri: uriOf(path) }),
    })
  )?.projects ?? [];

const foldersOf = (projects: readonly BuildProject[]): readonly string[] =>
  projects.map(({ folder }) => folder);

const source = `#include <linux/module.h>
static int __init foo_init(void) { return 0; }
module_init(foo_init);
MODULE_LICENSE("GPL");
`;

const makefile = `obj-m := foo-bar.o
foo-bar-y := util.o main.o
KDIR ?= /lib/modules/1/build
all:
	$(MAKE) -C $(KDIR) M=$(PWD) modules
clean:
	$(MAKE) -C $(KDIR) M=$(PWD) clean
`;

const fooBar = { "/w/Makefile": makefile, "/w/util.c": "int a;\n", "/w/main.c": source };

test("a workspace that is a project is told with modules, sources, .ko files and its Makefile", async () => {
  await start(fooBar);
  expect(await ask()).toEqual([
    {
      folder: uriOf("/w"),
      kbuildFile: uriOf("/w/Makefile"),
      kind: "external",
      modules: [
        {
          name: "foo_bar",
          ko: uriOf("/w/foo-bar.ko"),
          sources: [uriOf("/w/main.c"), uriOf("/w/util.c")],
        },
      ],
      makefile: { uri: uriOf("/w/Makefile"), targets: ["all", "clean"], kernelVariable: "KDIR" },
    },
  ]);
});

const several = {
  "/w/a/Kbuild": "obj-m := a.o sub/\n",
  "/w/a/a.c": source,
  "/w/a/a.h": "",
  "/w/a/sub/Makefile": "obj-m := inner.o deep/er.o\n",
  "/w/a/sub/inner.c": source,
  "/w/a/sub/deep/er.c": source,
  "/w/a/vendor/Makefile": "obj-m := v.o\n",
  "/w/a/vendor/v.c": source,
  "/w/b/Makefile": "obj-m := b.o\n",
  "/w/b/b.c": source,
  "/w/b/include/b.h": "",
  "/w/c/Makefile": "all:\n\tmake -C /k M=$(PWD)/src\n",
  "/w/c/src/Kbuild": "obj-m := c.o\n",
  "/w/c/src/c.c": source,
};

test("folders that an outer Kbuild file descends into are part of its project, others are their own", async () => {
  await start(several);
  const projects = await ask();
  expect(foldersOf(projects)).toEqual(["/w/a", "/w/a/vendor", "/w/b", "/w/c/src"].map(uriOf));
  expect(projects[0]?.modules.map(({ ko }) => ko)).toEqual(
    ["/w/a/a.ko", "/w/a/sub/inner.ko", "/w/a/sub/deep/er.ko"].map(uriOf),
  );
  expect(projects[0]?.makefile).toBeUndefined();
});

test.each([
  ["a source", "/w/a/sub/inner.c", ["/w/a"]],
  ["a header", "/w/b/include/b.h", ["/w/b"]],
  ["a Kbuild file", "/w/a/sub/Makefile", ["/w/a"]],
  ["a .ko file", "/w/a/vendor/v.ko", ["/w/a/vendor"]],
  ["a folder within", "/w/a/sub", ["/w/a"]],
  ["a folder of projects", "/w", ["/w/a", "/w/a/vendor", "/w/b", "/w/c/src"]],
  ["a Makefile that hands its folder on", "/w/c/Makefile", ["/w/c/src"]],
  ["a file of no project", "/w/README", []],
])("%s names the projects it is part of", async (_what, path, folders) => {
  await start(several);
  expect(foldersOf(await ask(path))).toEqual(folders.map(uriOf));
});

test("a workspace folder below a project's own is told the whole project", async () => {
  await start(several, ["/w/a/sub"]);
  expect(foldersOf(await ask())).toEqual([uriOf("/w/a")]);
});

const tree = {
  "/l/Kbuild": "obj-y += drivers/\n",
  "/l/Kconfig": "config FOO\n\ttristate\nconfig BAR\n\ttristate\nconfig BOOL\n\tbool\n",
  "/l/Makefile": "VERSION = 6\ndrivers-y := drivers/\n",
  "/l/drivers/Makefile": "obj-$(CONFIG_FOO) += foo/\nobj-$(CONFIG_BAR) += bar/\n",
  "/l/drivers/foo/Makefile": "obj-$(CONFIG_FOO) += foo.o\nobj-$(CONFIG_BOOL) += built-in.o\nobj-y += low/\n",
  "/l/drivers/foo/foo.c": source,
  "/l/drivers/foo/built-in.c": "int a;\n",
  "/l/drivers/foo/low/Makefile": "obj-$(CONFIG_FOO) += low.o\n",
  "/l/drivers/foo/low/low.c": source,
  "/l/drivers/bar/Makefile": "obj-$(CONFIG_BAR) += bar.o\n",
  "/l/drivers/bar/bar.c": source,
};

test("of a kernel tree only what an open file is part of is told, or what is asked for", async () => {
  const started = await start(tree, ["/l"]);
  expect(await ask()).toEqual([]);
  const [bar] = await ask("/l/drivers/bar/bar.c");
  expect(bar).toEqual({
    folder: uriOf("/l/drivers/bar"),
    kbuildFile: uriOf("/l/drivers/bar/Makefile"),
    kind: "tree",
    modules: [{ name: "bar", ko: uriOf("/l/drivers/bar/bar.ko"), sources: [uriOf("/l/drivers/bar/bar.c")] }],
  });
  started.open("/l/drivers/foo/foo.c", source);
  const [foo, ...others] = await ask();
  expect(others).toEqual([]);
  expect(foo?.folder).toBe(uriOf("/l/drivers/foo"));
  expect(foo?.modules.map(({ name }) => name)).toEqual(["foo", "low"]);
  expect(foldersOf(await ask("/l/drivers/foo/low"))).toEqual([uriOf("/l/drivers/foo/low")]);
});

test("a Kbuild file that is edited is told as the editor shows it", async () => {
  const started = await start(fooBar);
  started.open("/w/Makefile", makefile, "makefile");
  started.replace("/w/Makefile", "all:", "build:");
  started.replace("/w/Makefile", "obj-m := foo-bar.o", "obj-m := foo-bar.o more.o");
  const [project] = await ask();
  expect(project?.modules.map(({ name }) => name)).toEqual(["foo_bar", "more"]);
  expect(project?.makefile?.targets).toEqual(["build", "clean"]);
});
