/** Exported symbols as an editor sees them: a small kernel, two modules, the real disk and the real threads. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type {
  CodeLens,
  CompletionItem,
  CompletionList,
  Hover,
  Location,
  SymbolInformation,
  TextEdit,
} from "vscode-languageserver-protocol";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type LspClient, startClient, uriOf } from "../support/lsp-client.ts";
import { type NavigationProject, navigationProject } from "../support/navigation-project.ts";

// Threads are started for each.
vi.setConfig({ testTimeout: 60_000 });

let project: NavigationProject;
let client: LspClient;

beforeEach(async () => {
  project = await navigationProject();
  client = await startFor(project);
});

afterEach(async () => {
  await client.request("shutdown", null);
  client.dispose();
  project.dispose();
});

const startFor = (from: NavigationProject, more: Record<string, unknown> = {}): Promise<LspClient> =>
  startClient({
    host: from.host,
    folders: [from.folder],
    capabilities: {
      textDocument: { codeLens: {}, completion: { completionItem: { snippetSupport: true } } },
      workspace: { codeLens: { refreshSupport: true } },
    },
    initializationOptions: { commands: ["kmod.showReferences"], ...more },
  });

const pathOf = (name: string): string => join(project.folder, name);

function open(name: string): string {
  const path = pathOf(name);
  client.open(path, readFileSync(path, "utf8"));
  return path;
}

/** Where the words stand for the n-th time; inside them. */
function at(path: string, words: string, nth = 0, inside = 1) {
  const text = client.textOf(path);
  let offset = text.indexOf(words);
  for (let count = 0; count < nth; count++) offset = text.indexOf(words, offset + 1);
  expect(offset, words).toBeGreaterThanOrEqual(0);
  const document = TextDocument.create("", "c", 0, text);
  return { textDocument: { uri: uriOf(path) }, position: document.positionAt(offset + inside) };
}

const placesOf = (locations: readonly Location[]): readonly string[] =>
  locations
    .map(
      ({ uri, range }) =>
        `${uri.slice(uri.lastIndexOf("/") + 1)}:${range.start.line + 1}:${range.start.character + 1}`,
    )
    .toSorted();

const definition = async (path: string, words: string, nth = 0): Promise<readonly string[]> =>
  placesOf(await client.request<Location[]>("textDocument/definition", at(path, words, nth)));

const hover = async (path: string, words: string, nth = 0): Promise<string> => {
  const found = await client.request<Hover | null>("textDocument/hover", at(path, words, nth));
  const contents = found?.contents;
  return typeof contents === "object" && "value" in contents ? contents.value : "";
};

const complete = async (path: string, typed: string): Promise<readonly CompletionItem[]> => {
  client.replace(path, "return meter_read(1)", `${typed};\n\treturn meter_read(1)`);
  const params = at(path, typed, 0, typed.length);
  const found = await client.request<CompletionList | CompletionItem[]>("textDocument/completion", params);
  return Array.isArray(found) ? found : found.items;
};

/** Everything that is read in the background is there. */
const settled = async (): Promise<void> => void (await client.request("workspace/symbol", { query: "-" }));

describe("definition", () => {
  test("a use of another module's export leads to its source, not to the header", async () => {
    const path = open("display/display.c");
    expect(await definition(path, "meter_read", 1)).toEqual(["meter.c:10:5"]);
  });

  test("a use of the kernel's export leads to the header where there is no source", async () => {
    const path = open("display/display.c");
    expect(await definition(path, "base_count")).toEqual(["base.h:1:5"]);
  });

  test("a name in a comment leads nowhere, nor does a member of that name", async () => {
    const path = open("display/display.c");
    expect(await definition(path, "meter_read", 0)).toEqual([]);
    client.replace(path, "return meter_read(1)", "return x->base_count + meter_read(1)");
    expect(await definition(path, "base_count")).toEqual([]);
  });

  test("the function that module_init() names, an #include and a Kbuild object lead to their files", async () => {
    const path = open("display/display.c");
    expect(await definition(path, "start);")).toEqual(["display.c:4:12"]);
    expect(await definition(path, "linux/module.h")).toEqual(["module.h:1:1"]);
    expect(await definition(path, "../meter/meter.h")).toEqual(["meter.h:1:1"]);
    const kbuild = pathOf("display/Kbuild");
    client.open(kbuild, readFileSync(kbuild, "utf8"), "makefile");
    expect(await definition(kbuild, "display.o")).toEqual(["display.c:1:1"]);
  });
});

