/** Where Kbuild starts is found below a folder and above a file. */
import { describe, expect, test } from "vitest";
import { discoverRoots, discoverRootsOf } from "../../../server/src/core/kbuild/discover.ts";
import { evaluateProject } from "../../../server/src/core/kbuild/evaluate.ts";
import { memoryDisk } from "../../support/memory-disk.ts";

const below = (files: Record<string, string>, folder = "/w") =>
  discoverRoots(memoryDisk(files), folder).map((root) => `${root.kind} ${root.directory}`);

describe("below a folder", () => {
  test("each project is a root, the folders it descends into are not", () => {
    const files = {
      "/w/a/Makefile": "obj-m += core/ a.o\n",
      "/w/a/a.c": "",
      "/w/a/core/Makefile": "obj-m := core.o\n",
      "/w/a/core/core.c": "",
      "/w/b/Kbuild": "obj-$(CONFIG_B) := b.o\n",
      "/w/b/b.c": "",
      "/w/user/Makefile": "all: tool\n",
      "/w/node_modules/x/Makefile": "obj-m := x.o\n",
    };
    expect(below(files)).toEqual(["external /w/a", "external /w/b"]);
  });

  test("a kernel tree is one root, with its external neighbours", () => {
    const tree = {
      "/w/k/Kbuild": "obj-y += drivers/\n",
      "/w/k/Kconfig": "",
      "/w/k/Makefile": "VERSION = 6\n",
      "/w/k/drivers/Makefile": "obj-m := d.o\n",
    };
    expect(below({ ...tree, "/w/m/Makefile": "obj-m := m.o\n" })).toEqual([
      "kernel-tree /w/k",
      "external /w/m",
    ]);
    expect(below(tree, "/w/k")).toEqual(["kernel-tree /w/k"]);
  });

  test("a Makefile may send Kbuild to another folder", () => {
    const files = {
      "/w/Makefile": "all:\n\t$(MAKE) -C /k M=$(CURDIR)/src CONFIG_S=m modules\n",
      "/w/src/Kbuild": "obj-$(CONFIG_S) := s.o\n",
      "/w/src/s.c": "",
    };
    expect(below(files)).toEqual(["external /w/src"]);
    const project = evaluateProject(memoryDisk(files), { kind: "external", directory: "/w/src" });
    expect(project).toMatchObject({ kernelDirectory: "/k", modules: [{ name: "s", build: "module" }] });
  });
});

describe("above a file", () => {
  test("the outer project comes before the inner one", () => {
    const disk = memoryDisk({
      "/w/Makefile": "obj-m += sub/\n",
      "/w/sub/Makefile": "obj-m := a.o\n",
      "/w/sub/deep/a.c": "",
    });
    expect(discoverRootsOf(disk, "/w/sub/deep/a.c").map(({ directory }) => directory)).toEqual([
      "/w",
      "/w/sub",
    ]);
    expect(discoverRootsOf(disk, "/w/sub/deep/a.c", "/w/sub").map(({ directory }) => directory)).toEqual([
      "/w/sub",
    ]);
  });

  test("a kernel tree above is the root, and only the way to the file is read", () => {
    const disk = memoryDisk({
      "/k/Kbuild": "obj-y += a/ b/\n",
      "/k/Kconfig": "",
      "/k/Makefile": "VERSION = 6\n",
      "/k/a/Makefile": "obj-m := a.o\n",
      "/k/b/Makefile": "obj-m := b.o\n",
    });
    const [root] = discoverRootsOf(disk, "/k/b/b.c");
    expect(root).toEqual({ kind: "kernel-tree", directory: "/k" });
    const project = evaluateProject(disk, { kind: "kernel-tree", directory: "/k" }, { within: "/k/b" });
    expect(project.modules.map(({ name }) => name)).toEqual(["b"]);
  });

  test("a file that no Makefile reaches has none", () => {
    expect(discoverRootsOf(memoryDisk({ "/w/a.c": "" }), "/w/a.c")).toEqual([]);
  });
});
