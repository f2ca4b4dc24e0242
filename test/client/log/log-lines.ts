/** Lines of a kernel's log for tests. */
import type { LogLine } from "../../../client/src/log/target-logs.ts";

/** A line that the kernel printed. @param level 0 (emergency) to 7 (debug) */
export const printed = (number: number, text: string, level: number | "unknown" = 6): LogLine => ({
  number,
  kind: "line",
  text,
  time: 1_700_000_000_000 + number,
  record: {
    sequence: number,
    microseconds: number * 1_000,
    level: level === "unknown" ? undefined : level,
    text,
    device: undefined,
    caller: undefined,
  },
});

/** Kmod's own line about the log. */
export const said = (number: number, kind: LogLine["kind"], text: string): LogLine => ({
  number,
  kind,
  text,
  time: undefined,
  record: undefined,
});
