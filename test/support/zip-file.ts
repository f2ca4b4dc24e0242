/**
 * The files of a ZIP archive, as far as .vsix files need it: one part, below 4 GB, stored or deflated.
 * Source: PKWARE's APPNOTE.TXT, 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (its end).
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inflateRawSync } from "node:zlib";

export interface ZippedFile {
  readonly name: string;
  /** Bytes of the file itself. */
  readonly size: number;
  /** Bytes that it takes in the archive. */
  readonly packedSize: number;
  readonly read: () => Buffer;
}

const endSize = 22;
const endMark = 0x06054b50;
const entrySize = 46;
const localSize = 30;
const deflated = 8;

/** @throws where the bytes do not end as an archive does */
export function readZip(archive: Buffer): readonly ZippedFile[] {
  const end = archive.subarray(-endSize);
  if (end.length < endSize || end.readUInt32LE(0) !== endMark) throw new Error("this is no ZIP archive");
  const files: ZippedFile[] = [];
  let at = end.readUInt32LE(16);
  for (let left = end.readUInt16LE(10); left > 0; left--) {
    const entry = archive.subarray(at);
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => entry.readUInt16LE(offset));
    files.push(fileOf(archive, entry, nameLength ?? 0));
    at += entrySize + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return files;
}

function fileOf(archive: Buffer, entry: Buffer, nameLength: number): ZippedFile {
  const [packedSize, size, local] = [entry.readUInt32LE(20), entry.readUInt32LE(24), entry.readUInt32LE(42)];
  const isDeflated = entry.readUInt16LE(10) === deflated;
  return {
    name: entry.toString("utf8", entrySize, entrySize + nameLength),
    size,
    packedSize,
    read: () => {
      const start = local + localSize + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
      const bytes = archive.subarray(start, start + packedSize);
      return isDeflated ? inflateRawSync(bytes) : bytes;
    },
  };
}

/** Writes the files below a folder of the archive into one on the disk. */
export function unpack(files: readonly ZippedFile[], below: string, folder: string): void {
  for (const file of files.filter(({ name }) => name.startsWith(below) && !name.endsWith("/"))) {
    const target = path.join(folder, path.relative(below, file.name));
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, file.read());
  }
}
