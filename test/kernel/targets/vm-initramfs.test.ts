/** What is in the file system that a virtual machine boots with. */
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runToEnd } from "../../../client/src/kernel/targets/spawn.ts";
import type { BootableKernel } from "../../../client/src/kernel/targets/vm/bootable.ts";
import {
  moduleName,
  modulesToLoad,
  readModuleIndex,
} from "../../../client/src/kernel/targets/vm/guest-modules.ts";
import { initScript } from "../../../client/src/kernel/targets/vm/init-script.ts";
import { type Initramfs, makeInitramfs } from "../../../client/src/kernel/targets/vm/initramfs.ts";
import { findPrograms, readLibraries } from "../../../client/src/kernel/targets/vm/machine-programs.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "kmod-initramfs-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = async (name: string, data: string | Uint8Array, mode = 0o644): Promise<string> => {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, data, { mode });
  return file;
};

/** Programs that are scripts: no library belongs to them. */
const programs = async () => ({
  qemu: "qemu",
  starters: [await put("bin/setsid", "#!/bin/sh\n# setsid", 0o755)],
  dropbearkey: "dropbearkey",
  sshKeygen: "ssh-keygen",
  busybox: await put(
    "bin/busybox",
    "#!/bin/sh\nprintf 'busybox\\nsh\\nsetsid\\nls\\n[\\ninsmod\\nmodprobe\\n'",
    0o755,
  ),
  sh: await put("bin/sh", "#!/bin/sh\n# a shell", 0o755),
  kmod: await put("bin/kmod", "#!/bin/sh\n# kmod", 0o755),
  dropbear: await put("bin/dropbear", "#!/bin/sh\n# dropbear", 0o755),
});

async function kernelWithModules(): Promise<BootableKernel> {
  await put("m/kernel/virtio_net.ko", "net");
  await put("m/kernel/failover.ko.gz", gzipSync("failover"));
  await put("m/kernel/9p.ko", "9p");
  await put("m/kernel/9pnet_virtio.ko", "9pnet");
  await put(
    "m/modules.dep",
    "kernel/virtio_net.ko: kernel/failover.ko.gz\nkernel/failover.ko.gz:\nkernel/9p.ko:\nkernel/9pnet_virtio.ko:\n",
  );
  await put("m/modules.builtin", "kernel/drivers/virtio/virtio_pci.ko\n");
  return { release: "6.1.0-test", image: "", modules: { folder: path.join(folder, "m"), tree: undefined } };
}

async function make(): Promise<Initramfs> {
  const input = { kernel: await kernelWithModules(), programs: await programs(), unique: "1" };
  return makeInitramfs({ ...input, cacheFolder: path.join(folder, "cache") }, new AbortController().signal);
}

const read = async (archive: string, ...names: readonly string[]): Promise<string> => {
  const script = 'a=$1; shift; cpio -i --quiet --to-stdout "$@" <"$a"';
  return (await runToEnd({ argv: ["sh", "-c", script, "sh", archive, ...names] })).stdout;
};

test("it has the programs, a link for each name they go by, and the modules of the network uncompressed", async () => {
  const { file, shares } = await make();
  const { stdout } = await runToEnd({ argv: ["sh", "-c", 'cpio -tv --quiet <"$1"', "sh", file] });
  expect(stdout).toContain(" bin/ls -> /bin/busybox");
  expect(stdout).toContain(" sbin/modprobe -> /bin/kmod");
  // busybox's own insmod and shell would stand before those that are meant.
  expect(stdout).not.toContain(" bin/insmod");
  // Nor may busybox start anything by a name: it would start itself.
  expect(await read(file, "bin/setsid")).toBe("#!/bin/sh\n# setsid");
  expect(await read(file, "bin/sh")).toBe("#!/bin/sh\n# a shell");
  expect(await read(file, "early/failover.ko")).toBe("failover");
  expect(await read(file, "etc/shells")).toBe("/bin/sh\n");
  expect(shares).toEqual([{ tag: "modules", folder: path.join(folder, "m") }]);
});

test("init loads what a module needs before it, and starts the SSH server before what it can wait for", async () => {
  const init = await read((await make()).file, "init");
  const order = [
    "insmod /early/failover.ko",
    "insmod /early/virtio_net.ko",
    "\ndropbear ",
    "insmod /early/9p.ko",
    "mount -t 9p",
    "kmod: this machine is ready",
  ].map((text) => init.indexOf(text));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(order).not.toContain(-1);
});

