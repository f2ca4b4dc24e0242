/**
 * Reads a .ko file: what it says of itself, which symbols it needs and gives, who signed it. Pure on bytes; a file that
 * is no module, or that cannot be read here, gives a described reason and never an exception.
 */
import * as l10n from "@vscode/l10n";
import { architectureOf } from "./architecture.ts";
import { unpack } from "./compression.ts";
import { type Elf, type ElfSymbol, readElf, reader, readSymbols, sectionBytes, stringAt } from "./elf.ts";
import { type ModinfoField, moduleInfoOf, parametersOf } from "./modinfo-fields.ts";
import type { KoFile } from "./module-info.ts";
import { readSignature } from "./signature.ts";

/** Why a file could not be read as a module. */
export interface KoProblem {
  readonly problem: "empty" | "compressed" | "not-elf" | "not-relocatable" | "not-a-module" | "damaged";
  /** One sentence that names the file. */
  readonly message: string;
  /** One sentence: what to do. */
  readonly remedy: string;
}

/** @param file the path it was read from: it is shown, and names a module that does not name itself */
export function readKoFile(file: string, bytes: Uint8Array): KoFile | KoProblem {
  if (bytes.length === 0)
    return problem("empty", l10n.t`${file} is empty.`, l10n.t("Build the module again."));
  const unpacked = unpack(bytes);
  if (unpacked.kind === "packed") {
    const tool = { gzip: "gunzip", zstd: "unzstd", xz: "unxz" }[unpacked.format];
    return problem(
      "compressed",
      l10n.t`${file} cannot be read: ${unpacked.reason}.`,
      l10n.t`Unpack it with ${tool}, or ask modinfo for it.`,
    );
  }
  const elf = readElf(unpacked.bytes);
  if ("elfProblem" in elf) {
    const remedy =
      elf.elfProblem === "damaged"
        ? l10n.t("Build the module again.")
        : l10n.t("Choose the .ko file that the build made.");
    return problem(elf.elfProblem, l10n.t`${file} is not a kernel module: ${elf.message}.`, remedy);
  }
  const isModule = sectionBytes(elf, ".gnu.linkonce.this_module") !== undefined;
  const modinfo = sectionBytes(elf, ".modinfo");
  if (elf.type !== relocatable) {
    return problem(
      "not-relocatable",
      notRelocatable(file, elf.type),
      l10n.t("Choose the .ko file that the build made."),
    );
  }
  if (modinfo === undefined || !isModule) {
    return problem(
      "not-a-module",
      l10n.t`${file} is an object file, but not a whole kernel module: it has no ${modinfo === undefined ? ".modinfo" : ".gnu.linkonce.this_module"} section.`,
      l10n.t(
        "Build it with the kernel's Kbuild (make -C /lib/modules/$(uname -r)/build M=$PWD modules) and choose the .ko file.",
      ),
    );
  }
  return describe({ file, bytes: unpacked.bytes, elf, modinfo });
}

/** Tells the two answers of `readKoFile` apart. */
export const isKoProblem = (read: KoFile | KoProblem): read is KoProblem => "problem" in read;

const relocatable = 1; // ET_REL

function notRelocatable(file: string, type: number): string {
  switch (type) {
    case 2: // ET_EXEC
      return l10n.t`${file} is not a kernel module: it is an executable program.`;
    case 3: // ET_DYN
      return l10n.t`${file} is not a kernel module: it is a program or a shared library.`;
    case 4: // ET_CORE
      return l10n.t`${file} is not a kernel module: it is a core dump.`;
    default:
      return l10n.t`${file} is not a kernel module: it is another kind of ELF file.`;
  }
}

interface Parts {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly elf: Elf;
  readonly modinfo: Uint8Array;
}

