/** A kernel's log as a file or on the clipboard. Pure. */
import type { LogLine } from "../target-logs.ts";
import { levelNames } from "./level-names.ts";
import { clockText, secondsText, type TimeMode } from "./log-times.ts";

/** As dmesg prints it: `[   12.345678] hello: loaded`; what is not the kernel's begins with `#`. */
export const dmesgText = (lines: readonly LogLine[]): string =>
  lines.map((line) => `${isOfKernel(line) ? dmesgLine(line) : `# ${line.text}`}\n`).join("");

/** As it stands on the screen, without a line end behind the last. */
export const shownText = (lines: readonly LogLine[], mode: TimeMode): string =>
  lines.map((line) => `${timePart(line, mode)}${line.text}`).join("\n");

/** An array with an object for each line, one a line. */
export function jsonText(lines: readonly LogLine[]): string {
  return `[\n${lines.map((line) => JSON.stringify(entryOf(line))).join(",\n")}\n]\n`;
}

/** By the ending of the file's name. */
export const fileText = (file: string, lines: readonly LogLine[]): string =>
  file.toLowerCase().endsWith(".json") ? jsonText(lines) : dmesgText(lines);

const isOfKernel = ({ record }: LogLine): boolean => record !== undefined;

function dmesgLine({ text, record }: LogLine): string {
  const stamp =
    record?.microseconds === undefined ? "" : `[${secondsText(record.microseconds).padStart(12)}] `;
  // A separator's own words are Kmod's; in the kernel's log stands what was printed.
  return `${stamp}${record?.text ?? text}`;
}

function timePart(line: LogLine, mode: TimeMode): string {
  if (mode === "none") return "";
  if (mode === "absolute") return line.time === undefined ? "" : `${clockText(line.time)} `;
  const microseconds = line.record?.microseconds;
  return microseconds === undefined ? "" : `[${secondsText(microseconds).padStart(12)}] `;
}

function entryOf({ number, kind, text, record, time }: LogLine): object {
  const level = record?.level;
  return {
    number,
    kind,
    ...(time !== undefined && { time: new Date(time).toISOString() }),
    ...(record?.microseconds !== undefined && { seconds: record.microseconds / 1e6 }),
    ...(record?.sequence !== undefined && { sequence: record.sequence }),
    ...(level !== undefined && { level, levelName: levelNames[level] }),
    ...(record?.device !== undefined && { device: record.device }),
    ...(record?.caller !== undefined && { caller: record.caller }),
    text,
  };
}