test("it is made once, and again when one of its parts has changed", async () => {
  const parts = {
    kernel: await kernelWithModules(),
    programs: await programs(),
    cacheFolder: path.join(folder, "cache"),
    unique: "1",
  };
  const again = async (): Promise<string> => (await makeInitramfs(parts, new AbortController().signal)).file;
  const first = await again();
  expect(await again()).toBe(first);
  await utimes(parts.programs.kmod, new Date(0), new Date(0));
  const second = await again();
  expect(second).not.toBe(first);
  expect(await readdir(path.dirname(first))).toEqual(
    [first, second].map((file) => path.basename(file)).toSorted(),
  );
});

test("two that make it at once both get it whole", async () => {
  const kernel = await kernelWithModules();
  const found = await programs();
  const made = await Promise.all(
    ["1", "2", "3"].map((unique) =>
      makeInitramfs(
        { kernel, programs: found, cacheFolder: path.join(folder, "cache"), unique },
        new AbortController().signal,
      ),
    ),
  );
  expect(new Set(made.map(({ file }) => file)).size).toBe(1);
  expect(await read(made[0]?.file ?? "", "bin/kmod")).toBe("#!/bin/sh\n# kmod");
});

test("a kernel without 9p mounts nothing, and one without modules loads nothing", async () => {
  const parts = { programs: await programs(), cacheFolder: path.join(folder, "cache"), unique: "1" };
  const kernel = { release: "6.1.0-test", image: "", modules: undefined };
  const { file, shares } = await makeInitramfs({ ...parts, kernel }, new AbortController().signal);
  expect(shares).toEqual([]);
  expect(await read(file, "init")).not.toMatch(/insmod|mount -t 9p/u);
});

test("a folder with blanks and quotes is mounted as one word", () => {
  const init = initScript({
    networkModules: [],
    shareModules: [],
    shares: [{ tag: "tree", at: "/home/a b/it's", isChanging: true }],
  });
  expect(init).toContain(String.raw`tree '/home/a b/it'\''s'`);
});

test("modules.dep gives the order: what is needed stands before what needs it, none twice", () => {
  // Source: lib/modules of Debian's 6.1: a needed module stands to the right of what needs it.
  const index = readModuleIndex(
    "k/virtio_net.ko: k/net_failover.ko k/failover.ko\nk/net_failover.ko: k/failover.ko\nk/failover.ko:\nk/9p.ko.xz: k/net_failover.ko k/failover.ko\n",
    "kernel/virtio-pci.ko\n",
  );
  expect(modulesToLoad(index, ["virtio_pci", "virtio_net", "9p", "nowhere"])).toEqual({
    files: ["k/failover.ko", "k/net_failover.ko", "k/virtio_net.ko", "k/9p.ko.xz"],
    missing: ["nowhere"],
  });
  expect(moduleName("kernel/drivers/net/virtio-net.ko.zst")).toBe("virtio_net");
});

test("libraries are those that the loader names", () => {
  // As ldd of glibc prints it, and that of musl.
  const glibc =
    "\tlinux-vdso.so.1 (0x00007ffd)\n\tlibz.so.1 => /lib/libz.so.1 (0x00007f)\n\t/lib64/ld-linux-x86-64.so.2 (0x00007f)\n";
  expect(readLibraries(glibc)).toEqual(["/lib/libz.so.1", "/lib64/ld-linux-x86-64.so.2"]);
  expect(readLibraries("\tstatically linked\n")).toEqual([]);
});

test("all programs that are missing are named in one message, with the line that installs them", async () => {
  await put("some/busybox", "", 0o755);
  await put("some/kmod", "", 0o644);
  await expect(findPrograms("x86_64", [path.join(folder, "some")])).rejects.toMatchObject({
    problem: "missing-program",
    message:
      "A virtual machine needs qemu-system-x86_64, sh, kmod, dropbear, dropbearkey, ssh-keygen, which are not installed on this machine.",
    remedy: expect.stringMatching(
      /apt-get install qemu-system-x86 .*dropbear-bin openssh-client .*dnf install .*openssh-clients .*pacman -S .*openssh$/u,
    ),
  });
});
