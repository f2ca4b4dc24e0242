/** Makes small .ko files in memory, of either width and byte order, as the kernel's linker lays them out. */

export interface KoParts {
  readonly is64?: boolean;
  readonly isLittleEndian?: boolean;
  /** ET_REL (1) when missing. */
  readonly type?: number;
  /** EM_X86_64 (62) when missing. */
  readonly machine?: number;
  /** `license=GPL` and the like; no .modinfo at all when undefined. */
  readonly modinfo?: readonly string[] | undefined;
  readonly symbols?: readonly KoSymbol[];
  /** Name of struct module; no .gnu.linkonce.this_module when undefined. */
  readonly moduleName?: string | undefined;
  /** Contents of more sections. */
  readonly sections?: Readonly<Record<string, Uint8Array>>;
}

export interface KoSymbol {
  readonly name: string;
  readonly binding?: "local" | "global" | "weak";
  /** Something else must provide it. */
  readonly isUndefined?: boolean;
}

const text = new TextEncoder();

interface Format {
  readonly is64: boolean;
  readonly isLittleEndian: boolean;
}

interface Section {
  readonly name: string;
  readonly type: number;
  readonly bytes: Uint8Array;
  readonly link: number;
  readonly entrySize: number;
}

export function buildKo(parts: KoParts): Uint8Array {
  const { is64 = true, isLittleEndian = true, type = 1, machine = 62 } = parts;
  const format = { is64, isLittleEndian };
  const sections = sectionsOf(parts, format);
  const names = strings(sections.map(({ name }) => name));
  const headerSize = is64 ? 64 : 52;
  const sectionSize = is64 ? 64 : 40;
  let offset = headerSize;
  const placed = sections.map((section) => {
    const bytes = section.name === ".shstrtab" ? names.bytes : section.bytes;
    const place = { ...section, bytes, offset };
    offset += Math.ceil(bytes.length / 8) * 8;
    return place;
  });
  const file = new Uint8Array(offset + placed.length * sectionSize);
  file.set([0x7f, 0x45, 0x4c, 0x46, is64 ? 2 : 1, isLittleEndian ? 1 : 2, 1]);
  const write = writer(file, format);
  write.half(16, type);
  write.half(18, machine);
  write.word(20, 1);
  write.long(is64 ? 40 : 32, offset);
  write.half(is64 ? 52 : 40, headerSize);
  write.half(is64 ? 58 : 46, sectionSize);
  write.half(is64 ? 60 : 48, placed.length);
  write.half(is64 ? 62 : 50, placed.length - 1);
  for (const [index, section] of placed.entries()) {
    const at = offset + index * sectionSize;
    write.word(at, names.at(section.name));
    write.word(at + 4, section.type);
    write.long(at + (is64 ? 24 : 16), index === 0 ? 0 : section.offset);
    write.long(at + (is64 ? 32 : 20), section.bytes.length);
    write.word(at + (is64 ? 40 : 24), section.link);
    write.long(at + (is64 ? 56 : 36), section.entrySize);
    file.set(section.bytes, section.offset);
  }
  return file;
}

/** An entry of __versions: struct modversion_info. */
export function versionEntry(
  crc: number,
  name: string,
  { is64 = true, isLittleEndian = true } = {},
): Uint8Array {
  const entry = new Uint8Array(64);
  writer(entry, { is64, isLittleEndian }).long(0, crc);
  entry.set(text.encode(name), is64 ? 8 : 4);
  return entry;
}

const plain = (name: string, bytes: Uint8Array): Section => ({ name, type: 1, bytes, link: 0, entrySize: 0 });

function sectionsOf(parts: KoParts, format: Format): readonly Section[] {
  const { modinfo, moduleName, symbols = [], sections = {} } = parts;
  const symbolNames = strings(symbols.map(({ name }) => name));
  const first: readonly Section[] = [
    { ...plain("", new Uint8Array()), type: 0 },
    plain(".text", new Uint8Array(16)),
    ...(modinfo === undefined
      ? []
      : [plain(".modinfo", text.encode(modinfo.map((line) => `${line}\0`).join("")))]),
    ...(moduleName === undefined
      ? []
      : [plain(".gnu.linkonce.this_module", moduleStruct(moduleName, format))]),
    ...Object.entries(sections).map(([name, bytes]) => plain(name, bytes)),
  ];
  return [
    ...first,
    {
      name: ".symtab",
      type: 2,
      bytes: symbolTable(symbols, symbolNames.at, format),
      link: first.length + 1,
      entrySize: format.is64 ? 24 : 16,
    },
    { ...plain(".strtab", symbolNames.bytes), type: 3 },
    { ...plain(".shstrtab", new Uint8Array()), type: 3 },
  ];
}

/** The name stands after the state and the two pointers of the list. */
function moduleStruct(name: string, { is64 }: Format): Uint8Array {
  const bytes = new Uint8Array(256);
  bytes.set(text.encode(name), is64 ? 24 : 12);
  return bytes;
}

function symbolTable(symbols: readonly KoSymbol[], at: (name: string) => number, format: Format): Uint8Array {
  const size = format.is64 ? 24 : 16;
  const table = new Uint8Array(size * (symbols.length + 1));
  const write = writer(table, format);
  for (const [index, { name, binding = "global", isUndefined = false }] of symbols.entries()) {
    const start = size * (index + 1);
    write.word(start, at(name));
    table[start + (format.is64 ? 4 : 12)] = { local: 0, global: 1, weak: 2 }[binding] << 4;
    write.half(start + (format.is64 ? 6 : 14), isUndefined ? 0 : 1);
  }
  return table;
}

function strings(all: readonly string[]) {
  const offsets = new Map<string, number>([["", 0]]);
  let joined = "\0";
  for (const name of all) {
    if (offsets.has(name)) continue;
    offsets.set(name, joined.length);
    joined += `${name}\0`;
  }
  return { bytes: text.encode(joined), at: (name: string): number => offsets.get(name) ?? 0 };
}

function writer(bytes: Uint8Array, { is64, isLittleEndian }: Format) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    half: (at: number, value: number): void => view.setUint16(at, value, isLittleEndian),
    word: (at: number, value: number): void => view.setUint32(at, value, isLittleEndian),
    long: (at: number, value: number): void => {
      if (is64) view.setBigUint64(at, BigInt(value), isLittleEndian);
      else view.setUint32(at, value, isLittleEndian);
    },
  };
}
