/** kmod/dependencies: the graph of a project, as a client gets it. */
import { afterEach, expect, test } from "vitest";
import { readSymvers } from "../../server/src/core/symbols/symvers.ts";
import type { DependenciesResult } from "../../server/src/protocol/messages.ts";
import { type LspClient, startClient, uriOf } from "../support/lsp-client.ts";
import { kernelFacts, testHost } from "../support/lsp-host.ts";

const files = {
  "/m/Kbuild": "obj-m := core.o usb.o\nusb-y := usb_main.o usb_io.o\n",
  "/m/core.c": "void core_add(void) { }\nEXPORT_SYMBOL(core_add);\n",
  "/m/usb_main.c": '#include "usb.h"\nvoid probe(void)\n{\n\tkick();\n}\n',
  "/m/usb_io.c": "void io(void) { mii_link_ok(); }\n",
  "/m/usb.h": "void core_add(void);\nstatic inline void kick(void) { core_add(); }\n",
};

const symbols = readSymvers("0x2\tmii_link_ok\tdrivers/net/mii\tEXPORT_SYMBOL\t\n");

let client: LspClient | undefined;
afterEach(() => client?.dispose());

const start = async (more: Readonly<Record<string, string>> = {}): Promise<LspClient> => {
  const facts = { ...kernelFacts("/k", "6.1.0"), symbols };
  const host = testHost(
    { ...files, ...more },
    { findKernel: () => Promise.resolve({ facts, problem: undefined }) },
  );
  client = await startClient({ host });
  return client;
};

const ask = (path: string): Promise<DependenciesResult> | undefined =>
  client?.request<DependenciesResult>("kmod/dependencies", { uri: uriOf(path) });

test("a file's project is told with its edges, the places of their first uses and the kernel's modules", async () => {
  await start();
  const told = await ask("/m/usb_io.c");
  expect(told).toMatchObject({ folder: "/m", isKernelKnown: true, cycles: [] });
  expect(told?.nodes).toEqual([
    { id: "core", name: "core", kind: "source", place: { uri: uriOf("/m/core.c"), line: 0, character: 0 } },
    { id: "usb", name: "usb", kind: "source", place: { uri: uriOf("/m/Kbuild"), line: 0, character: 16 } },
    { id: "drivers/net/mii", name: "mii", kind: "kernel" },
  ]);
  expect(told?.edges).toEqual([
    {
      from: "usb",
      to: "core",
      kind: "symbols",
      symbols: ["core_add"],
      place: { uri: uriOf("/m/usb_main.c"), line: 3, character: 1 },
    },
    {
      from: "usb",
      to: "drivers/net/mii",
      kind: "symbols",
      symbols: ["mii_link_ok"],
      place: { uri: uriOf("/m/usb_io.c"), line: 0, character: 16 },
    },
  ]);
  expect(told?.dot).toContain('"usb" -> "core"');
});

test("a folder of the workspace is enough, and what the editor shows wins over the disk", async () => {
  const editor = await start();
  editor.open("/m/usb_io.c", "void io(void) { core_add(); }\n");
  const told = await ask("/m");
  expect(told?.edges.map(({ to }) => to)).toEqual(["core"]);
});

test("a file of no project has no folder", async () => {
  await start({ "/other/a.c": "int a;\n" });
  expect(await ask("/other/a.c")).toMatchObject({ nodes: [], edges: [] });
});

test("too many modules are counted, not read", async () => {
  const many = Array.from({ length: 200 }, (_, at) => `m${at}`);
  await start({
    "/big/Kbuild": `obj-m := ${many.map((name) => `${name}.o`).join(" ")}\n`,
    ...Object.fromEntries(many.map((name) => [`/big/${name}.c`, "int a;\n"])),
  });
  expect(await ask("/big/m1.c")).toMatchObject({ folder: "/big", tooMany: 200, nodes: [] });
});
