/** How the time of a line is shown. Pure; also runs in the page, which knows the time zone of who reads. */

/** `relative`: since the kernel started, as dmesg; `delta`: since the line above. */
export const timeModes = ["relative", "absolute", "delta", "none"] as const;
export type TimeMode = (typeof timeModes)[number];

/** What a line knows of its time. */
export interface LineTime {
  /** Since the kernel started. */
  readonly microseconds?: number | undefined;
  /** Milliseconds since 1970. */
  readonly time?: number | undefined;
}

/** The next one of a toggle. */
export const nextMode = (mode: TimeMode): TimeMode =>
  timeModes[(timeModes.indexOf(mode) + 1) % timeModes.length] ?? "relative";

/** @param before the line that is shown above; empty where the time is not known */
export function timeText(mode: TimeMode, line: LineTime, before: LineTime | undefined): string {
  switch (mode) {
    case "relative":
      return line.microseconds === undefined ? "" : secondsText(line.microseconds);
    case "absolute":
      return line.time === undefined ? "" : clockText(line.time);
    case "delta":
      return deltaText(line, before);
    case "none":
      return "";
  }
}

/** `12.345678`, as dmesg writes it. */
export function secondsText(microseconds: number): string {
  const whole = Math.trunc(microseconds / 1e6);
  return `${whole}.${String(Math.abs(Math.round(microseconds - whole * 1e6))).padStart(6, "0")}`;
}

/** `14:03:07.042`, local time. */
export function clockText(time: number): string {
  const date = new Date(time);
  const [hours, minutes, seconds] = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two);
  return `${hours}:${minutes}:${seconds}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

/** `2026-03-01 14:03:07.042`, local time. */
export function dateText(time: number): string {
  const date = new Date(time);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clockText(time)}`;
}

const two = (number: number): string => String(number).padStart(2, "0");

/** The kernel's own clock where both have it: it is finer, and nobody sets it. After a restart it begins anew. */
function deltaText(line: LineTime, before: LineTime | undefined): string {
  const fine =
    line.microseconds === undefined || before?.microseconds === undefined
      ? undefined
      : line.microseconds - before.microseconds;
  if (fine !== undefined && fine >= 0) return `+${secondsText(fine)}`;
  if (line.time === undefined || before?.time === undefined) return "";
  const coarse = line.time - before.time;
  return coarse < 0 ? "" : `+${(coarse / 1000).toFixed(3)}`;
}
