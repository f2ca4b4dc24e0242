/**
 * An archive as the kernel unpacks it at boot: cpio "newc", written without a program.
 * Source: Documentation/driver-api/early-userspace/buffer-format.rst of the kernel.
 */

export type ArchiveEntry =
  | { readonly kind: "folder"; readonly path: string; readonly mode?: number }
  | {
      readonly kind: "file";
      readonly path: string;
      readonly mode: number;
      readonly data: Uint8Array;
    }
  | { readonly kind: "link"; readonly path: string; readonly to: string }
  | {
      readonly kind: "device";
      readonly path: string;
      readonly mode: number;
      readonly major: number;
      readonly minor: number;
    };

/**
 * The archive of these entries, all of them root's. Folders on the way to an entry are added before it, with mode 0755.
 * @param entries paths from the root of the archive, without a leading slash; the first of two with one path counts
 */
export function writeArchive(entries: readonly ArchiveEntry[]): Buffer {
  const parts: Uint8Array[] = [];
  const written = new Set<string>();
  const write = (entry: ArchiveEntry): void => {
    if (written.has(entry.path)) return;
    written.add(entry.path);
    // The inode only has to differ: nothing here has several links.
    parts.push(...record(entry.path, fieldsOf(entry), written.size));
  };
  for (const entry of entries) {
    for (const folder of foldersOf(entry.path)) write({ kind: "folder", path: folder });
    write(entry);
  }
  parts.push(...record("TRAILER!!!", { mode: 0, data: nothing, major: 0, minor: 0 }, 0));
  return Buffer.concat(parts);
}

interface Fields {
  readonly mode: number;
  readonly data: Uint8Array;
  readonly major: number;
  readonly minor: number;
}

const nothing = new Uint8Array();

/** File types of stat(2). */
const types = {
  folder: 0o040000,
  file: 0o100000,
  link: 0o120000,
  device: 0o020000,
} as const;

function fieldsOf(entry: ArchiveEntry): Fields {
  const plain = { data: nothing, major: 0, minor: 0 };
  switch (entry.kind) {
    case "folder":
      return { ...plain, mode: types.folder | (entry.mode ?? 0o755) };
    case "file":
      return { ...plain, mode: types.file | entry.mode, data: entry.data };
    case "link":
      return {
        ...plain,
        mode: types.link | 0o777,
        data: Buffer.from(entry.to),
      };
    case "device":
      return {
        ...plain,
        mode: types.device | entry.mode,
        major: entry.major,
        minor: entry.minor,
      };
  }
}

function foldersOf(path: string): readonly string[] {
  const names = path.split("/").slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join("/"));
}

/** Magic and thirteen numbers of eight hexadecimal digits, the name with its NUL, the data; name and data end at multiples of four. */
function record(path: string, { mode, data, major, minor }: Fields, inode: number): readonly Uint8Array[] {
  const name = Buffer.from(`${path}\0`);
  const [owner, group, links, time, device] = [0, 0, 1, 0, 0];
  const numbers = [
    inode,
    mode,
    owner,
    group,
    links,
    time,
    data.length,
    device,
    device,
    major,
    minor,
    name.length,
    0, // Check sum: none in "newc".
  ];
  const head = `070701${numbers.map((number) => number.toString(16).padStart(8, "0")).join("")}`;
  return [Buffer.from(head), name, padding(head.length + name.length), data, padding(data.length)];
}

const padding = (length: number): Uint8Array => new Uint8Array((4 - (length % 4)) % 4);
