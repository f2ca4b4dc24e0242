/** Colours and words of the text formats. */
import { styleText } from "node:util";
import type { Io } from "../io.ts";

export type Style = "red" | "yellow" | "cyan" | "blue" | "green" | "bold" | "dim";
export type Paint = (styles: readonly Style[], text: string) => string;

/** @param chosen undefined: where the output is a terminal that takes colours (https://no-color.org) */
export const painter = (chosen: boolean | undefined, io: Io): Paint => {
  const isTerminal =
    io.stdout.isTerminal && (io.environment["NO_COLOR"] ?? "") === "" && io.environment["TERM"] !== "dumb";
  const colours = chosen ?? isTerminal;
  return (styles, text) => (colours ? styleText([...styles], text, { validateStream: false }) : text);
};

export const plural = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`;

/** Control characters of a file's name or a symbol's must not reach a terminal: each becomes one replacement character. */
export const visible = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, "\ufffd");
