/** Which kernels a virtual machine can be started with, in folders made for it. */
import { chmod, mkdir, mkdtemp, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { VmKernel } from "../../../client/src/kernel/targets/target.ts";
import { type BootableKernel, bootableKernel } from "../../../client/src/kernel/targets/vm/bootable.ts";
import { readPackages, releaseOfPackage } from "../../../client/src/kernel/targets/vm/kernel-package.ts";
import {
  choosePackages,
  compareReleases,
  defaultVmKernel,
  type VmKernelChoice,
  vmKernels,
} from "../../../client/src/kernel/targets/vm/kernels.ts";

let root: string;
let cacheFolder: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "kmod-kernels-"));
  cacheFolder = path.join(root, "cache");
});
afterEach(() => rm(root, { recursive: true, force: true }));

const put = async (name: string, text = ""): Promise<void> => {
  await mkdir(path.dirname(path.join(root, name)), { recursive: true });
  await writeFile(path.join(root, name), text);
};
const find = (kernel: VmKernel): Promise<BootableKernel> =>
  bootableKernel(kernel, { root, cacheFolder }, () => undefined, new AbortController().signal);

test("an installed kernel is its image and the folder of its modules", async () => {
  await put("boot/vmlinuz-6.1.0-9-amd64");
  await put("lib/modules/6.1.0-9-amd64/modules.dep");
  expect(await find({ kind: "installed", release: "6.1.0-9-amd64" })).toEqual({
    release: "6.1.0-9-amd64",
    image: path.join(root, "boot/vmlinuz-6.1.0-9-amd64"),
    modules: { folder: path.join(root, "lib/modules/6.1.0-9-amd64"), tree: undefined },
  });
});

test("an image may lie with its modules, and a kernel may have none", async () => {
  await put("lib/modules/6.9.1-arch1/vmlinuz");
  expect(await find({ kind: "installed", release: "6.9.1-arch1" })).toMatchObject({
    image: path.join(root, "lib/modules/6.9.1-arch1/vmlinuz"),
    modules: undefined,
  });
});

test("a kernel that is not installed is named", async () => {
  await expect(find({ kind: "installed", release: "5.0.0" })).rejects.toMatchObject({
    problem: "settings",
    message: "The kernel 5.0.0 is not installed on this machine: there is no /boot/vmlinuz-5.0.0.",
  });
});

// Root can read any.
if (process.getuid?.() !== 0)
  test("an image that only root can read says how to change that", async () => {
    await put("boot/vmlinuz-6.8.0-45-generic");
    await chmod(path.join(root, "boot/vmlinuz-6.8.0-45-generic"), 0);
    await expect(find({ kind: "installed", release: "6.8.0-45-generic" })).rejects.toMatchObject({
      message: expect.stringContaining("readable by root only"),
    });
  });

const image = process.arch === "arm64" ? "arch/arm64/boot/Image" : "arch/x86/boot/bzImage";

test.each([
  // Before 5.x names carried the folder they are installed to; since 6.3 they are those of the objects.
  ["kernel/drivers/net/dummy.ko\nkernel/kernel/torture.ko\n"],
  ["drivers/net/dummy.ko\nkernel/torture.ko\n"],
  ["drivers/net/dummy.o\nkernel/torture.o\n"],
])("a built tree gives its modules by links, whatever modules.order looks like: %j", async (order) => {
  const tree = path.join(root, "linux tree");
  await put(`linux tree/${image}`);
  await put("linux tree/include/config/kernel.release", "6.10.0-mine\n");
  await put("linux tree/modules.order", order);
  await put("linux tree/modules.builtin", "kernel/drivers/virtio/virtio.ko\n");
  // Real modules are not needed: depmod indexes what it can read.
  const steps: string[] = [];
  await put("linux tree/drivers/net/dummy.ko");
  await put("linux tree/kernel/torture.ko");
  const found = await bootableKernel(
    { kind: "tree", folder: tree },
    { root, cacheFolder },
    (step) => steps.push(step),
    new AbortController().signal,
  );
  expect(found).toMatchObject({ release: "6.10.0-mine", image: path.join(tree, image) });
  const folder = found.modules?.folder ?? "";
  expect(found.modules?.tree).toBe(tree);
  expect(await readlink(path.join(folder, "kernel/drivers/net/dummy.ko"))).toBe(
    path.join(tree, "drivers/net/dummy.ko"),
  );
  expect(await readlink(path.join(folder, "kernel/kernel/torture.ko"))).toBe(
    path.join(tree, "kernel/torture.ko"),
  );
  expect(await readFile(path.join(folder, "modules.builtin"), "utf8")).toContain("virtio.ko");
  expect(steps).toEqual(["Indexing the modules of the kernel tree"]);
});

test("a tree that has not been built says what to do", async () => {
  await mkdir(path.join(root, "tree"), { recursive: true });
  await expect(find({ kind: "tree", folder: path.join(root, "tree") })).rejects.toMatchObject({
    problem: "settings",
    remedy: expect.stringContaining("make"),
  });
});

