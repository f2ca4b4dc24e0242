/**
 * Which values a parameter of a kernel type takes: a sentence for a form, before the kernel says no more than "Invalid
 * argument". Sources: kernel/params.c; kstrtoll and kstrtobool in lib/kstrtox.c.
 */
import * as l10n from "@vscode/l10n";

/**
 * Why the kernel would refuse a value; undefined where it takes it, or where Kmod does not know the type.
 * @param type the kernel's word: `int`, `bool`, `array of charp`; undefined where it is not known
 */
export function parameterProblem(type: string | undefined, value: string): string | undefined {
  if (value.includes("\0")) return l10n.t("No value can hold a NUL character.");
  if (type === undefined) return undefined;
  const element = /^array of (.+)$/.exec(type)?.[1];
  if (element === undefined) return valueProblem(type, value);
  const elements = value.split(",");
  for (const [index, item] of elements.entries()) {
    const problem = valueProblem(element, item);
    if (problem !== undefined) return l10n.t`Value ${index + 1} of ${elements.length}: ${problem}`;
  }
  return undefined;
}

function valueProblem(type: string, value: string): string | undefined {
  const range = ranges[type];
  if (range !== undefined) return numberProblem({ type, range, value });
  switch (type) {
    case "bool":
    case "invbool":
      return boolProblem(value);
    case "charp":
      return new TextEncoder().encode(value).length > longestText
        ? l10n.t`The text is too long: the kernel takes at most ${longestText} bytes.`
        : undefined;
    default:
      return undefined;
  }
}

/** maxlen of param_set_charp. */
const longestText = 1024;

interface Range {
  readonly from: bigint;
  readonly to: bigint;
}

const unsigned = (bits: bigint): Range => ({ from: 0n, to: (1n << bits) - 1n });
const signed = (bits: bigint): Range => ({ from: -(1n << (bits - 1n)), to: (1n << (bits - 1n)) - 1n });

/** STANDARD_PARAM_DEF of kernel/params.c; `long` as machines of 64 bits have it. */
const ranges: Readonly<Record<string, Range>> = {
  byte: unsigned(8n),
  short: signed(16n),
  ushort: unsigned(16n),
  int: signed(32n),
  uint: unsigned(32n),
  long: signed(64n),
  ulong: unsigned(64n),
  ullong: unsigned(64n),
  hexint: unsigned(32n),
};

interface NumberValue {
  readonly type: string;
  readonly range: Range;
  readonly value: string;
}

function numberProblem({ type, range, value }: NumberValue): string | undefined {
  const [from, to] = [String(range.from), String(range.to)];
  if (value === "") return l10n.t`A number is missing: ${type} takes ${from} to ${to}.`;
  const number = readNumber(value);
  if (number === undefined) {
    const problem = l10n.t`"${value}" is not a whole number: write it as 12, 0x1f or 017, without blanks.`;
    return octalWithWrongDigit.test(value)
      ? `${problem} ${l10n.t("A leading 0 makes it octal: digits 0 to 7.")}`
      : problem;
  }
  // kstrtouint and its like know no sign: also -0 is refused.
  if (range.from === 0n && value.startsWith("-")) {
    return l10n.t`${type} takes no sign: ${from} to ${to}.`;
  }
  if (number < range.from || number > range.to) {
    return l10n.t`${value} is out of range: ${type} takes ${from} to ${to}.`;
  }
  return undefined;
}

const octalWithWrongDigit = /^[+-]?0\d*[89]\d*$/;

/** What kstrtoll makes of it in base 0: one sign, 0x and 0 as in C, and one line break at the end. */
function readNumber(value: string): bigint | undefined {
  const [, sign, digits = ""] = /^([+-]?)(0x[0-9a-f]+|0[0-7]*|[1-9]\d*)\n?$/i.exec(value) ?? [];
  if (sign === undefined) return undefined;
  const number = BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return sign === "-" ? -number : number;
}

/** Only the first one or two characters count: `yes` and `yonder` are both true. */
function boolProblem(value: string): string | undefined {
  // Without a value at all a bool is true, but an empty one is refused.
  if (/^(?:[yYtT1nNfF0]|[oO][nNfF])/.test(value)) return undefined;
  return value === ""
    ? l10n.t("An empty value is neither yes nor no: write Y or N, 1 or 0, on or off.")
    : l10n.t`"${value}" is neither yes nor no: write Y or N, 1 or 0, on or off.`;
}
