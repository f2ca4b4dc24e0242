/** Reads what /dev/kmsg gives. Source: Documentation/ABI/testing/dev-kmsg, info_print_ext_header in kernel/printk/printk.c. */
import type { LogRecord } from "./record.ts";

/** The head of a message: all but its text. */
export interface KmsgHead extends Omit<LogRecord, "text" | "device"> {
  readonly sequence: number;
  readonly microseconds: number;
  /** Offset of the text in the line. */
  readonly textAt: number;
}

/**
 * `6,339,5140900,-,caller=T1;text`: priority with the facility above its three lowest bits, sequence, microseconds, flags
 * and what newer kernels add. undefined: another line. Fragments (`c`, `+`) are lines of their own, as dmesg shows them.
 */
export function readKmsgHead(line: string): KmsgHead | undefined {
  const textAt = line.indexOf(";") + 1;
  const first = line.indexOf(",");
  const second = line.indexOf(",", first + 1);
  const third = line.indexOf(",", second + 1);
  if (first < 1 || second < 0 || third < 0 || textAt <= third) return undefined;
  const priority = Number(line.slice(0, first));
  const sequence = Number(line.slice(first + 1, second));
  const microseconds = Number(line.slice(second + 1, third));
  if (Number.isNaN(priority + sequence + microseconds)) return undefined;
  const callerAt = line.indexOf(",caller=", third);
  const caller = callerAt < 0 || callerAt >= textAt ? undefined : callerIn(line, callerAt, textAt);
  return { level: priority & 7, sequence, microseconds, caller, textAt };
}

function callerIn(line: string, at: number, textAt: number): string {
  const [, value = ""] = line.slice(at + 1, textAt - 1).split(/[=,]/, 2);
  return value;
}

/** The lines of a message's text. */
export const kmsgText = (line: string, textAt: number): readonly string[] => {
  const text = line.slice(textAt);
  return text.includes("\\x") ? unescaped(text).split("\n") : [text];
};

/** The device of a property line, ` DEVICE=+usb:1-1`; undefined: another property. */
export const deviceOf = (line: string): string | undefined =>
  line.startsWith(" DEVICE=") ? line.slice(" DEVICE=".length) : undefined;

/** Bytes that are no printable ASCII are written as `\x0a`; together they are UTF-8. A backslash is `\x5c`. */
const unescaped = (message: string): string =>
  message.replaceAll(/(?:\\x[0-9a-f]{2})+/g, (escapes) =>
    new TextDecoder().decode(
      Uint8Array.from(escapes.slice(2).split("\\x"), (hex) => Number.parseInt(hex, 16)),
    ),
  );