const references = async (path: string, words: string, includeDeclaration: boolean) =>
  placesOf(
    await client.request<Location[]>("textDocument/references", {
      ...at(path, words),
      context: { includeDeclaration },
    }),
  );

describe("references", () => {
  test("uses of an export are found in other modules, in code only", async () => {
    const path = open("meter/meter.c");
    expect(await references(path, "meter_read(int", false)).toEqual([
      "display.c:7:9",
      "meter.c:14:19",
      "meter.h:1:5",
    ]);
    expect(await references(path, "meter_read(int", true)).toContain("meter.c:10:5");
  });

  test("an unsaved text counts as the editor has it", async () => {
    const user = open("display/display.c");
    client.replace(user, "return meter_read(1)", "return meter_read(2) + meter_read(1)");
    const path = open("meter/meter.c");
    expect(await references(path, "meter_read(int", false)).toContain("display.c:7:25");
  });
});

describe("hover", () => {
  test("a kernel's export tells prototype, exporter, conditions, header and documentation", async () => {
    const path = open("display/display.c");
    client.replace(path, "return meter_read(1)", "return clock_take(0, 1) + meter_read(1)");
    await settled();
    const text = await hover(path, "clock_take");
    expect(text).toContain("int clock_take(const char *name, int count)");
    expect(text).toContain("Exported by `vmlinux` · **GPL only** · CRC `0x22222222`");
    expect(text).toContain("`#include <linux/clocks.h>`");
    expect(text).toContain("| `name` | which of them, never `NULL` |");
    expect(text).toContain("**Return:** 0, or a negative error number.");
  });

  test("a module's export tells the module and its comment, a namespace is named", async () => {
    const path = open("display/display.c");
    client.replace(path, "return meter_read(1)", "return !buffer_new(2) + meter_read(1)");
    await settled();
    expect(await hover(path, "meter_read", 1)).toContain("Exported by `meter.ko` · **GPL only**");
    expect(await hover(path, "meter_read", 1)).toContain("read a meter");
    expect(await hover(path, "buffer_new")).toContain(
      "Exported by `buffers.ko` · **GPL only** · namespace `BUFFERS`",
    );
  });

  test("a static function of an export's name is not the export", async () => {
    const path = open("display/display.c");
    client.replace(
      path,
      "static int start(void)",
      "static int clock_give(void)\n{\n\treturn 0;\n}\n\nstatic int start(void)",
    );
    await settled();
    expect(await hover(path, "clock_give")).toBe("");
  });
});

describe("completion", () => {
  test("offers exported functions with the lines they need, in their places", async () => {
    const path = open("display/display.c");
    await settled();
    const items = await complete(path, "buffer");
    expect(items.map(({ label }) => label)).toEqual(["buffer_new"]);
    const edits: TextEdit[] = [...(items[0]?.additionalTextEdits ?? [])];
    const text = TextDocument.applyEdits(TextDocument.create("", "c", 0, client.textOf(path)), edits);
    expect(text).toContain("#include <linux/buffers.h>\n#include <linux/module.h>\n");
    expect(text).toContain('MODULE_LICENSE("GPL");\nMODULE_IMPORT_NS(BUFFERS);\n');
  });

  test("adds nothing for what is included already, however far down; variables are not offered", async () => {
    const path = open("display/display.c");
    await settled();
    const items = await complete(path, "base_");
    expect(items.map(({ label }) => label)).toEqual(["base_count"]);
    expect(items[0]?.additionalTextEdits).toBeUndefined();
    expect((await complete(path, "clock_")).map(({ label }) => label)).toEqual(["clock_give", "clock_take"]);
  });

  test("offers nothing for members, in comments and strings, or after one letter", async () => {
    const path = open("display/display.c");
    await settled();
    for (const typed of ["x->base_", "x.base_", "/* base_", '"base_', "// base_", "b"])
      expect(await complete(path, typed), typed).toEqual([]);
  });

  test("resolve gives the documentation", async () => {
    const path = open("display/display.c");
    await settled();
    const [, item] = await complete(path, "clock_");
    const resolved = await client.request<CompletionItem>("completionItem/resolve", item);
    expect(resolved.detail).toBe("int clock_take(const char *name, int count)");
    expect(JSON.stringify(resolved.documentation)).toContain("take a clock");
  });
});

