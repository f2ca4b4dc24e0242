/** The kernel inside of a boot image, in images made as the kernel's build makes them. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runToEnd } from "../../../client/src/kernel/targets/spawn.ts";
import { bootSector, exitCodeOfProbe, probeArgv } from "../../../client/src/kernel/targets/vm/kvm.ts";
import { isPvhKernel, readPayload, unpackKernel } from "../../../client/src/kernel/targets/vm/vmlinux.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "kmod-vmlinux-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** An ELF file with one segment of notes. */
function kernelWithNote(owner: string, type: number): Buffer {
  const kernel = Buffer.alloc(64 + 56 + 24);
  kernel.write("\x7fELF\x02\x01\x01", "latin1");
  kernel.writeBigUInt64LE(64n, 0x20);
  kernel.writeUInt16LE(56, 0x36);
  kernel.writeUInt16LE(1, 0x38);
  kernel.writeUInt32LE(4, 64);
  kernel.writeBigUInt64LE(120n, 64 + 8);
  kernel.writeBigUInt64LE(24n, 64 + 32);
  kernel.writeUInt32LE(4, 120);
  kernel.writeUInt32LE(8, 124);
  kernel.writeUInt32LE(type, 128);
  kernel.write(owner, 132, "latin1");
  return kernel;
}

const pvhKernel = kernelWithNote("Xen\0", 18);

/** Source: Documentation/arch/x86/boot.rst: four sectors of setup after the first one; the payload some bytes behind. */
function bootImage(payload: Buffer): Buffer {
  const head = Buffer.alloc(5 * 512 + 100);
  head.writeUInt8(4, 0x1f1);
  head.write("HdrS", 0x202, "latin1");
  head.writeUInt16LE(0x20f, 0x206);
  head.writeUInt32LE(100, 0x248);
  head.writeUInt32LE(payload.length, 0x24c);
  return Buffer.concat([head, payload, Buffer.from("what comes after")]);
}

/** Of all but gzip the build writes the unpacked size behind. */
function withSize(payload: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(pvhKernel.length);
  return Buffer.concat([payload, size]);
}

async function unpack(image: Buffer): Promise<Buffer | undefined> {
  const to = path.join(folder, "to");
  await writeFile(path.join(folder, "image"), image);
  const place = { image: path.join(folder, "image"), to, temporary: `${to}.part` };
  const isUnpacked = await unpackKernel(place, new AbortController().signal);
  expect((await readdir(folder)).toSorted()).toEqual(isUnpacked ? ["image", "to"] : ["image"]);
  return isUnpacked ? readFile(to) : undefined;
}

test.each([
  ["gzip", () => gzipSync(pvhKernel)],
  ["zstd", () => withSize(zstdCompressSync(pvhKernel))],
] as const)("a kernel that was compressed by %s comes out as it went in", async (format, compress) => {
  const image = bootImage(compress());
  expect(readPayload(image)?.format).toBe(format);
  expect(await unpack(image)).toEqual(pvhKernel);
});

test("one that was compressed by xz does too", async () => {
  await writeFile(path.join(folder, "kernel"), pvhKernel);
  const script = 'xz --check=crc32 --x86 --lzma2 <"$1" >"$1.xz" && rm "$1"';
  await runToEnd({ argv: ["sh", "-c", script, "sh", path.join(folder, "kernel")] });
  const compressed = await readFile(path.join(folder, "kernel.xz"));
  await rm(path.join(folder, "kernel.xz"));
  expect(await unpack(bootImage(withSize(compressed)))).toEqual(pvhKernel);
});

test("what QEMU could not boot unpacked is left packed: no PVH entry, another format, no boot image", async () => {
  expect(isPvhKernel(kernelWithNote("GNU\0", 18))).toBe(false);
  expect(isPvhKernel(kernelWithNote("Xen\0", 5))).toBe(false);
  expect(await unpack(bootImage(gzipSync(kernelWithNote("GNU\0", 3))))).toBeUndefined();
  expect(await unpack(bootImage(Buffer.from("\x02!L\x18 an lz4 kernel")))).toBeUndefined();
  expect(await unpack(Buffer.from("not a kernel"))).toBeUndefined();
});

test.runIf(process.arch === "x64")(
  "the disk that shows that KVM works ends QEMU with its own exit code",
  async () => {
    const disk = path.join(folder, "disk,1");
    await writeFile(disk, bootSector());
    const ended = await runToEnd({ argv: probeArgv("qemu-system-x86_64", disk, "tcg") }, { limitMs: 15_000 });
    expect(ended).toMatchObject({ stderr: "", exitCode: exitCodeOfProbe });
  },
);
