/** kmod/printCalls: by which calls the workspace's modules print. */
import { afterEach, expect, test } from "vitest";
import type { PrintCallsResult } from "../../server/src/protocol/messages.ts";
import { type LspClient, startClient, uriOf } from "../support/lsp-client.ts";
import { testHost } from "../support/lsp-host.ts";

let client: LspClient | undefined;
afterEach(() => client?.dispose());

const source = `#include <linux/module.h>
static int __init foo_init(void)
{
	pr_info("hello %d\\n", 1);
	return 0;
}
`;

const start = async (files: Readonly<Record<string, string>>): Promise<LspClient> => {
  client = await startClient({ host: testHost(files), folders: ["/w"] });
  return client;
};

const ask = async (names?: readonly string[]): Promise<PrintCallsResult["modules"]> =>
  (await client?.request<PrintCallsResult>("kmod/printCalls", { ...(names && { names }) }))?.modules ?? [];

const files = { "/w/Kbuild": "obj-m := foo-bar.o b.o\n", "/w/foo-bar.c": source, "/w/b.c": "int b;\n" };

test("each call is told with its line, level and function", async () => {
  await start(files);
  expect(await ask(["foo_bar"])).toEqual([
    {
      name: "foo_bar",
      calls: [
        {
          format: "hello 1",
          hasDevicePrefix: false,
          level: 6,
          function: "foo_init",
          place: { uri: uriOf("/w/foo-bar.c"), line: 3, character: 1 },
        },
      ],
    },
  ]);
});

test("without names every module is told, as the editor shows its sources", async () => {
  const started = await start(files);
  started.open("/w/foo-bar.c", source.replace("\tpr_info", "\n\t\tpr_emerg"));
  const modules = await ask();
  expect(modules.map(({ name }) => name)).toEqual(["foo_bar", "b"]);
  expect(modules[0]?.calls).toMatchObject([{ level: 0, place: { line: 4, character: 2 } }]);
});

test("names that the workspace does not build are missing", async () => {
  await start(files);
  expect(await ask(["other"])).toEqual([]);
});
