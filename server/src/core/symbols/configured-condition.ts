/** What a preprocessor condition comes to for a module, as far as the kernel's configuration and version say. */
import type { Configuration } from "./configured-text.ts";

/**
 * @param word `if`, `ifdef` or `ifndef`
 * @returns undefined where something else decides
 */
export const decides = (
  word: string,
  condition: string,
  configuration: Configuration,
): boolean | undefined => {
  const text = condition.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|\\\r?\n/g, " ").trim();
  if (word === "ifdef" || word === "ifndef") {
    const truth = isDefined(/^\w+/.exec(text)?.[0] ?? "", configuration);
    return truth === undefined ? undefined : truth === (word === "ifdef");
  }
  const reading: Reading = { tokens: text.match(tokens) ?? [], at: 0, configuration };
  const value = either(reading);
  return reading.at < reading.tokens.length || value === undefined ? undefined : value !== 0;
};

const tokens = /\w+|&&|\|\||[=!<>]=|[^\s\w]/g;

/** undefined: not known. */
type Value = number | undefined;

interface Reading {
  readonly tokens: readonly string[];
  at: number;
  readonly configuration: Configuration;
}

const either = (reading: Reading): Value => {
  let value = both(reading);
  while (reading.tokens[reading.at] === "||") {
    reading.at++;
    const other = both(reading);
    value = value || other ? Math.max(truthOf(value), truthOf(other)) : anyUnknown(value, other);
  }
  return value;
};

const both = (reading: Reading): Value => {
  let value = comparison(reading);
  while (reading.tokens[reading.at] === "&&") {
    reading.at++;
    const other = comparison(reading);
    if (value === 0 || other === 0) value = 0;
    else value = value === undefined || other === undefined ? undefined : 1;
  }
  return value;
};

const truthOf = (value: Value): number => (value ? 1 : 0);
const anyUnknown = (a: Value, b: Value): Value => (a === undefined || b === undefined ? undefined : 0);

const comparison = (reading: Reading): Value => {
  const left = operand(reading);
  const operator = reading.tokens[reading.at] ?? "";
  if (!/^(?:[=!<>]=|[<>])$/.test(operator)) return left;
  reading.at++;
  const right = operand(reading);
  return left === undefined || right === undefined ? undefined : compared(left, operator, right);
};

/** A version is known to its second number: what its third would decide is not. */
const compared = (left: number, operator: string, right: number): Value => {
  const isVersion = !Number.isInteger(left) || !Number.isInteger(right);
  if (isVersion && Math.floor(left / 256) === Math.floor(right / 256)) return undefined;
  switch (operator) {
    case "==":
      return Number(left === right);
    case "!=":
      return Number(left !== right);
    case "<":
      return Number(left < right);
    case ">":
      return Number(left > right);
    case "<=":
      return Number(left <= right);
    default:
      return Number(left >= right);
  }
};

const operand = (reading: Reading): Value => {
  const token = reading.tokens[reading.at++] ?? "";
  if (token === "!") {
    const value = operand(reading);
    return value === undefined ? undefined : Number(value === 0);
  }
  if (token === "(") {
    const value = either(reading);
    if (reading.tokens[reading.at] === ")") reading.at++;
    return value;
  }
  if (/^(?:0[xX][\da-fA-F]+|\d+)[uUlL]*$/.test(token)) return Number(token.replace(/[uUlL]+$/, ""));
  if (token === "defined") return numberOf(isDefined(argument(reading), reading.configuration));
  if (token.startsWith("IS_")) return numberOf(isChosen(token, argument(reading), reading.configuration));
  return named(token, reading);
};

const numberOf = (truth: boolean | undefined): Value => (truth === undefined ? undefined : Number(truth));

const named = (token: string, reading: Reading): Value => {
  const { version, config } = reading.configuration;
  if (token === "KERNEL_VERSION") {
    const [, a, , b, , c] = reading.tokens.slice(reading.at, reading.at + 7);
    reading.at += 7;
    return (Number(a) << 16) + (Number(b) << 8) + Math.min(Number(c), 255);
  }
  // The half says that the third number is not known.
  if (token === "LINUX_VERSION_CODE") return version && (version.major << 16) + (version.minor << 8) + 0.5;
  if (token === "BITS_PER_LONG") return config && (config.has("64BIT") ? 64 : 32);
  if (token.startsWith("CONFIG_") && config) {
    const value = config.get(token.slice("CONFIG_".length));
    if (value === undefined || value === "m") return 0;
    return value === "y" ? 1 : /^(?:0x[\da-fA-F]+|\d+)$/.test(value) ? Number(value) : undefined;
  }
  // A macro with arguments, or one that only the headers know.
  if (reading.tokens[reading.at] === "(") argument(reading);
  return undefined;
};

/** What stands in the parentheses, or the next word. */
const argument = (reading: Reading): string => {
  if (reading.tokens[reading.at] !== "(") return reading.tokens[reading.at++] ?? "";
  let depth = 0;
  const from = reading.at + 1;
  for (; reading.at < reading.tokens.length; reading.at++) {
    if (reading.tokens[reading.at] === "(") depth++;
    else if (reading.tokens[reading.at] === ")" && --depth === 0) break;
  }
  return reading.tokens.slice(from, reading.at++).join("");
};

/** For every file of a module; the compiler is gcc, the target no assembly. */
const alwaysDefined = new Set(["__KERNEL__", "MODULE", "__GNUC__", "__OPTIMIZE__"]);
const neverDefined = new Set([
  "__ASSEMBLY__",
  "__ASSEMBLER__",
  "__cplusplus",
  "__CHECKER__",
  "__GENKSYMS__",
  "__DISABLE_EXPORTS",
  "BUILD_VDSO",
  "BUILD_VDSO32",
  "__clang__",
]);

const isDefined = (name: string, { config }: Configuration): boolean | undefined => {
  if (alwaysDefined.has(name)) return true;
  if (neverDefined.has(name)) return false;
  if (config === undefined || !name.startsWith("CONFIG_")) return undefined;
  const option = name.slice("CONFIG_".length);
  const value = config.get(option);
  if (value !== undefined) return value !== "m" && value !== "n";
  return option.endsWith("_MODULE") && config.get(option.slice(0, -"_MODULE".length)) === "m";
};

/** include/linux/kconfig.h, asked by a module. */
const isChosen = (macro: string, name: string, { config }: Configuration): boolean | undefined => {
  if (config === undefined || !name.startsWith("CONFIG_")) return undefined;
  const value = config.get(name.slice("CONFIG_".length));
  if (macro === "IS_BUILTIN") return value === "y";
  if (macro === "IS_MODULE") return value === "m";
  return macro === "IS_ENABLED" || macro === "IS_REACHABLE" ? value === "y" || value === "m" : undefined;
};
