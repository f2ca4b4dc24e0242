/**
 * The types that module_param() and kin know (include/linux/moduleparam.h, the same from 5.x to 6.12) and the C type
 * of the variable that each stands for.
 */
import { closestWord } from "../text/closest-word.ts";

export interface ParameterType {
  readonly name: string;
  /** The C type that `param_check_<name>` compares the variable with. */
  readonly variable: string;
  /** What may be written: `insmod m.ko p=<value>`. */
  readonly takes: string;
}

const types: readonly ParameterType[] = [
  { name: "bool", variable: "bool", takes: "y, n, 1, 0, on, off; the name alone means y" },
  { name: "invbool", variable: "bool", takes: "as bool, with the sense inverted" },
  { name: "bool_enable_only", variable: "bool", takes: "as bool, and once set it cannot be cleared" },
  { name: "bint", variable: "int", takes: "as bool, kept in an int" },
  { name: "byte", variable: "unsigned char", takes: "a number from 0 to 255" },
  { name: "short", variable: "short", takes: "a number of 16 bits" },
  { name: "ushort", variable: "unsigned short", takes: "a number of 16 bits without a sign" },
  { name: "int", variable: "int", takes: "a number of 32 bits" },
  { name: "uint", variable: "unsigned int", takes: "a number of 32 bits without a sign" },
  {
    name: "hexint",
    variable: "unsigned int",
    takes: "a number of 32 bits, shown in hexadecimal (since 5.9)",
  },
  { name: "long", variable: "long", takes: "a number of the machine's word" },
  { name: "ulong", variable: "unsigned long", takes: "a number of the machine's word without a sign" },
  { name: "ullong", variable: "unsigned long long", takes: "a number of 64 bits without a sign" },
  { name: "charp", variable: "char *", takes: "a string, of which the kernel keeps a copy" },
];

export const parameterTypes: ReadonlyMap<string, ParameterType> = new Map(
  types.map((type) => [type.name, type]),
);

/** What a variable of this C type (without qualifiers, canonical) is best declared as; undefined where nothing fits. */
export const parameterTypeFor = (variable: string): string | undefined => byVariable.get(variable);

/** The type that an unknown word most likely stands for: `integer`, `string`, `u32`, `chrap`. */
export const closestParameterType = (word: string): string | undefined => {
  const plain = word.replace(/\s+/g, " ").trim();
  return otherSpellings.get(plain) ?? closestWord(plain, parameterTypes.keys());
};

const byVariable: ReadonlyMap<string, string> = new Map([
  ["bool", "bool"],
  ["char", "byte"],
  ["signed char", "byte"],
  ["unsigned char", "byte"],
  ["short", "short"],
  ["unsigned short", "ushort"],
  ["int", "int"],
  ["unsigned int", "uint"],
  ["long", "long"],
  ["unsigned long", "ulong"],
  ["unsigned long long", "ullong"],
  ["long long", "ullong"],
  ["char *", "charp"],
]);

const otherSpellings: ReadonlyMap<string, string> = new Map([
  ["integer", "int"],
  ["signed", "int"],
  ["signed int", "int"],
  ["s32", "int"],
  ["int32_t", "int"],
  ["unsigned", "uint"],
  ["unsigned int", "uint"],
  ["u32", "uint"],
  ["uint32_t", "uint"],
  ["hex", "hexint"],
  ["string", "charp"],
  ["str", "charp"],
  ["char *", "charp"],
  ["char*", "charp"],
  ["char", "byte"],
  ["uchar", "byte"],
  ["ubyte", "byte"],
  ["unsigned char", "byte"],
  ["u8", "byte"],
  ["s8", "byte"],
  ["boolean", "bool"],
  ["_Bool", "bool"],
  ["s16", "short"],
  ["u16", "ushort"],
  ["unsigned short", "ushort"],
  ["unsigned long", "ulong"],
  ["size_t", "ulong"],
  ["u64", "ullong"],
  ["uint64_t", "ullong"],
  ["unsigned long long", "ullong"],
]);
