/** Quick fixes, "fix all" and silencing comments, judged by the text that they leave. */
import { afterEach, expect, test } from "vitest";
import type { CodeAction, Range } from "vscode-languageserver-protocol/node";
import { type LspClient, startClient, uriOf, withEdit } from "../support/lsp-client.ts";
import { testHost } from "../support/lsp-host.ts";

let client: LspClient;

afterEach(() => client.dispose());

const kbuild = { "/p/Kbuild": "obj-m := hello.o\n" };
const licence = 'MODULE_LICENSE("GPL");\nMODULE_AUTHOR("me");\n';
const path = "/p/hello.c";

const open = async (text: string, capabilities = {}): Promise<void> => {
  client = await startClient({ host: testHost({ ...kbuild, [path]: text }), capabilities });
  client.open(path, text);
};

const rangeOf = (text: string, words: string): Range => {
  const lines = text.slice(0, text.indexOf(words)).split("\n");
  const start = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  return { start, end: { ...start, character: start.character + words.length } };
};

const actions = async (
  words: string,
  only?: readonly string[],
  file = path,
): Promise<readonly CodeAction[]> => {
  const diagnostics = client.published.findLast(({ uri }) => uri === uriOf(file))?.diagnostics ?? [];
  const range = rangeOf(client.textOf(file), words);
  const context = { diagnostics, ...(only && { only }) };
  return client.request("textDocument/codeAction", { textDocument: { uri: uriOf(file) }, range, context });
};

const textAfter = async (words: string, title: string, file = path): Promise<string> => {
  const found = (await actions(words, undefined, file)).find((action) => action.title === title);
  return withEdit(file, client.textOf(file), found?.edit);
};

test("each fix of a finding is a quick fix for its diagnostic; the first safe one is preferred", async () => {
  await open(`int bad_one(void) { return 0; }\n${licence}`);
  await client.current(path);
  const found = await actions("bad_one");
  expect(
    found.map(({ title, kind, isPreferred, diagnostics }) => [title, kind, isPreferred, diagnostics?.length]),
  ).toEqual([
    ["Rename to worse", "quickfix", undefined, 1],
    ["Rename to good_one", "quickfix", true, 1],
    ["Disable bad-name for this line", "quickfix", undefined, 1],
  ]);
});

test("a quick fix leaves the text it promises", async () => {
  await open(`int bad_one(void) { return 0; }\n${licence}`);
  expect(await textAfter("bad_one", "Rename to good_one")).toBe(
    `int good_one(void) { return 0; }\n${licence}`,
  );
});

test("nothing is offered where nothing was found", async () => {
  await open(`int fine(void) { return 0; }\nint bad_one(void) { return 0; }\n${licence}`);
  expect(await actions("fine")).toEqual([]);
});

test("edits carry the document's version for a client that takes it", async () => {
  await open(`int bad_one(void) { return 0; }\n${licence}`, {
    workspace: { workspaceEdit: { documentChanges: true } },
  });
  client.replace(path, "bad_one", "bad_two");
  const [action] = await actions("bad_two");
  expect(action?.edit?.documentChanges).toMatchObject([{ textDocument: { uri: uriOf(path), version: 2 } }]);
});

test("fix all makes every safe fix, also those that another one makes possible, and no unsafe one", async () => {
  await open("int bad_one(void) { return 0; }\nint bad_two(void) { return 0; }\n");
  const [action, ...others] = await actions("bad_one", ["source.fixAll.kmod"]);
  expect(others).toEqual([]);
  expect(action?.kind).toBe("source.fixAll.kmod");
  expect(withEdit(path, client.textOf(path), action?.edit)).toBe(
    `int good_one(void) { return 0; }\nint good_two(void) { return 0; }\n${licence}`,
  );
});

test("fix all answers to the general kinds an editor asks on save, and is not among the quick fixes", async () => {
  await open("int bad_one(void) { return 0; }\n");
  for (const only of ["source", "source.fixAll"])
    expect((await actions("bad_one", [only])).map(({ kind }) => kind)).toEqual(["source.fixAll.kmod"]);
  for (const only of ["source.organizeImports", "source.fixAll.eslint", "refactor"])
    expect(await actions("bad_one", [only])).toEqual([]);
  expect((await actions("bad_one")).map(({ kind }) => kind)).not.toContain("source.fixAll.kmod");
});

test("fix all has nothing to do in a clean file", async () => {
  await open(`int fine(void) { return 0; }\n${licence}`);
  expect(await actions("fine", ["source.fixAll"])).toEqual([]);
});

test("the silencing comment stands above the line, as far indented, and silences", async () => {
  await open(`#ifdef MODULE\n\tint bad_one(void) { return 0; }\n#endif\n${licence}`);
  const text = await textAfter("bad_one", "Disable bad-name for this line");
  expect(text).toBe(
    `#ifdef MODULE\n\t/* kmod-lint-disable-next-line bad-name */\n\tint bad_one(void) { return 0; }\n#endif\n${licence}`,
  );
  client.replace(path, client.textOf(path), text);
  expect((await client.current(path)).diagnostics).toEqual([]);
});

test("a second rule goes into the silencing comment that is there, and CRLF stays CRLF", async () => {
  await open(`/* kmod-lint-disable-next-line other */\r\nint bad_one(void) { return 0; }\r\n${licence}`);
  expect(await textAfter("bad_one", "Disable bad-name for this line")).toBe(
    `/* kmod-lint-disable-next-line other, bad-name */\r\nint bad_one(void) { return 0; }\r\n${licence}`,
  );
  client.replace(path, "/* kmod-lint-disable-next-line other */\r\n", "");
  expect(await textAfter("bad_one", "Disable bad-name for this line")).toBe(
    `/* kmod-lint-disable-next-line bad-name */\r\nint bad_one(void) { return 0; }\r\n${licence}`,
  );
});

test("in a Kbuild file the silencing comment begins with #", async () => {
  const text = "obj-m := hello.o\n  obj-m += gone.o\n";
  client = await startClient({ host: testHost({ "/p/Kbuild": text, [path]: licence }) });
  client.open("/p/Kbuild", text, "makefile");
  const { diagnostics } = await client.current("/p/Kbuild");
  expect(diagnostics.map(({ code }) => code)).toEqual(["kbuild-missing-source"]);
  expect(await textAfter("gone.o", "Disable kbuild-missing-source for this line", "/p/Kbuild")).toBe(
    "obj-m := hello.o\n  # kmod-lint-disable-next-line kbuild-missing-source\n  obj-m += gone.o\n",
  );
});
