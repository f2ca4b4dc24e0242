/**
 * Which versions of which libraries a shared object of Linux needs: its version references (.gnu.version_r).
 * Layout: Linux Standard Base, "Symbol Versioning", "Version Requirements"; little endian, as all that is packed is.
 */
import { readElf } from "../client/src/kernel/kmod/elf.ts";

/** The newest that Debian 12 (2.36, 3.4.30), Ubuntu 22.04 (2.35, 3.4.30) and RHEL 9 (2.34, 3.4.29) all have. */
const newest: ReadonlyMap<string, string> = new Map([
  ["GLIBC", "2.34"],
  ["GLIBCXX", "3.4.29"],
  ["CXXABI", "1.3.13"],
  ["GCC", "11.0"],
]);

/**
 * The versions that the object refers to, as `GLIBC_2.17`; none where it has no such section.
 *
 * @throws where the bytes are no ELF file
 */
export function neededVersions(bytes: Uint8Array): readonly string[] {
  const elf = readElf(bytes);
  if ("elfProblem" in elf) throw new Error(elf.message);
  const needs = elf.sections.find(({ name }) => name === ".gnu.version_r");
  if (needs === undefined) return [];
  const strings = elf.sections[needs.link]?.bytes ?? new Uint8Array();
  const view = new DataView(needs.bytes.buffer, needs.bytes.byteOffset, needs.bytes.byteLength);
  const versions: string[] = [];
  // Verneed: version, count (halves), file, first Vernaux, next Verneed (words; offsets from the entry; 0 ends).
  for (let file = 0, next = -1; next !== 0; file += next) {
    next = view.getUint32(file + 12, true);
    // Vernaux: hash (word), flags, index (halves), name, next (words).
    for (let at = file + view.getUint32(file + 8, true), step = -1; step !== 0; at += step) {
      step = view.getUint32(at + 12, true);
      versions.push(stringAt(strings, view.getUint32(at + 8, true)));
    }
  }
  return versions;
}

/** Those of them that one of the three systems lacks. */
export function tooNew(versions: readonly string[]): readonly string[] {
  return versions.filter((version) => {
    const [, family = "", number = ""] = /^([A-Z]+)_([\d.]+)$/u.exec(version) ?? [];
    const limit = newest.get(family);
    return limit === undefined || number.localeCompare(limit, "en", { numeric: true }) > 0;
  });
}

function stringAt(strings: Uint8Array, start: number): string {
  return new TextDecoder().decode(strings.subarray(start, strings.indexOf(0, start)));
}
