/**
 * Reads reports out of text from anywhere: dmesg with and without times, /dev/kmsg, a serial console with its carriage
 * returns, journalctl, a quoted mail.
 */
import { readKmsg, readLogLine } from "../kmod/kernel-log.ts";
import type { LogRecord } from "../log/record.ts";
import { callOf, isTraceLine, pointerOf } from "./lines.ts";
import { readTrace } from "./read-trace.ts";
import { createTraceRecogniser } from "./recognise.ts";
import type { KernelTrace } from "./trace.ts";

/** The reports in a text; where none begins in it but a call trace stands there, that one. */
export function tracesOfText(text: string): readonly KernelTrace[] {
  const records = recordsOfText(text);
  const recogniser = createTraceRecogniser();
  const found = [...recogniser.push(records), ...recogniser.end()];
  if (found.length > 0) return found;
  const lines = records.filter((record) => isTraceLine(record.text));
  const hasCalls = lines.some((line) => (pointerOf(line.text) ?? callOf(line.text)) !== undefined);
  return hasCalls ? [{ ...readTrace(lines, { kind: "bug", at: undefined }), title: "Call trace" }] : [];
}

/** Each line as a record of a log. */
export function recordsOfText(text: string): readonly LogRecord[] {
  const lines = text.split(/\r*\n/u).map((line) => line.replaceAll(controls, "").replace(quoted, ""));
  const indent = Math.min(...lines.filter((line) => line.trim() !== "").map(indentOf));
  return lines.flatMap((line) => recordsOfLine(line.slice(Number.isFinite(indent) ? indent : 0)));
}

/** Colours of a terminal, and carriage returns. */
// oxlint-disable-next-line no-control-regex -- a terminal's colours begin with ESC
const controls = /\u001b\[[\d;]*[A-Za-z]|\r/gu;
/** Of a mail. */
const quoted = /^(?:> ?)+/u;

const indentOf = (line: string): number => line.length - line.trimStart().length;

function recordsOfLine(line: string): readonly LogRecord[] {
  if (/^\d+,\d+,\d+,[^;]*;/u.test(line)) return readKmsg(line).map(recordOf);
  // Continuation lines of /dev/kmsg: ` SUBSYSTEM=usb`.
  if (/^ [A-Z_]+=\S+$/u.test(line)) return [];
  const [, journal = line] =
    /^(?:[A-Z][a-z]{2} +\d+ [\d:.]+|\d{4}-\d\d-\d\d[T ][\d:.,+Z-]+) \S+ kernel: ?(.*)$/u.exec(line) ?? [];
  const [, words = journal] =
    /^(?:\w+ *:\w+ *: )?\[(?:[A-Z][a-z]{2} [A-Z][a-z]{2} +\d+ [\d:.]+ \d{4}|[A-Z][a-z]{2} ?\d+ \d\d:\d\d| *\+\d+\.\d+)\] ?(.*)$/u.exec(
      journal,
    ) ?? [];
  return [recordOf(readLogLine(words))];
}

const recordOf = ({ level, seconds, text }: ReturnType<typeof readLogLine>): LogRecord => ({
  sequence: undefined,
  microseconds: seconds === undefined ? undefined : Math.round(seconds * 1e6),
  level,
  text,
  device: undefined,
  caller: undefined,
});
