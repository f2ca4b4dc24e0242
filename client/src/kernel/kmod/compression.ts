/** Unpacks modules that distributions compress (CONFIG_MODULE_COMPRESS_*): gzip always, zstd where this node has it. */
import * as zlib from "node:zlib";
import * as l10n from "@vscode/l10n";

export type Unpacked =
  | { readonly kind: "unpacked"; readonly bytes: Uint8Array }
  /** It cannot be unpacked here; the reason is part of a sentence: "it is compressed with xz". */
  | { readonly kind: "packed"; readonly format: "gzip" | "zstd" | "xz"; readonly reason: string };

/** More than any module holds, so that a hostile file cannot fill the memory. */
const limit = 512 * 1024 * 1024;

/** The module's own bytes. A file that is not compressed is given back as it is; never throws. */
export function unpack(bytes: Uint8Array): Unpacked {
  const format = formatOf(bytes);
  if (format === undefined) return { kind: "unpacked", bytes };
  const unpacker = unpackers[format];
  if (unpacker === undefined)
    return { kind: "packed", format, reason: l10n.t`it is compressed with ${format}` };
  try {
    return { kind: "unpacked", bytes: unpacker(bytes, { maxOutputLength: limit }) };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return { kind: "packed", format, reason: l10n.t`unpacking it (${format}) failed: ${said}` };
  }
}

type Format = "gzip" | "zstd" | "xz";
type Unpacker = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

const unpackers: Readonly<Record<Format, Unpacker | undefined>> = {
  gzip: zlib.gunzipSync,
  // Node has it since 22.15; older hosts of VS Code do not.
  zstd: "zstdDecompressSync" in zlib ? zlib.zstdDecompressSync : undefined,
  xz: undefined,
};

const magics: readonly { readonly format: Format; readonly magic: readonly number[] }[] = [
  { format: "gzip", magic: [0x1f, 0x8b] },
  { format: "zstd", magic: [0x28, 0xb5, 0x2f, 0xfd] },
  { format: "xz", magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
];

const formatOf = (bytes: Uint8Array): Format | undefined =>
  magics.find(({ magic }) => magic.every((byte, at) => bytes[at] === byte))?.format;
