/** File modes as drivers write them, and what VERIFY_OCTAL_PERMISSIONS (include/linux/kernel.h) says of them. */
import { closestWord } from "../text/closest-word.ts";

export interface Mode {
  readonly value: number;
  /** How it is written: `0644`, `420`, `0x1a4`, `S_IRUGO | S_IWUSR`, or a mixture of them. */
  readonly style: "octal" | "decimal" | "hexadecimal" | "symbolic" | "mixed";
}

/** Evaluates constants joined by `|`, parentheses allowed; undefined for everything else. */
export function readMode(text: string): Mode | undefined {
  const terms = text
    .replace(/\/\*[\s\S]*?\*\//g, " ")
    .replace(/[()]/g, " ")
    .split("|")
    .map((term) => term.trim());
  let value = 0;
  const styles = new Set<Mode["style"]>();
  for (const term of terms) {
    const read = readTerm(term);
    if (!read) return undefined;
    value |= read.value;
    styles.add(read.style);
  }
  const [style, second] = styles;
  return style && { value, style: second === undefined ? style : "mixed" };
}

/** A number with a leading zero and a digit that octal does not have. */
export const isBadOctal = (text: string): boolean => /^0[0-7]*[89]\d*$/.test(text.trim());

/** `S_IRWUGO`: of the form of the symbols and none of them. The nearest that is one, where there is one. */
export const misspeltSymbol = (text: string): { readonly closest: string | undefined } | undefined =>
  /^S_I[RWX]\w+$/.test(text.trim()) && !symbols.has(text.trim())
    ? { closest: closestWord(text.trim(), symbols.keys()) }
    : undefined;

/** Why a build with this mode fails, as what is said of 'permissions'; undefined where it does not. */
export function faultOf(value: number): string | undefined {
  const [owner, group, other] = [value >> 6, value >> 3, value];
  if (value < 0) return "are negative";
  if (value > 0o777) return "are more than 0777";
  if ((other & 2) !== 0) return "let everybody write";
  if ((owner & 4) < (group & 4)) return "let the group read what its owner may not";
  if ((group & 4) < (other & 4)) return "let everybody read what the group may not";
  if ((owner & 2) < (group & 2)) return "let the group write what its owner may not";
  return undefined;
}

/** The nearest mode that builds: write for others falls away, with the group's; who may read includes those above. */
export function mended(value: number): number {
  let mode = value < 0 ? 0 : value & 0o777;
  if ((mode & 0o002) !== 0) mode &= ~0o022;
  if ((mode & 0o004) !== 0) mode |= 0o040;
  if ((mode & 0o040) !== 0) mode |= 0o400;
  if ((mode & 0o200) === 0) mode &= ~0o020;
  return mode;
}

/** `0644`; `0` stays `0`. */
export const octal = (value: number): string =>
  value === 0 ? "0" : `0${value.toString(8).padStart(3, "0")}`;

function readTerm(term: string): Mode | undefined {
  const symbol = symbols.get(term);
  if (symbol !== undefined) return { value: symbol, style: "symbolic" };
  const number = /^(-?)(0[xX][\da-fA-F]+|0[bB][01]+|0[0-7]*|[1-9]\d*)[uUlL]*$/.exec(term);
  const digits = number?.[2];
  if (!number || digits === undefined) return undefined;
  const sign = number[1] === "-" ? -1 : 1;
  if (/^0x/i.test(digits)) return { value: sign * Number(digits), style: "hexadecimal" };
  if (/^0b/i.test(digits)) return { value: sign * Number(digits), style: "mixed" };
  if (digits.startsWith("0")) return { value: sign * Number.parseInt(digits, 8), style: "octal" };
  return { value: sign * Number(digits), style: "decimal" };
}

/** include/uapi/linux/stat.h and include/linux/stat.h. */
const symbols: ReadonlyMap<string, number> = new Map([
  ["S_IRWXU", 0o700],
  ["S_IRUSR", 0o400],
  ["S_IWUSR", 0o200],
  ["S_IXUSR", 0o100],
  ["S_IRWXG", 0o070],
  ["S_IRGRP", 0o040],
  ["S_IWGRP", 0o020],
  ["S_IXGRP", 0o010],
  ["S_IRWXO", 0o007],
  ["S_IROTH", 0o004],
  ["S_IWOTH", 0o002],
  ["S_IXOTH", 0o001],
  ["S_IRWXUGO", 0o777],
  ["S_IALLUGO", 0o7777],
  ["S_IRUGO", 0o444],
  ["S_IWUGO", 0o222],
  ["S_IXUGO", 0o111],
  ["S_ISUID", 0o4000],
  ["S_ISGID", 0o2000],
  ["S_ISVTX", 0o1000],
  ["S_IFREG", 0o100000],
]);