test("a package that has been fetched is used without apt", async () => {
  await put("cache/packages/linux-image-6.1.0-9-amd64/boot/vmlinuz-6.1.0-9-amd64");
  await put("cache/packages/linux-image-6.1.0-9-amd64/lib/modules/6.1.0-9-amd64/modules.dep");
  expect(await find({ kind: "package", name: "linux-image-6.1.0-9-amd64" })).toMatchObject({
    release: "6.1.0-9-amd64",
  });
});

test.each(["linux-image-../../etc", "-o=Dir::Bin=/bin/false", "bash", "linux-image-6.1 bash"])(
  "%j is no name of a kernel package and never reaches apt",
  async (name) => {
    await expect(find({ kind: "package", name })).rejects.toMatchObject({
      problem: "settings",
      message: `apt knows no kernel package ${name}.`,
    });
  },
);

test("the list has what is here, newest first, and says what headers are installed for", async () => {
  await put("boot/vmlinuz-6.1.0-9-amd64");
  await put("boot/vmlinuz-6.1.0-13-amd64");
  await put("boot/vmlinuz.old");
  await put("usr/src/headers/Makefile");
  await mkdir(path.join(root, "lib/modules/6.1.0-9-amd64"), { recursive: true });
  await symlink(path.join(root, "usr/src/headers"), path.join(root, "lib/modules/6.1.0-9-amd64/build"));
  await mkdir(path.join(cacheFolder, "packages/linux-image-6.12.5-amd64"), { recursive: true });
  await mkdir(path.join(cacheFolder, "packages/linux-image-6.12.6-amd64.part-x1"), { recursive: true });
  const here = (await vmKernels({ root, cacheFolder })).filter(({ state }) => state !== "available");
  expect(here.map(({ release, state, hasHeaders }) => [release, state, hasHeaders])).toEqual([
    ["6.12.5-amd64", "fetched", false],
    ["6.1.0-13-amd64", "installed", false],
    ["6.1.0-9-amd64", "installed", true],
  ]);
  expect(defaultVmKernel(here)?.release).toBe("6.1.0-9-amd64");
});

const choice = (
  release: string,
  state: VmKernelChoice["state"],
  { hasHeaders = false }: { readonly hasHeaders?: boolean } = {},
): VmKernelChoice => ({
  kernel: { kind: "installed", release },
  release,
  state,
  hasHeaders,
  downloadBytes: undefined,
});

test("a kernel that modules are built for here is proposed, even if it has to be fetched", () => {
  const choices = [
    choice("6.12.9", "installed"),
    choice("6.1.0-9", "available", { hasHeaders: true }),
    choice("6.12.10", "available"),
  ];
  expect(defaultVmKernel(choices)?.release).toBe("6.1.0-9");
});

test("without headers the newest that is here is proposed, and a package only where nothing is", () => {
  expect(defaultVmKernel([choice("6.12.9", "available"), choice("6.1.0", "installed")])?.release).toBe(
    "6.1.0",
  );
  expect(defaultVmKernel([choice("6.1.0", "available"), choice("6.12.9", "available")])?.release).toBe(
    "6.12.9",
  );
  expect(defaultVmKernel([])).toBeUndefined();
});

test("releases compare as versions do", () => {
  const releases = ["6.9.1", "6.12.0", "6.1.0-13-amd64", "6.1.0-9-amd64"];
  expect(releases.toSorted(compareReleases)).toEqual(["6.1.0-9-amd64", "6.1.0-13-amd64", "6.9.1", "6.12.0"]);
});

test("of the packages the plain flavour of each series is chosen, its newest, and what headers are there for", () => {
  const names = [
    "linux-image-6.1.0-9-amd64",
    "linux-image-6.1.0-13-amd64",
    "linux-image-6.1.0-13-amd64-unsigned",
    "linux-image-6.1.0-13-amd64-dbg",
    "linux-image-6.1.0-13-rt-amd64",
    "linux-image-6.1.0-13-cloud-amd64",
    "linux-image-amd64",
    "linux-image-6.12-amd64",
    "linux-image-6.12.5+deb12-amd64",
    "linux-image-generic",
    "linux-image-6.8.0-45-generic",
    "linux-image-6.8.0-45-lowlatency",
    "linux-image-unsigned-6.8.0-45-generic",
  ];
  expect(choosePackages(names, new Set(["6.1.0-9-amd64"]))).toEqual([
    "linux-image-6.1.0-13-amd64",
    "linux-image-6.8.0-45-generic",
    "linux-image-6.12.5+deb12-amd64",
    "linux-image-6.1.0-9-amd64",
  ]);
});

test("the release of a package is in its name", () => {
  expect(releaseOfPackage("linux-image-6.1.0-13-amd64-unsigned")).toBe("6.1.0-13-amd64");
  expect(releaseOfPackage("linux-image-unsigned-6.8.0-45-generic")).toBe("6.8.0-45-generic");
});

test("what apt shows of packages is read: name, version, bytes", () => {
  const shown =
    "Package: a\nVersion: 1:2-3\nSize: 70\nDescription: x\n Package: no\n\nPackage: b\nVersion: 4\nSize: 8\n";
  expect(readPackages(shown)).toEqual([
    { name: "a", version: "1:2-3", size: 70 },
    { name: "b", version: "4", size: 8 },
  ]);
});
