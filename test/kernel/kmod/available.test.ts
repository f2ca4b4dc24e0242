import { rmSync } from "node:fs";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { CommandError } from "../../../client/src/kernel/errors.ts";
import { availableModules, blacklist } from "../../../client/src/kernel/kmod/available.ts";
import { allTools, fakeRoot, run } from "./run-script.ts";

const { tools, folder } = allTools();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let root: ReturnType<typeof fakeRoot> | undefined;
afterEach(() => root?.remove());

describe.each(tools)("by $name", (tool) => {
  test("the modules of a kernel are those of modules.dep and modules.builtin", () => {
    const { folder: at } = (root = fakeRoot({
      "lib/modules/6.1/modules.dep":
        "kernel/sound/snd-pcm.ko.xz: kernel/sound/snd.ko.xz\nkernel/sound/snd.ko.xz:\nhello.ko:\n",
      "lib/modules/6.1/modules.builtin": "kernel/fs/binfmt_elf.ko\n",
    }));
    expect(run(availableModules("6.1", at), tool)).toEqual([
      { name: "snd_pcm", path: "kernel/sound/snd-pcm.ko.xz", folder: "kernel/sound", isBuiltIn: false },
      { name: "snd", path: "kernel/sound/snd.ko.xz", folder: "kernel/sound", isBuiltIn: false },
      { name: "hello", path: "hello.ko", folder: "", isBuiltIn: false },
      { name: "binfmt_elf", path: "kernel/fs/binfmt_elf.ko", folder: "kernel/fs", isBuiltIn: true },
    ]);
  });

  test("before depmod has run the files themselves are found", () => {
    const { folder: at } = (root = fakeRoot({
      "lib/modules/6.1/updates/a.ko": "",
      "lib/modules/6.1/updates/b.ko.zst": "",
      "lib/modules/6.1/updates/c.kov": "",
    }));
    const found = run(availableModules("6.1", at), tool);
    expect(found.map(({ path }) => path).toSorted()).toEqual(["updates/a.ko", "updates/b.ko.zst"]);
  });

  test("a kernel without installed modules is said to have none", () => {
    const { folder: at } = (root = fakeRoot({}));
    expect(() => run(availableModules("6.1", at), tool)).toThrow(CommandError);
    expect(() => run(availableModules("6.1", at), tool)).toThrow("there is no /lib/modules/6.1");
  });

  test("what is kept from being loaded is named with its file and line", () => {
    const { folder: at } = (root = fakeRoot({
      "etc/modprobe.d/a.conf": "# blacklist not\n\n  blacklist snd-pcsp\ninstall dccp /bin/false\n",
      "etc/modprobe.d/b.conf": "install ipv6 /sbin/modprobe --ignore-install ipv6\nblacklistx y\n",
      "etc/modprobe.d/c.txt": "blacklist other\n",
      "lib/modprobe.d/a.conf": "blacklist hidden\n",
      "lib/modprobe.d/z.conf": "blacklist dccp\n",
      "proc/cmdline": "quiet module_blacklist=nouveau,a-b modprobe.blacklist=floppy\n",
    }));
    const kept = [...run(blacklist(at), tool).values()];
    expect(kept.map(({ name, kind, file, line }) => [name, kind, file, line])).toEqual([
      ["snd_pcsp", "blacklist", "/etc/modprobe.d/a.conf", 3],
      ["dccp", "install", "/etc/modprobe.d/a.conf", 4],
      ["nouveau", "kernel", "/proc/cmdline", 1],
      ["a_b", "kernel", "/proc/cmdline", 1],
      ["floppy", "blacklist", "/proc/cmdline", 1],
    ]);
  });
});
