/** Diagnostics as an editor sees them that does not pull: pushed, with the version of the text they speak of. */
import { afterEach, expect, test } from "vitest";
import { type LspClient, type LspClientOptions, startClient, uriOf } from "../support/lsp-client.ts";
import { type TestHost, testHost } from "../support/lsp-host.ts";
import { testRules } from "../support/lsp-rules.ts";

let client: LspClient;
let host: TestHost;

afterEach(() => client.dispose());

const start = async (
  files: Record<string, string>,
  options: Partial<LspClientOptions> = {},
): Promise<LspClient> => {
  host = testHost(files, { rules: testRules });
  client = await startClient({ host, ...options });
  return client;
};

const rulesOf = ({
  diagnostics,
}: {
  readonly diagnostics: readonly { code?: unknown }[];
}): readonly unknown[] => diagnostics.map(({ code }) => code);

const hello = `#include <linux/module.h>

static int bad_start(void)
{
	return 0;
}
`;
const licence = 'MODULE_LICENSE("GPL");\nMODULE_AUTHOR("me");\n';

test("an opened file gets its diagnostics with range, severity, code, page and the version", async () => {
  await start({ "/p/Kbuild": "obj-m := hello.o\n", "/p/hello.c": hello + licence });
  client.open("/p/hello.c", hello + licence);
  const { diagnostics } = await client.current("/p/hello.c");
  expect(diagnostics).toEqual([
    {
      range: { start: { line: 2, character: 11 }, end: { line: 2, character: 20 } },
      severity: 2,
      code: "bad-name",
      codeDescription: { href: "https://example.org/rules/bad-name.md" },
      source: "kmod",
      message: "bad_start is bad",
      data: { fixes: ["Rename to worse", "Rename to good_start"] },
    },
  ]);
});

test("a file without findings is told so", async () => {
  await start({ "/p/Kbuild": "obj-m := hello.o\n", "/p/hello.c": licence });
  client.open("/p/hello.c", `#include <linux/module.h>\n${licence}`);
  expect((await client.current("/p/hello.c")).diagnostics).toEqual([]);
});

test("an edit gets the diagnostics of the new text with the new version", async () => {
  await start({ "/p/Kbuild": "obj-m := hello.o\n", "/p/hello.c": hello + licence });
  client.open("/p/hello.c", hello + licence);
  await client.current("/p/hello.c");
  client.replace("/p/hello.c", "bad_start", "start");
  expect((await client.current("/p/hello.c")).diagnostics).toEqual([]);
  client.replace("/p/hello.c", "\nstatic int start", "\n\nstatic int bad_again");
  const { diagnostics, version } = await client.current("/p/hello.c");
  expect(version).toBe(3);
  expect(diagnostics[0]?.range.start).toEqual({ line: 3, character: 11 });
});

test("several edits in one notification are followed", async () => {
  await start({ "/p/Kbuild": "obj-m := hello.o\n", "/p/hello.c": hello + licence });
  client.open("/p/hello.c", hello + licence);
  await client.current("/p/hello.c");
  client.replaceAll("/p/hello.c", [
    ["bad_start", "begin"],
    ["return 0;", "return 0; /* done */"],
    ["#include <linux/module.h>\n", "#include <linux/module.h>\n#include <linux/init.h>\n"],
    ["begin", "bad_begin"],
  ]);
  const { diagnostics } = await client.current("/p/hello.c");
  expect(diagnostics.map(({ message, range }) => [message, range.start])).toEqual([
    ["bad_begin is bad", { line: 3, character: 11 }],
  ]);
});

test("edits that arrive together are answered once, for the last of them", async () => {
  await start({ "/p/Kbuild": "obj-m := hello.o\n", "/p/hello.c": hello + licence });
  client.open("/p/hello.c", hello + licence);
  await client.current("/p/hello.c");
  for (const [from, to] of [
    ["bad_start", "bad_a"],
    ["bad_a", "bad_b"],
    ["bad_b", "bad_c"],
  ] as const)
    client.replace("/p/hello.c", from, to);
  expect((await client.current("/p/hello.c")).diagnostics[0]?.message).toBe("bad_c is bad");
  expect(client.published.map(({ version }) => version)).toEqual([1, 4]);
});

