/** What is certain of a C type by its words alone, on every architecture of the kernel. */

/** The type in a canonical spelling: qualifiers and doubled blanks gone, the kernel's fixed-size names resolved. */
export function plainType(type: string): string {
  const words = type
    .replace(/\b(?:const|volatile|restrict)\b/g, " ")
    .replace(/\*/g, " * ")
    .trim()
    .split(/\s+/);
  const stars = words.filter((word) => word === "*").join("");
  const base = words.filter((word) => word !== "*").join(" ");
  return `${known.get(base) ?? base}${stars === "" ? "" : ` ${stars}`}`;
}

/** Is it a type that the words alone tell: not a typedef of somebody's own? Takes what `plainType` gives. */
export function isTold(plain: string): boolean {
  const base = plain.replace(/[\s*]+$/, "");
  return told.has(base) || /^(?:struct|union) \w+$/.test(base);
}

const known: ReadonlyMap<string, string> = new Map([
  ["signed", "int"],
  ["signed int", "int"],
  ["int signed", "int"],
  ["s32", "int"],
  ["__s32", "int"],
  ["int32_t", "int"],
  ["unsigned", "unsigned int"],
  ["u32", "unsigned int"],
  ["__u32", "unsigned int"],
  ["uint32_t", "unsigned int"],
  ["uint", "unsigned int"],
  ["_Bool", "bool"],
]);

const told: ReadonlySet<string> = new Set([
  "int",
  "unsigned int",
  "void",
  "bool",
  "char",
  "signed char",
  "unsigned char",
  "short",
  "unsigned short",
  "short int",
  "long",
  "long int",
  "unsigned long",
  "unsigned long int",
  "long long",
  "unsigned long long",
  "float",
  "double",
  "u8",
  "s8",
  "u16",
  "s16",
  "u64",
  "s64",
  "__u8",
  "__s8",
  "__u16",
  "__s16",
  "__u64",
  "__s64",
  "uint8_t",
  "int8_t",
  "uint16_t",
  "int16_t",
  "uint64_t",
  "int64_t",
  "size_t",
  "ssize_t",
  "ulong",
  "ushort",
  "loff_t",
]);
