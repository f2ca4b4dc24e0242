/** A packed extension for the tests of this folder: what is in the file, and it unpacked where there is no node_modules. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { packageExtension, type Target } from "../../scripts/package.ts";
import { readZip, unpack, type ZippedFile } from "../support/zip-file.ts";

export interface Packed {
  readonly vsix: string;
  /** Bytes of the .vsix file. */
  readonly size: number;
  /** By their paths in the extension. */
  readonly files: ReadonlyMap<string, ZippedFile>;
  /** Where the extension is unpacked. */
  readonly folder: string;
  /** What packing said. */
  readonly said: readonly string[];
  dispose(): void;
}

/** Packs what `dist/` holds; KMOD_VSIX names a universal package that is to be tested as it is. */
export async function pack(target: Target): Promise<Packed> {
  const home = mkdtempSync(path.join(tmpdir(), "kmod-packed-"));
  const said: string[] = [];
  const named = target === "universal" ? (process.env["KMOD_VSIX"] ?? "") : "";
  const out = path.join(home, "kmod.vsix");
  const vsix = named === "" ? await packageExtension({ target, out, say: (line) => said.push(line) }) : named;
  const archive = readFileSync(vsix);
  const entries = readZip(archive);
  const folder = path.join(home, "extension");
  unpack(entries, "extension/", folder);
  const own = entries.filter(({ name }) => name.startsWith("extension/"));
  return {
    vsix,
    size: archive.length,
    files: new Map(own.map((file) => [file.name.slice("extension/".length), file])),
    folder,
    said,
    dispose: () => rmSync(home, { recursive: true, force: true }),
  };
}
