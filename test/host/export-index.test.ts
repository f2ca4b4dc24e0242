/** The export index of a folder: on real files, with real threads. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { buildExportIndex } from "../../server/src/host/symbols/index-build.ts";

vi.setConfig({ testTimeout: 60_000 });

let room: string;
let tree: string;
let cacheFolder: string;

beforeEach(() => {
  room = mkdtempSync(join(tmpdir(), "kmod-index-"));
  tree = join(room, "tree");
  cacheFolder = join(room, "cache");
  write("include/own.h", "#define MY_EXPORT(name) EXPORT_SYMBOL_NS_GPL(my_##name, MINE)\n");
  write("a/a.c", '#include "own.h"\nint my_a;\nMY_EXPORT(a);\nEXPORT_SYMBOL(plain);\n');
  write("b/b.c", "int b;\nEXPORT_SYMBOL_GPL(b);\n");
  write("b/quiet.c", "int quiet;\n");
  write("b/copy.S", "EXPORT_SYMBOL(copy)\n");
});

afterEach(() => rmSync(room, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), text);
}

const namesOf = (built: Awaited<ReturnType<typeof buildExportIndex>>): readonly string[] =>
  [...built.index.names()].toSorted();

test("names come with their places, macros of headers are followed", async () => {
  const built = await buildExportIndex(tree);
  expect(namesOf(built)).toEqual(["b", "copy", "my_a", "plain"]);
  expect(built.index.of("my_a")).toMatchObject([
    { path: join(tree, "a/a.c"), isGplOnly: true, namespace: "MINE", macro: "MY_EXPORT" },
  ]);
});

test("threads find the same", async () => {
  for (let at = 0; at < 40; at++)
    for (let file = 0; file < 25; file++) write(`many${at}/f${file}.c`, `EXPORT_SYMBOL(s_${at}_${file});\n`);
  const built = await buildExportIndex(tree, { workers: 2 });
  expect(built.index.size).toBe(1004);
});

test("a second start reads what has changed and nothing else", async () => {
  await buildExportIndex(tree, { cacheFolder });
  const again = await buildExportIndex(tree, { cacheFolder });
  expect(again.read).toBe(0);
  expect(namesOf(again)).toEqual(["b", "copy", "my_a", "plain"]);
  write("b/b.c", "int c;\nEXPORT_SYMBOL_GPL(c);\n");
  utimesSync(join(tree, "b/b.c"), new Date(), new Date(Date.now() + 5000));
  rmSync(join(tree, "b/copy.S"));
  const third = await buildExportIndex(tree, { cacheFolder });
  expect(third.read).toBe(1);
  expect(namesOf(third)).toEqual(["c", "my_a", "plain"]);
});

test("another macro in a header makes every source be read again", async () => {
  await buildExportIndex(tree, { cacheFolder });
  write("include/more.h", "#define MORE(x) EXPORT_SYMBOL(x)\n");
  write("b/quiet.c", "int quiet;\nMORE(quiet);\n");
  expect(namesOf(await buildExportIndex(tree, { cacheFolder }))).toContain("quiet");
});

test("a damaged cache is as good as none, and an unwritable one no error", async () => {
  await buildExportIndex(tree, { cacheFolder });
  for (const name of readdirSync(cacheFolder)) writeFileSync(join(cacheFolder, name), '{"version":1,"fol');
  expect(namesOf(await buildExportIndex(tree, { cacheFolder }))).toHaveLength(4);
  writeFileSync(join(room, "file"), "");
  expect(namesOf(await buildExportIndex(tree, { cacheFolder: join(room, "file") }))).toHaveLength(4);
});

test("a folder that is none has no exports", async () => {
  expect((await buildExportIndex(join(room, "nowhere"))).index.size).toBe(0);
});
