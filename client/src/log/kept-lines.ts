/** The lines of one machine's log that are kept: the newest ones, numbered as they came. Pure. */
import type { LogRecord } from "../kernel/log/record.ts";
import { markerWords } from "./marker-words.ts";
import type { LogLine } from "./target-logs.ts";

export interface KeptLines {
  /** In order; another array when older ones were dropped. */
  readonly lines: readonly LogLine[];
  /** @param bootedAt when the kernel started, milliseconds since 1970; undefined: not known */
  addRecords(records: readonly LogRecord[], bootedAt: number | undefined): readonly LogLine[];
  /** A line that Kmod says itself. */
  add(kind: "gap" | "boot" | "notice", text: string, time: number): readonly LogLine[];
  clear(): void;
}

/** @param limit asked each time: a setting */
export function createKeptLines(limit: () => number): KeptLines {
  let lines: LogLine[] = [];
  let number = 0;
  const keep = (added: readonly LogLine[]): readonly LogLine[] => {
    for (const line of added) lines.push(line);
    const most = limit();
    // A tenth more is kept, so that not every batch moves all of them.
    if (lines.length > most * 1.1) lines = lines.slice(-most);
    return added;
  };
  return {
    get lines() {
      return lines;
    },
    addRecords: (records, bootedAt) =>
      keep(
        records.map((record) => {
          number += 1;
          return lineOf(number, record, bootedAt);
        }),
      ),
    add(kind, text, time) {
      number += 1;
      return keep([{ number, kind, text, record: undefined, time }]);
    },
    clear() {
      lines = [];
    },
  };
}

function lineOf(number: number, record: LogRecord, bootedAt: number | undefined): LogLine {
  const { text, microseconds } = record;
  const time =
    bootedAt === undefined || microseconds === undefined ? undefined : bootedAt + microseconds / 1000;
  const marker = markerWords(text);
  return { number, kind: marker === undefined ? "line" : "marker", text: marker ?? text, record, time };
}