test("unopened files of the module are checked too, and speak of each other", async () => {
  await start({
    "/p/Kbuild": "obj-m := duo.o\nduo-y := a.o b.o\n",
    "/p/a.c": hello,
    "/p/b.c": `#include <linux/module.h>\nvoid bad_other(void) { }\n${licence}`,
  });
  client.open("/p/a.c", hello);
  const sibling = await client.diagnostics("/p/b.c");
  expect(sibling.version).toBeUndefined();
  expect(rulesOf(sibling)).toEqual(["bad-name"]);
  const own = await client.current("/p/a.c");
  expect(own.diagnostics[0]?.relatedInformation).toEqual([
    {
      location: {
        uri: uriOf("/p/b.c"),
        range: { start: { line: 1, character: 5 }, end: { line: 1, character: 14 } },
      },
      message: "also bad: bad_other",
    },
  ]);
});

test("an edit that changes what a sibling sees publishes for the sibling, another one does not", async () => {
  await start({
    "/p/Kbuild": "obj-m := duo.o\nduo-y := a.o b.o\n",
    "/p/a.c": hello,
    "/p/b.c": `#include <linux/module.h>\nvoid bad_other(void) { }\n${licence}`,
  });
  client.open("/p/a.c", hello);
  await client.diagnostics("/p/b.c");
  await client.current("/p/a.c");
  client.replace("/p/a.c", "return 0;", "return 1;");
  await client.current("/p/a.c");
  const before = client.published.filter(({ uri }) => uri === uriOf("/p/b.c")).length;
  client.replace("/p/a.c", "bad_start", "start");
  const sibling = await client.diagnostics("/p/b.c");
  expect(before).toBe(1);
  expect(sibling.diagnostics[0]?.relatedInformation).toBeUndefined();
});

test("a licence in a sibling is enough for the module", async () => {
  await start({ "/p/Kbuild": "obj-m := duo.o\nduo-y := a.o b.o\n", "/p/a.c": "int a;\n", "/p/b.c": licence });
  client.open("/p/a.c", "int a;\n");
  expect((await client.current("/p/a.c")).diagnostics).toEqual([]);
});

test("a finding of the module disappears when the sibling that mends it is edited", async () => {
  await start({
    "/p/Kbuild": "obj-m := duo.o\nduo-y := a.o b.o\n",
    "/p/a.c": "int a;\n",
    "/p/b.c": "int b;\n",
  });
  client.open("/p/a.c", "int a;\n");
  client.open("/p/b.c", "int b;\n");
  expect(rulesOf(await client.current("/p/a.c"))).toEqual(["missing-license"]);
  client.replace("/p/b.c", "int b;\n", `int b;\n${licence}`);
  expect(rulesOf(await client.diagnostics("/p/a.c"))).toEqual([]);
});

test("closing the module's last open file clears what it put into all of them", async () => {
  await start({
    "/p/Kbuild": "obj-m := duo.o\nduo-y := a.o b.o\n",
    "/p/a.c": hello,
    "/p/b.c": `void bad_other(void) { }\n${licence}`,
  });
  client.open("/p/a.c", hello);
  client.open("/p/b.c", `void bad_other(void) { }\n${licence}`);
  await client.current("/p/a.c");
  await client.current("/p/b.c");
  client.close("/p/b.c");
  await client.request("kmod/moduleAt", { uri: uriOf("/p/a.c") });
  expect(client.published.filter(({ diagnostics }) => diagnostics.length === 0)).toEqual([]);
  client.close("/p/a.c");
  expect((await client.diagnostics("/p/a.c")).diagnostics).toEqual([]);
  expect((await client.diagnostics("/p/b.c")).diagnostics).toEqual([]);
});

test("an edit that was never saved is forgotten when the file is closed", async () => {
  await start({
    "/p/Kbuild": "obj-m := duo.o\nduo-y := a.o b.o\n",
    "/p/a.c": "int a;\n",
    "/p/b.c": licence,
  });
  client.open("/p/a.c", "int a;\n");
  client.open("/p/b.c", "int b;\n");
  await client.diagnostics("/p/a.c", (one) => rulesOf(one).includes("missing-license"));
  client.close("/p/b.c");
  expect(rulesOf(await client.diagnostics("/p/a.c"))).toEqual([]);
});

test("a file that no Kbuild file reaches is checked alone", async () => {
  await start({ "/p/lone.c": hello });
  client.open("/p/lone.c", hello);
  expect(rulesOf(await client.current("/p/lone.c"))).toEqual(["bad-name"]);
});

