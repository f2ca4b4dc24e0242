/** The cache of headers: kept between runs, shared by processes, dropped where it is damaged, never larger than told. */
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createHeaderCache, hashOf } from "../../../server/src/host/headers/header-cache.ts";

let folder: string;
let told: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kmod-cache-"));
  told = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (more: { readonly mostBytes?: number; readonly key?: string; readonly folder?: string } = {}) =>
  createHeaderCache({ folder, key: "headers-1-k", log: (message) => told.push(message), ...more });

const stamp = { size: 3, mtimeMs: 1000.5 };
const packs = () => readdirSync(folder).filter((name) => name.endsWith(".pack"));

test("a line that was put is there at once, and for the next one after a flush", () => {
  const first = open();
  first.put("/a.h", stamp, hashOf("a"), "[1]");
  expect(first.byStamp("/a.h", stamp)).toBe("[1]");
  expect(open().byStamp("/a.h", stamp)).toBeUndefined();
  first.flush();
  expect(first.byStamp("/a.h", stamp)).toBe("[1]");
  expect(open().byStamp("/a.h", stamp)).toBe("[1]");
  expect(readdirSync(folder)).toEqual(packs());
});

test("a file with another size or time is another one, unless its text is the same", () => {
  const cache = open();
  cache.put("/a.h", stamp, hashOf("text"), "[1]");
  cache.flush();
  const next = open();
  expect(next.byStamp("/a.h", { ...stamp, size: 4 })).toBeUndefined();
  expect(next.byStamp("/a.h", { ...stamp, mtimeMs: 1001 })).toBeUndefined();
  expect(next.byHash(hashOf("text"))).toBe("[1]");
  expect(next.byHash(hashOf("other"))).toBeUndefined();
});

test("what two write at once is all there afterwards, and the newest of a path wins", () => {
  const [one, two] = [open(), open()];
  one.put("/a.h", stamp, hashOf("a"), "[1]");
  two.put("/b.h", stamp, hashOf("b"), "[2]");
  one.flush();
  two.flush();
  const three = open();
  expect([three.byStamp("/a.h", stamp), three.byStamp("/b.h", stamp)]).toEqual(["[1]", "[2]"]);
  const newer = { ...stamp, mtimeMs: 2000 };
  three.put("/a.h", newer, hashOf("a2"), "[3]");
  three.flush();
  expect(open().byStamp("/a.h", newer)).toBe("[3]");
});

test("many small writes are put together into one", () => {
  for (let count = 0; count < 20; count += 1) {
    const cache = open();
    cache.put(`/${count}.h`, stamp, hashOf(`${count}`), `[${count}]`);
    cache.flush();
    cache.close();
  }
  expect(packs().length).toBeLessThan(10);
  const all = open();
  for (let count = 0; count < 20; count += 1) expect(all.byStamp(`/${count}.h`, stamp)).toBe(`[${count}]`);
});

test.each([
  ["cut short", (path: string) => truncateSync(path, statSync(path).size - 2)],
  ["emptied", (path: string) => truncateSync(path, 0)],
  ["of something else", (path: string) => writeFileSync(path, "x".repeat(500))],
  [
    "with a byte changed in its index",
    (path: string) => {
      const bytes = readFileSync(path);
      bytes[60] = (bytes[60] ?? 0) ^ 1;
      writeFileSync(path, bytes);
    },
  ],
  [
    "with a byte changed in a line",
    (path: string) => {
      const bytes = readFileSync(path);
      bytes[bytes.length - 2] = (bytes.at(-2) ?? 0) ^ 1;
      writeFileSync(path, bytes);
    },
  ],
])("a file %s is dropped and made again", (_, damage) => {
  const cache = open();
  cache.put("/a.h", stamp, hashOf("a"), "[12345]");
  cache.flush();
  damage(join(folder, packs()[0] ?? ""));
  const next = open();
  expect(next.byStamp("/a.h", stamp)).toBeUndefined();
  expect(packs()).toEqual([]);
  expect(told.join()).toContain("damaged");
  next.put("/a.h", stamp, hashOf("a"), "[12345]");
  next.flush();
  expect(open().byStamp("/a.h", stamp)).toBe("[12345]");
});

test("another format or another kernel has files of its own", () => {
  const cache = open();
  cache.put("/a.h", stamp, hashOf("a"), "[1]");
  cache.flush();
  expect(open({ key: "headers-2-k" }).byStamp("/a.h", stamp)).toBeUndefined();
});

test("what was longest unused goes when the folder is too large", () => {
  const old = open({ key: "headers-1-old" });
  old.put("/a.h", stamp, hashOf("a"), `["${"x".repeat(5000)}"]`);
  old.flush();
  for (const name of packs()) utimesSync(join(folder, name), 1, 1);
  const cache = open({ mostBytes: 6000 });
  cache.put("/b.h", stamp, hashOf("b"), `["${"y".repeat(5000)}"]`);
  cache.flush();
  expect(packs().map((name) => name.startsWith("headers-1-k-"))).toEqual([true]);
});

test("a folder that cannot be written to is told once and harms nobody", () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  chmodSync(file, 0o400);
  const cache = open({ folder: join(file, "below") });
  cache.put("/a.h", stamp, hashOf("a"), "[1]");
  cache.flush();
  cache.flush();
  expect(told.length).toBe(1);
  expect(existsSync(join(file, "below"))).toBe(false);
});