function describe({ file, bytes, elf, modinfo }: Parts): KoFile {
  const own = modinfoFields(modinfo);
  const fields = own.some(({ key }) => key === "name") ? own : [...own, ...nameField(elf)];
  const symbols = readSymbols(elf);
  const defines = (name: string): boolean =>
    symbols.some((symbol) => symbol.name === name && symbol.section !== 0);
  return {
    ...moduleInfoOf({ file, fields, parameters: parametersOf(fields), signature: readSignature(bytes) }),
    architecture: architectureOf(elf),
    undefinedSymbols: symbols.filter(mustBeProvided).map(({ name }) => name),
    exportedSymbols: exportedSymbols(symbols),
    symbolVersions: symbolVersions(elf),
    hasInit: defines("init_module"),
    hasExit: defines("cleanup_module"),
  };
}

/** Splits .modinfo: `key=value` texts with any number of NUL bytes between them. */
function modinfoFields(bytes: Uint8Array): readonly ModinfoField[] {
  const text = new TextDecoder().decode(bytes);
  return text.split("\0").flatMap((entry) => {
    const equals = entry.indexOf("=");
    return equals < 0 ? [] : [{ key: entry.slice(0, equals), value: entry.slice(equals + 1) }];
  });
}

/** Modules built before 4.13 give their name only in struct module: after an int and the two pointers of its list. */
function nameField(elf: Elf): readonly ModinfoField[] {
  const name = stringAt(
    sectionBytes(elf, ".gnu.linkonce.this_module") ?? new Uint8Array(),
    elf.is64 ? 24 : 12,
  );
  return /^[\w,+.-]+$/.test(name) ? [{ key: "name", value: name }] : [];
}

/**
 * A weak one may stay unresolved. What a linker makes is left out as the kernel leaves it out (ignore_undef_symbol in
 * kernel/module/main.c), and so are SPARC's registers (STT_REGISTER).
 */
const mustBeProvided = ({ name, binding, section, type }: ElfSymbol): boolean =>
  section === 0 && binding === "global" && type !== 13 && name !== "" && name !== "_GLOBAL_OFFSET_TABLE_";

const exportPrefix = "__ksymtab_";

/** Source: include/linux/export-internal.h: each export has a `__ksymtab_NAME` in the file's own symbols. */
function exportedSymbols(symbols: readonly ElfSymbol[]): readonly string[] {
  const names = symbols
    .filter(({ name, section }) => section !== 0 && name.startsWith(exportPrefix))
    .map(({ name }) => name.slice(exportPrefix.length));
  return [...new Set(names)].toSorted();
}

/**
 * With CONFIG_MODVERSIONS: entries of 64 bytes, a long and the name; since 6.14 (CONFIG_EXTENDED_MODVERSIONS) also numbers
 * of four bytes beside a list of names of any length. Source: struct modversion_info in include/linux/module.h,
 * add_extended_versions in scripts/mod/modpost.c.
 */
function symbolVersions(elf: Elf): ReadonlyMap<string, number> {
  const versions = new Map<string, number>();
  const numbers = sectionBytes(elf, "__version_ext_crcs");
  const names = sectionBytes(elf, "__version_ext_names");
  if (numbers !== undefined && names !== undefined) {
    const fields = reader(numbers, elf);
    for (const [index, name] of new TextDecoder().decode(names).split("\0").entries()) {
      if (name !== "" && index * 4 + 4 <= numbers.length) versions.set(name, fields.word(index * 4));
    }
  }
  const entries = sectionBytes(elf, "__versions") ?? new Uint8Array();
  const fields = reader(entries, elf);
  const nameAt = elf.is64 ? 8 : 4;
  // A CRC has 32 bits also where a long has 64: those of the low end.
  const crcAt = elf.is64 && !elf.isLittleEndian ? 4 : 0;
  for (let at = 0; at + 64 <= entries.length; at += 64) {
    const name = stringAt(entries.subarray(at, at + 64), nameAt);
    if (name !== "") versions.set(name, fields.word(at + crcAt));
  }
  return versions;
}

const problem = (kind: KoProblem["problem"], message: string, remedy: string): KoProblem => ({
  problem: kind,
  message,
  remedy,
});
