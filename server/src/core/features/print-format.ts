/**
 * The format of one call that prints, from the tokens that are left when its macros are expanded. What only the compiler
 * or another header knows becomes `%s`; constant arguments are filled in, so that a line tells its call from others.
 */
import { stringValue } from "../model/string-literal.ts";
import { kernLevels, unknownText } from "./print-kernel-macros.ts";

export interface FormatToken {
  readonly kind: "word" | "number" | "string" | "character" | "punctuator";
  readonly text: string;
}

export interface PrintFormat {
  /** With its newlines. */
  readonly text: string;
  /** Where the format itself says one: 0 to 7. */
  readonly level: number | undefined;
  /** KERN_CONT: it goes on with the line before. */
  readonly isContinuation: boolean;
}

/**
 * @param format the tokens of the argument that is the format
 * @param values those of each argument behind it
 * @param functionName what __func__ reads
 * @returns undefined where the format is not made of string literals
 */
export function readFormat(
  format: readonly FormatToken[],
  values: readonly (readonly FormatToken[])[],
  functionName: string,
): PrintFormat | undefined {
  const joined = joinedText(format);
  if (joined === undefined) return undefined;
  const [, level] = /\uE001(.)/s.exec(joined) ?? [];
  const plain = joined.replaceAll(/\uE001[0-9a-z]/g, "");
  const constants = values.map((tokens) => constantOf(tokens, functionName));
  return {
    text: filled(plain, constants).replaceAll(wildcard, "%s"),
    level: level !== undefined && /[0-7]/.test(level) ? Number(level) : undefined,
    isContinuation: level === "c",
  };
}

/** Stands for any text until the conversions are counted: unlike `%s` it takes no argument. */
const wildcard = "\uE000";

/** In the place of KERN_SOH, which begins a level. */
const levelMark = "\uE001";

/** An unknown macro among the literals may be part of a conversion: `"%" PRIu64`. */
const openConversion = /(?<!%)((?:%%)*)%[-+ #0']*(?:\d+|\*)?(?:\.(?:\d+|\*)?)?(?:hh?|ll?|[zjtL])?$/;

function joinedText(tokens: readonly FormatToken[]): string | undefined {
  let text = "";
  let hasLiteral = false;
  for (const [at, token] of tokens.entries()) {
    switch (token.kind) {
      case "string": {
        const value = stringValue(token.text);
        if (value === undefined) return undefined;
        text += value
          .replaceAll(/[\uE000\uE001]/g, "?")
          .replaceAll("\x01", levelMark)
          .replaceAll(unknownText, wildcard);
        hasLiteral = true;
        break;
      }
      case "word": {
        // A function gives the format: what it makes of the literal is not known.
        if (tokens[at + 1]?.text === "(") return undefined;
        const level = kernLevels.get(token.text);
        if (level !== undefined) text += `${levelMark}${level}`;
        else if (token.text === "KERN_SOH") text += levelMark;
        else text = openConversion.test(text) ? text.replace(openConversion, "$1%s") : text + wildcard;
        break;
      }
      case "number":
      case "character":
        return undefined;
      case "punctuator":
        if (token.text !== "(" && token.text !== ")") return undefined;
    }
  }
  return hasLiteral ? text : undefined;
}

/** A conversion of printf and the kernel (Documentation/core-api/printk-formats.rst): flags, width, precision, letter. */
const conversion = /%(?:%|([-+ #0']*)(\*|\d+)?(\.(?:\*|-?\d*))?(?:hh?|ll?|[zjtL])?([a-zA-Z]))/g;

/** Puts what is constant in the place of its conversion; `undefined` among the constants is any value. */
function filled(text: string, constants: readonly (string | undefined)[]): string {
  let next = 0;
  return text.replace(
    conversion,
    (whole, flags?: string, width?: string, precision?: string, letter?: string) => {
      if (letter === undefined) return whole;
      if (width === "*") next += 1;
      if (precision === ".*") next += 1;
      const value = constants[next];
      next += 1;
      const isPlain = !flags && width === undefined && precision === undefined;
      const isFitting = letter === "s" || (/[diu]/.test(letter) && /^\d+$/.test(value ?? ""));
      return value !== undefined && isPlain && isFitting ? value.replaceAll("%", "%%") : whole;
    },
  );
}

/** The text of an argument that is string literals, __func__ or a plain number. */
function constantOf(tokens: readonly FormatToken[], functionName: string): string | undefined {
  const [first] = tokens;
  if (first === undefined) return undefined;
  if (tokens.every(({ kind }) => kind === "string")) {
    const value = stringValue(tokens.map(({ text }) => text).join(" "));
    return value?.includes(unknownText) ? undefined : value;
  }
  if (tokens.length > 1) return undefined;
  if (first.text === "__func__" || first.text === "__FUNCTION__") return functionName;
  return first.kind === "number" && /^(?:0|[1-9]\d*)$/.test(first.text) ? first.text : undefined;
}