describe("workspace symbols and lenses", () => {
  test("the exports of the workspace are found by their letters", async () => {
    open("display/display.c");
    await settled();
    const found = await client.request<SymbolInformation[]>("workspace/symbol", { query: "mtrrd" });
    expect(found.map(({ name, containerName }) => `${name} ${containerName}`)).toEqual([
      "meter_read exported · GPL only · meter.c",
    ]);
  });

  test("so is what module_init() names, in a file that is open or not", async () => {
    open("meter/meter.c");
    await settled();
    const found = await client.request<SymbolInformation[]>("workspace/symbol", { query: "sta" });
    expect(found.map(({ name, containerName }) => `${name} ${containerName}`)).toEqual([
      "start module_init · display.c",
    ]);
    expect(placesOf(found.map(({ location }) => location))).toEqual(["display.c:9:13"]);
  });

  test("a lens above an exported function counts the modules that use it", async () => {
    const path = open("meter/meter.c");
    const textDocument = { uri: uriOf(path) };
    const [lens] = await client.request<CodeLens[]>("textDocument/codeLens", { textDocument });
    expect(lens?.range.start).toEqual({ line: 9, character: 4 });
    const resolved = await client.request<CodeLens>("codeLens/resolve", lens);
    expect(resolved.command?.title).toBe("exported · GPL only · used by 1 module");
    expect(resolved.command?.command).toBe("kmod.showReferences");
  });

  test("a source that changes on the disk is read again", async () => {
    const path = open("display/display.c");
    await settled();
    const added = pathOf("meter/more.c");
    writeFileSync(added, "int meter_more(void)\n{\n\treturn 1;\n}\nEXPORT_SYMBOL(meter_more);\n");
    client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf(added), type: 1 }] });
    client.replace(path, "return meter_read(1)", "return meter_more() + meter_read(1)");
    expect(await definition(path, "meter_more")).toEqual(["more.c:1:5"]);
  });
});

describe("beside another language server for C", () => {
  beforeEach(async () => {
    await client.request("shutdown", null);
    client.dispose();
    client = await startFor(project, { isOtherActive: true });
  });

  test("definition tells only what is in files that the other does not know", async () => {
    const path = open("display/display.c");
    expect(await definition(path, "meter_read", 1)).toEqual(["meter.c:10:5"]);
    expect(await definition(path, "base_count")).toEqual([]);
    expect(await definition(path, "start);")).toEqual([]);
    open("meter/meter.c");
    expect(await definition(path, "meter_read", 1)).toEqual([]);
  });

  test("a compilation database tells what the other knows", async () => {
    project.write(
      "compile_commands.json",
      JSON.stringify([{ directory: project.folder, file: "meter/meter.c" }]),
    );
    const path = open("display/display.c");
    expect(await definition(path, "meter_read", 1)).toEqual([]);
  });

  test("hover tells what modpost knows and no prototype", async () => {
    const path = open("display/display.c");
    await settled();
    expect(await hover(path, "base_count")).toBe("Exported by `vmlinux` · CRC `0x11111111`");
  });

  test("completion offers only what no included header declares", async () => {
    const path = open("display/display.c");
    await settled();
    expect(await complete(path, "base_")).toEqual([]);
    expect((await complete(path, "clock_")).map(({ label }) => label)).toEqual(["clock_give", "clock_take"]);
  });
});
