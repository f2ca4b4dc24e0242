/** The C type of a module parameter's variable, as gcc compares it: without its sign. */
import type { Variable } from "./file.ts";
import type { ModuleParameter } from "./parameters.ts";

/** Spelt canonically: `unsigned int`, `char *`, `const char *`, `struct x`; `typed` is undefined where words alone do not tell. */
export interface ValueType {
  readonly written: string;
  readonly typed: string | undefined;
  readonly isArray: boolean;
}

/** The type of the value named by a parameter: the variable, or an element of it. undefined where it cannot be told. */
export function valueTypeOf(
  parameter: ModuleParameter,
  variable: Variable,
  text: string,
): ValueType | undefined {
  const value = parameter.value?.text.trim() ?? "";
  const brackets = /^(?:\s*\[[^\]]*\])*/.exec(text.slice(variable.nameSpan.end))?.[0] ?? "";
  const dimensions = brackets.split("[").length - 1;
  if (dimensions > 1 || (dimensions === 0) !== (variable.arrayLength === undefined)) return undefined;
  const isElement = /^\w+\s*\[[^\]]*\]$/.test(value);
  if (!isElement && !/^\w+$/.test(value)) return undefined;
  if (isElement && dimensions === 0) return undefined;
  // A constant number gets a warning at most; a pointer to constant characters is a type of its own.
  const plain = canonicalType(variable.type);
  const base =
    plain !== undefined && variable.pointers > 0 && /\bconst\b/.test(variable.type)
      ? `const ${plain}`
      : plain;
  const stars = "*".repeat(variable.pointers);
  const space = stars === "" ? "" : " ";
  return {
    written: `${variable.type}${space}${stars}`,
    typed:
      base === undefined || /\*\s*const\b/.test(text.slice(variable.span.start, variable.nameSpan.start))
        ? undefined
        : `${base}${space}${stars}`,
    isArray: dimensions > 0 && !isElement,
  };
}

/** `u32` and `unsigned` as `unsigned int`, without `const`. undefined for names it does not know. */
export function canonicalType(type: string): string | undefined {
  if (/\bvolatile\b|__\w*(?:attribute|typeof)/.test(type)) return undefined;
  const words = type
    .replace(/\bconst\b/g, " ")
    .trim()
    .split(/\s+/);
  return integerOf(words) ?? (words.length === 1 ? typedefs.get(words[0] ?? "") : undefined) ?? tagged(words);
}

/** May gcc compare pointers to the two without an error? -Wpointer-sign is off in the kernel. */
export const isSameButForSign = (a: string, b: string): boolean =>
  (byArchitecture.get(a) ?? [withoutSign(a)]).includes(withoutSign(b));

const withoutSign = (type: string): string =>
  type.includes("*") ? type : type === "signed char" ? "char" : type.replace(/^unsigned /, "");

/** The words of an integer type in any order. */
function integerOf(words: readonly string[]): string | undefined {
  if (words.some((word) => !/^(?:signed|unsigned|char|short|int|long)$/.test(word))) return undefined;
  const count = (word: string): number => words.filter((one) => one === word).length;
  const sign = count("unsigned") > 0 ? "unsigned " : "";
  if (count("char") > 0) return count("signed") > 0 ? "signed char" : `${sign}char`;
  if (count("short") > 0) return `${sign}short`;
  if (count("long") > 0) return `${sign}${count("long") > 1 ? "long long" : "long"}`;
  return `${sign}int`;
}

const tagged = (words: readonly string[]): string | undefined =>
  words.length === 2 && (words[0] === "struct" || words[0] === "union") ? words.join(" ") : undefined;

/** What a type may be, without its sign, where that depends on the architecture and its configuration. */
const byArchitecture: ReadonlyMap<string, readonly string[]> = new Map([
  ["size_t", ["long", "int"]],
  ["resource_size_t", ["long long", "long", "int"]],
]);

/** A type that is as wide as a pointer, on a kernel of 64 bits. */
export const on64Bits = (type: string): string => (type === "size_t" ? "unsigned long" : type);

/** Typedefs of structs. */
const structs =
  "atomic_t atomic64_t atomic_long_t spinlock_t raw_spinlock_t rwlock_t wait_queue_head_t refcount_t cpumask_t kuid_t kgid_t".split(
    " ",
  );

/** Typedefs that are the same on every architecture, and those of which the choice is known. */
const typedefs: ReadonlyMap<string, string> = new Map([
  ["void", "void"],
  ["bool", "bool"],
  ["_Bool", "bool"],
  ["float", "float"],
  ["double", "double"],
  ["uint", "unsigned int"],
  ["ulong", "unsigned long"],
  ["ushort", "unsigned short"],
  ["u_int", "unsigned int"],
  ["u_long", "unsigned long"],
  ["u_short", "unsigned short"],
  ["u_char", "unsigned char"],
  ["unchar", "unsigned char"],
  ["pid_t", "int"],
  ["uid_t", "unsigned int"],
  ["gfp_t", "unsigned int"],
  ["umode_t", "unsigned short"],
  ["loff_t", "long long"],
  ["ktime_t", "long long"],
  ["uintptr_t", "unsigned long"],
  ["size_t", "size_t"],
  ["ssize_t", "size_t"],
  ["resource_size_t", "resource_size_t"],
  ["phys_addr_t", "resource_size_t"],
  ["dma_addr_t", "resource_size_t"],
  ["dev_t", "unsigned int"],
  ["time64_t", "long long"],
  ["pgoff_t", "unsigned long"],
  ...structs.map((name) => [name, name] as const),
  ...fixed(8, "signed char", "unsigned char"),
  ...fixed(16, "short", "unsigned short"),
  ...fixed(32, "int", "unsigned int"),
  ...fixed(64, "long long", "unsigned long long"),
]);

function pairs(names: readonly string[], type: string): readonly (readonly [string, string])[] {
  return names.map((name) => [name, type] as const);
}

function fixed(bits: number, signed: string, unsigned: string): readonly (readonly [string, string])[] {
  return [
    ...pairs([`s${bits}`, `__s${bits}`, `int${bits}_t`], signed),
    ...pairs([`u${bits}`, `__u${bits}`, `uint${bits}_t`, `u_int${bits}_t`], unsigned),
  ];
}