test("an ordinary C program gets no diagnostics and is not even read", async () => {
  await start({ "/p/main.c": "", "/q/Kbuild": "obj-m := hello.o\n", "/q/hello.c": hello });
  const program = "#include <stdio.h>\nint bad_main(void) { return 0; }\n";
  client.open("/p/main.c", program);
  client.replace("/p/main.c", "return 0", "return 1");
  client.open("/p/util.py", "bad = 1\n", "python");
  client.open("/q/hello.c", hello);
  await client.current("/q/hello.c");
  await client.request("kmod/moduleAt", { uri: uriOf("/p/main.c") });
  expect(client.published.map(({ uri }) => uri).filter((uri) => uri.startsWith(uriOf("/p/")))).toEqual([]);
  expect(host.modelled).toEqual([]);
});

test("an ordinary C program becomes kernel code when it includes a kernel header", async () => {
  await start({ "/p/main.c": "" });
  client.open("/p/main.c", "\nint bad_main(void) { return 0; }\n");
  client.replace("/p/main.c", "\nint", "#include <linux/module.h>\nint");
  expect(rulesOf(await client.current("/p/main.c"))).toEqual(["bad-name"]);
});

test("a header of the module is told what the module finds in it", async () => {
  await start({
    "/p/Kbuild": "obj-m := hello.o\n",
    "/p/hello.c": `#include "hello.h"\nint twice(void) { return 0; }\n${licence}`,
    "/p/hello.h": "static inline int twice(void) { return 0; }\n",
  });
  client.open("/p/hello.h", "static inline int twice(void) { return 0; }\n", "cpp");
  expect(rulesOf(await client.current("/p/hello.h"))).toEqual(["header-clash"]);
  client.replace("/p/hello.h", "twice", "once");
  expect(rulesOf(await client.current("/p/hello.h"))).toEqual([]);
});

test("a file that begins to include a header is checked with it", async () => {
  await start({
    "/p/Kbuild": "obj-m := hello.o\n",
    "/p/hello.c": "",
    "/p/hello.h": "static inline int twice(void) { return 0; }\n",
  });
  client.open("/p/hello.c", `\nint twice(void) { return 0; }\n${licence}`);
  await client.current("/p/hello.c");
  client.replace("/p/hello.c", "\nint", '#include "hello.h"\nint');
  expect(rulesOf(await client.diagnostics("/p/hello.h"))).toEqual(["header-clash"]);
});

test("CRLF and characters beyond ASCII keep every column true", async () => {
  const text = "#include <linux/module.h>\r\n/* ünï 🐧 */ int bad_start(void)\r\n{\r\n\treturn 0;\r\n}\r\n";
  await start({ "/p/lone.c": text });
  client.open("/p/lone.c", text);
  const first = await client.current("/p/lone.c");
  // The penguin is two UTF-16 units, which is what positions count.
  expect(first.diagnostics[0]?.range).toEqual({
    start: { line: 1, character: 17 },
    end: { line: 1, character: 26 },
  });
  client.replace("/p/lone.c", "ünï 🐧", "ü");
  const second = await client.current("/p/lone.c");
  expect(second.diagnostics[0]?.range.start).toEqual({ line: 1, character: 12 });
});

test("a binary file and one that is too large are named in the log and left alone", async () => {
  await start({ "/p/hello.c": "" });
  client.open("/p/binary.c", `#include <linux/module.h>\n\0\0${hello}`);
  client.open("/p/large.c", `#include <linux/module.h>\n${hello.repeat(50_000_000 / hello.length)}`);
  client.open("/p/hello.c", hello);
  await client.current("/p/hello.c");
  expect(client.published.map(({ uri }) => uri)).toEqual([uriOf("/p/hello.c")]);
  expect(await client.logged("/p/binary.c: not looked into: it is binary")).toMatch(/^info/);
  expect(await client.logged("/p/large.c: not looked into: 4")).toMatch(/^info/);
});

test("the text of a rule's suppression comment silences it", async () => {
  await start({ "/p/hello.c": hello });
  client.open("/p/hello.c", hello);
  await client.current("/p/hello.c");
  client.replace("/p/hello.c", "static int", "/* kmod-lint-disable-next-line bad-name */\nstatic int");
  expect(rulesOf(await client.current("/p/hello.c"))).toEqual([]);
});
