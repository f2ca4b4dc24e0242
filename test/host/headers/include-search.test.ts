/** Headers are found as gcc finds them: beside the file, in the folders in their order, behind a folder for the next. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  createFolders,
  createIncludeSearch,
  settledFolders,
} from "../../../server/src/host/headers/include-search.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kmod-search-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const searchIn = (files: readonly string[], directories: readonly string[]) => {
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), "");
  }
  const folders = createFolders();
  const kernel = settledFolders(
    folders,
    directories.map((directory) => join(folder, directory)),
  );
  const search = createIncludeSearch(folders, {
    first: [join(folder, "first")],
    kernel,
    own: [join(folder, "own")],
  });
  const resolve = (path: string, form: "system" | "quoted", from: string, isNext = false) =>
    search.resolve(path, form, isNext, join(folder, from))?.slice(folder.length + 1);
  return { resolve, folders };
};

test("angle brackets mean the first folder that has it, never the one beside", () => {
  const { resolve } = searchIn(["src/a.h", "one/linux/b.h", "two/a.h", "two/linux/b.h"], ["one", "two"]);
  expect(resolve("a.h", "system", "src/x.c")).toBe("two/a.h");
  expect(resolve("linux/b.h", "system", "src/x.c")).toBe("one/linux/b.h");
  expect(resolve("none.h", "system", "src/x.c")).toBeUndefined();
});

test("some folders of a module come before the kernel's, the others behind", () => {
  const files = ["first/a.h", "one/a.h", "one/b.h", "own/b.h", "own/c.h"];
  const { resolve } = searchIn(files, ["one"]);
  expect(["a.h", "b.h", "c.h"].map((path) => resolve(path, "system", "src/x.c"))).toEqual([
    "first/a.h",
    "one/b.h",
    "own/c.h",
  ]);
});

test("quotes mean the file beside the one that includes, else the folders", () => {
  const { resolve } = searchIn(["src/a.h", "src/sub/c.h", "one/a.h", "one/b.h"], ["one"]);
  expect(resolve("a.h", "quoted", "src/x.c")).toBe("src/a.h");
  expect(resolve("../a.h", "quoted", "src/sub/c.h")).toBe("src/a.h");
  expect(resolve("b.h", "quoted", "src/x.c")).toBe("one/b.h");
});

test("include_next goes on behind the folder of the file that includes", () => {
  const { resolve } = searchIn(["arch/asm/a.h", "generic/asm/a.h"], ["arch", "generic"]);
  expect(resolve("asm/a.h", "system", "arch/asm/a.h", true)).toBe("generic/asm/a.h");
  expect(resolve("asm/a.h", "system", "generic/asm/a.h", true)).toBeUndefined();
});

test("an absolute path is itself", () => {
  const { resolve } = searchIn(["src/a.h"], []);
  expect(resolve(join(folder, "src/a.h"), "quoted", "src/x.c")).toBe("src/a.h");
});

test("a header that appears is seen once its folder is forgotten and a search begins", () => {
  const { folders } = searchIn(["one/a.h"], ["one"]);
  expect(folders.isFile(join(folder, "one/b.h"))).toBe(false);
  writeFileSync(join(folder, "one/b.h"), "");
  folders.forget(join(folder, "one"));
  expect(folders.isFile(join(folder, "one/b.h"))).toBe(true);
});
