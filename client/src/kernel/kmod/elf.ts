/**
 * Reads what Kmod needs of an ELF object: its sections and symbols. Pure on bytes; 32 and 64 bit, both byte orders.
 * Nothing beyond the end of the bytes is ever read: what the headers claim and the file lacks is an `ElfProblem`.
 * Layouts: elf(5), include/uapi/linux/elf.h.
 */
import * as l10n from "@vscode/l10n";

export interface Elf {
  readonly is64: boolean;
  readonly isLittleEndian: boolean;
  /** ET_REL is 1. */
  readonly type: number;
  /** EM_*: 62 is x86-64. */
  readonly machine: number;
  readonly sections: readonly ElfSection[];
}

export interface ElfSection {
  readonly name: string;
  readonly type: number;
  /** Its bytes; empty for a section that takes no room in the file. */
  readonly bytes: Uint8Array;
  /** Index of the section that belongs to it: the strings of a symbol table. */
  readonly link: number;
}

export interface ElfSymbol {
  readonly name: string;
  readonly binding: "local" | "global" | "weak" | "other";
  readonly type: number;
  /** Index of its section; 0 (SHN_UNDEF) where something else must provide it. */
  readonly section: number;
  /** Bytes from the start of its section, in an object file that is not linked. */
  readonly value: number;
  /** Bytes; 0 where it is not known. */
  readonly size: number;
}

export interface ElfProblem {
  readonly elfProblem: "not-elf" | "damaged";
  readonly message: string;
}

const sectionWithoutBytes = 8; // SHT_NOBITS
const symbolTable = 2; // SHT_SYMTAB
const extendedIndex = 0xffff; // SHN_XINDEX
const decoder = new TextDecoder();

/** Reads the headers and section table of an object file. Source: elf(5), "ELF header" and "Section header". */
export function readElf(bytes: Uint8Array): Elf | ElfProblem {
  const isElf = bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
  if (!isElf) return { elfProblem: "not-elf", message: l10n.t("it does not begin as an ELF file does") };
  const [width, order] = [bytes[4], bytes[5]];
  if ((width !== 1 && width !== 2) || (order !== 1 && order !== 2)) {
    return damaged(l10n.t`its ELF header names class ${String(width)} and byte order ${String(order)}`);
  }
  const fields = reader(bytes, { is64: width === 2, isLittleEndian: order === 1 });
  if (bytes.length < (fields.is64 ? 64 : 52)) return damaged(l10n.t("it ends within its ELF header"));
  const sections = readSections(fields);
  if ("elfProblem" in sections) return sections;
  return {
    is64: fields.is64,
    isLittleEndian: fields.isLittleEndian,
    type: fields.half(16),
    machine: fields.half(18),
    sections,
  };
}

/** The symbols of its symbol table, without the empty first one; empty where it has none. Source: elf(5), "Symbol table". */
export function readSymbols(elf: Elf): readonly ElfSymbol[] {
  const table = elf.sections.find(({ type }) => type === symbolTable);
  if (table === undefined) return [];
  const strings = elf.sections[table.link]?.bytes ?? new Uint8Array();
  const fields = reader(table.bytes, elf);
  const size = elf.is64 ? 24 : 16;
  const symbols: ElfSymbol[] = [];
  for (let at = size; at + size <= table.bytes.length; at += size) {
    const info = table.bytes[at + (elf.is64 ? 4 : 12)] ?? 0;
    symbols.push({
      name: stringAt(strings, fields.word(at)),
      binding: bindings[info >> 4] ?? "other",
      type: info & 0xf,
      section: fields.half(at + (elf.is64 ? 6 : 14)),
      value: fields.long(at + (elf.is64 ? 8 : 4)),
      size: fields.long(at + (elf.is64 ? 16 : 8)),
    });
  }
  return symbols;
}

/** The bytes of the first section of that name; undefined where there is none. */
export const sectionBytes = (elf: Elf, name: string): Uint8Array | undefined =>
  elf.sections.find((section) => section.name === name)?.bytes;

/** The text from an offset to the next NUL, or to the end. */
export function stringAt(bytes: Uint8Array, start: number): string {
  const end = bytes.indexOf(0, start);
  return decoder.decode(bytes.subarray(start, end < 0 ? bytes.length : end));
}

/** Numbers at offsets of some bytes, as the file's class and byte order have them. Offsets lie within the bytes. */
export function reader(bytes: Uint8Array, format: Pick<Elf, "is64" | "isLittleEndian">) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { is64, isLittleEndian } = format;
  return {
    bytes,
    is64,
    isLittleEndian,
    half: (at: number): number => view.getUint16(at, isLittleEndian),
    word: (at: number): number => view.getUint32(at, isLittleEndian),
    /** An address, offset or size: four bytes or eight. */
    long: (at: number): number =>
      is64 ? Number(view.getBigUint64(at, isLittleEndian)) : view.getUint32(at, isLittleEndian),
  };
}

type Reader = ReturnType<typeof reader>;

const bindings: readonly ("local" | "global" | "weak")[] = ["local", "global", "weak"];

interface SectionHeader {
  readonly nameAt: number;
  readonly type: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
}

function readSections(fields: Reader): readonly ElfSection[] | ElfProblem {
  const { is64, bytes } = fields;
  const start = fields.long(is64 ? 40 : 32);
  const size = fields.half(is64 ? 58 : 46);
  if (start === 0) return [];
  if (size < (is64 ? 64 : 40) || start + size > bytes.length) {
    return damaged(l10n.t("its section table lies beyond its end"));
  }
  const first = sectionHeader(fields, start);
  // More sections than fit into the header's sixteen bits are counted in the first section's size and link.
  const count = fields.half(is64 ? 60 : 48) || first.size;
  const ownIndex = fields.half(is64 ? 62 : 50);
  const namesIndex = ownIndex === extendedIndex ? first.link : ownIndex;
  if (start + count * size > bytes.length) return damaged(l10n.t("its section table lies beyond its end"));
  const headers = Array.from({ length: count }, (_, index) => sectionHeader(fields, start + index * size));
  if (headers.some((header) => endOf(header) > bytes.length)) {
    return damaged(l10n.t("a section of it lies beyond its end: it was cut off, or is still being written"));
  }
  const contents = (header: SectionHeader): Uint8Array => bytes.subarray(header.offset, endOf(header));
  const names = headers[namesIndex];
  const nameBytes = names === undefined ? new Uint8Array() : contents(names);
  return headers.map((header) => ({
    name: stringAt(nameBytes, header.nameAt),
    type: header.type,
    bytes: contents(header),
    link: header.link,
  }));
}

const endOf = ({ type, offset, size }: SectionHeader): number =>
  type === sectionWithoutBytes || type === 0 ? 0 : offset + size;

const sectionHeader = (fields: Reader, at: number): SectionHeader => ({
  nameAt: fields.word(at),
  type: fields.word(at + 4),
  offset: fields.long(at + (fields.is64 ? 24 : 16)),
  size: fields.long(at + (fields.is64 ? 32 : 20)),
  link: fields.word(at + (fields.is64 ? 40 : 24)),
});

const damaged = (message: string): ElfProblem => ({ elfProblem: "damaged", message });
