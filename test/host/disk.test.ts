/** The real disk: what can be read is read, what cannot is undefined and told once. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { discoverRoots } from "../../server/src/core/kbuild/discover.ts";
import { evaluateProject } from "../../server/src/core/kbuild/evaluate.ts";
import { cachedDisk, nodeDisk, overlayDisk } from "../../server/src/host/disk.ts";
import { memoryDisk } from "../support/memory-disk.ts";

let folder = "";
let log: string[] = [];
const path = (name: string): string => join(folder, name);
const disk = (maxBytes?: number) =>
  nodeDisk({ log: (message) => log.push(message), ...(maxBytes === undefined ? {} : { maxBytes }) });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kmod-disk-"));
  log = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("nodeDisk", () => {
  test("reads a text, and decodes bytes that are no UTF-8 with replacements", () => {
    writeFileSync(path("a.c"), Buffer.from([0x61, 0xff, 0x62]));
    expect(disk().readText(path("a.c"))).toBe("a\uFFFDb");
    expect(log).toEqual([]);
  });

  test("leaves a binary file, and says so once", () => {
    writeFileSync(path("Makefile"), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1]));
    const one = disk();
    expect([one.readText(path("Makefile")), one.readText(path("Makefile"))]).toEqual([undefined, undefined]);
    expect(log).toEqual([`${path("Makefile")}: not read: a binary file`]);
    expect(discoverRoots(one, folder)).toEqual([]);
  });

  test("leaves a file of 50 MB unread, and says why", () => {
    writeFileSync(path("Makefile"), "obj-m := foo.o\n");
    truncateSync(path("Makefile"), 50 * 1024 * 1024);
    const one = disk();
    expect(one.readText(path("Makefile"))).toBeUndefined();
    expect(evaluateProject(one, { kind: "external", directory: folder }).modules).toEqual([]);
    expect(log).toEqual([
      `${path("Makefile")}: not read: 52428800 bytes, more than the 16777216 that are read`,
    ]);
  });

  test("is silent about what is not there", () => {
    writeFileSync(path("file"), "");
    const one = disk();
    expect([
      one.readText(path("no")),
      one.list(path("no")),
      one.kindOf(path("no")),
      one.readText(path("file/x")),
    ]).toEqual(Array(4).fill(undefined));
    expect([one.readText(folder), one.list(path("file"))]).toEqual([undefined, undefined]);
    expect(log).toEqual([]);
  });

  test("lists in name order and follows links; a link to nothing or to itself is neither file nor folder", () => {
    mkdirSync(path("dir"));
    writeFileSync(path("b"), "");
    symlinkSync("b", path("a"));
    symlinkSync("dir", path("c"));
    symlinkSync("nothing", path("e"));
    symlinkSync("loop", path("loop"));
    expect(disk().list(folder)).toEqual([
      { name: "a", kind: "file" },
      { name: "b", kind: "file" },
      { name: "c", kind: "directory" },
      { name: "dir", kind: "directory" },
      { name: "e", kind: "other" },
      { name: "loop", kind: "other" },
    ]);
    expect(disk().kindOf(path("loop"))).toBeUndefined();
  });

  test("a folder that links to itself does not catch the search for projects", () => {
    mkdirSync(path("src"));
    symlinkSync("..", path("src/up"));
    writeFileSync(path("src/Makefile"), "obj-m := foo.o\n");
    writeFileSync(path("src/foo.c"), "");
    expect(discoverRoots(disk(), folder).map((root) => root.directory)).toEqual([path("src")]);
    expect(disk().list(path("src"))).toContainEqual({ name: "up", kind: "other" });
  });
});

describe("overlayDisk", () => {
  test("shows unsaved texts above the files, new ones in lists too", () => {
    const texts = new Map([["/p/a.c", "new"]]);
    const over = overlayDisk(memoryDisk({ "/p/a.c": "old", "/p/b.c": "b" }), texts);
    expect([over.readText("/p/a.c"), over.readText("/p/b.c")]).toEqual(["new", "b"]);
    texts.set("/p/c.c", "");
    expect(over.kindOf("/p/c.c")).toBe("file");
    expect(over.list("/p")?.map(({ name }) => name)).toEqual(["a.c", "b.c", "c.c"]);
  });
});

describe("cachedDisk", () => {
  test("asks again only for what was invalidated", () => {
    const files: Record<string, string> = { "/p/a.c": "1", "/p/sub/b.c": "1" };
    const asked: string[] = [];
    const cached = cachedDisk({
      readText: (file) => (asked.push(file), files[file]),
      list: (file) => memoryDisk(files).list(file),
      kindOf: (file) => memoryDisk(files).kindOf(file),
    });
    const read = () => ["/p/a.c", "/p/sub/b.c", "/p/none"].map((file) => cached.readText(file));
    expect(read()).toEqual(read());
    expect(asked).toHaveLength(3);
    expect(cached.list("/p")).toHaveLength(2);
    files["/p/a.c"] = "2";
    files["/p/new.c"] = "";
    cached.invalidate("/p/a.c");
    expect(read()).toEqual(["2", "1", undefined]);
    expect(cached.list("/p")).toHaveLength(3);
    cached.invalidate("/p/sub");
    cached.clear();
    expect(read()).toEqual(["2", "1", undefined]);
    expect(asked).toHaveLength(7);
  });
});
