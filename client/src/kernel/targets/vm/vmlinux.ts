/**
 * The kernel inside of a compressed image. Without hardware virtualisation unpacking it inside of the machine takes
 * longer than all the rest of its boot; QEMU boots the unpacked one as well (PVH).
 */
import { createHash } from "node:crypto";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip, zstdDecompress } from "node:zlib";
import { runToEnd } from "../spawn.ts";
import { findProgram } from "./machine-programs.ts";

/** A name for what is made of an image, which changes when the image does. */
export async function kernelStamp(image: string): Promise<string> {
  const { mtimeMs, size } = await stat(image);
  return createHash("sha256").update(`${image} ${mtimeMs} ${size}`).digest("hex").slice(0, 32);
}

/**
 * Unpacks an x86 boot image into a file.
 * @param temporary in the folder of `to`; is gone afterwards
 * @returns false, and no file, where it cannot be unpacked here or QEMU could not boot it: then the image itself serves
 */
export async function unpackKernel(
  {
    image,
    to,
    temporary,
  }: {
    readonly image: string;
    readonly to: string;
    readonly temporary: string;
  },
  signal: AbortSignal,
): Promise<boolean> {
  const payload = readPayload(await readFile(image, { signal }));
  if (payload === undefined) return false;
  try {
    await writeFile(temporary, payload.data);
    const kernel = await unpack(payload, temporary, signal);
    if (kernel === undefined || !isPvhKernel(kernel)) return false;
    await writeFile(temporary, kernel, { signal });
    await rename(temporary, to);
    return true;
  } finally {
    await rm(temporary, { force: true });
  }
}

type Format = "gzip" | "xz" | "zstd";

export interface Payload {
  readonly format: Format;
  readonly data: Buffer;
}

/**
 * The compressed kernel of a bzImage.
 * Source: Documentation/arch/x86/boot.rst: setup_sects, HdrS, payload_offset (from the protected-mode code on) and
 * payload_length; and `size_append` of scripts/Makefile.lib: all but gzip are followed by four bytes, the unpacked size.
 */
export function readPayload(image: Buffer): Payload | undefined {
  if (image.length < 0x260 || image.toString("latin1", 0x202, 0x206) !== "HdrS") return undefined;
  // 2.08 is the first with payload_offset.
  if (image.readUInt16LE(0x206) < 0x208) return undefined;
  const sectors = image.readUInt8(0x1f1) || 4;
  const start = (sectors + 1) * 512 + image.readUInt32LE(0x248);
  const data = image.subarray(start, start + image.readUInt32LE(0x24c));
  if (data.length < 8) return undefined;
  if (data.readUInt16BE(0) === 0x1f8b) return { format: "gzip", data };
  const withoutSize = data.subarray(0, -4);
  if (data.readUInt32LE(0) === 0xfd2fb528) return { format: "zstd", data: withoutSize };
  if (data.toString("latin1", 1, 5) === "7zXZ") return { format: "xz", data: withoutSize };
  return undefined;
}

async function unpack(
  { format, data }: Payload,
  file: string,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  if (format === "gzip") return promisify(gunzip)(data);
  // Hosts of Node before 22.15 have none.
  if (format === "zstd" && typeof zstdDecompress === "function") return promisify(zstdDecompress)(data);
  return unpackByProgram(format, file, signal);
}

/** A kernel is at most some 100 MB unpacked. */
async function unpackByProgram(
  program: "xz" | "zstd",
  file: string,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  const found = await findProgram(program);
  if (found === undefined) return undefined;
  const unpacked = `${file}.unpacked`;
  try {
    const script = 'exec "$1" -dc <"$2" >"$3"';
    const { exitCode } = await runToEnd(
      { argv: ["sh", "-c", script, "kmod", found, file, unpacked] },
      { signal, limitMs: 60_000 },
    );
    return exitCode === 0 ? await readFile(unpacked) : undefined;
  } finally {
    await rm(unpacked, { force: true });
  }
}

/**
 * A 64-bit ELF file with the note that names its PVH entry.
 * Source: include/xen/interface/elfnote.h: XEN_ELFNOTE_PHYS32_ENTRY is 18 of the owner "Xen"; QEMU's x86_load_linux
 * boots an ELF kernel only with it.
 */
export function isPvhKernel(kernel: Buffer): boolean {
  if (kernel.length < 64 || kernel.toString("latin1", 0, 5) !== "\x7fELF\x02") return false;
  const table = Number(kernel.readBigUInt64LE(0x20));
  const size = kernel.readUInt16LE(0x36);
  const count = kernel.readUInt16LE(0x38);
  for (let at = table; at < table + size * count && at + 56 <= kernel.length; at += size) {
    if (kernel.readUInt32LE(at) !== noteSegment) continue;
    const offset = Number(kernel.readBigUInt64LE(at + 8));
    const notes = kernel.subarray(offset, offset + Number(kernel.readBigUInt64LE(at + 32)));
    if (hasPvhNote(notes)) return true;
  }
  return false;
}

const noteSegment = 4;
const pvhEntry = 18;

/** Notes: three numbers (length of the name, of the value, type), the name, the value, each padded to four bytes. */
function hasPvhNote(notes: Buffer): boolean {
  for (let at = 0; at + 12 <= notes.length; ) {
    const [name, value, type] = [0, 4, 8].map((field) => notes.readUInt32LE(at + field));
    if (name === undefined || value === undefined) return false;
    if (type === pvhEntry && notes.toString("latin1", at + 12, at + 16) === "Xen\0") return true;
    at += 12 + padded(name) + padded(value);
  }
  return false;
}

const padded = (length: number): number => (length + 3) & ~3;
