/** Which part of a log the page is sent, as plain data. Pure. */
import type { LogLine } from "../target-logs.ts";
import { moduleOf } from "./line-module.ts";
import type { LogRows } from "./log-rows.ts";
import type { PageRow, PageRows, PageWindow } from "./view-messages.ts";

/** What else is known of lines. */
export interface RowFacts {
  /** What a line is of a decoded report of a crash. */
  traceOf(line: LogLine): PageRow["trace"];
  /** Whether the call is known that printed it. */
  isPlaced(line: LogLine): boolean;
}

/** A longer line is cut: the page shows one line of the screen for it. */
const longest = 4_000;

/** The rows that a window asks for; the nearest where its positions mean nothing any more. */
export function pageRows(rows: LogRows, wanted: PageWindow, facts: RowFacts): PageRows {
  const { first, end, generation, total } = rows;
  const anchor = wanted.anchor === undefined ? undefined : rows.positionOf(wanted.anchor);
  const isCurrent = wanted.generation === generation;
  const last = Math.max(first, end - wanted.count);
  const around = anchor === undefined ? last : anchor - Math.floor(wanted.count / 2);
  const from = wanted.isFollowing ? last : clamp(isCurrent ? wanted.from : around, first, end);
  return {
    kind: "rows",
    generation,
    first,
    end,
    total,
    from,
    rows: rows.slice(from, from + wanted.count).map((line) => pageRow(line, rows, facts)),
    ...(anchor !== undefined && { anchor }),
  };
}

function pageRow(line: LogLine, rows: LogRows, facts: RowFacts): PageRow {
  const { number, kind, record, time } = line;
  const text = line.text.length > longest ? `${line.text.slice(0, longest)}…` : line.text;
  const trace = facts.traceOf(line);
  return {
    number,
    kind,
    text,
    ...(record?.level !== undefined && { level: record.level }),
    ...(record?.microseconds !== undefined && { microseconds: record.microseconds }),
    ...(time !== undefined && { time }),
    prefix: kind === "line" ? (moduleOf(text)?.length ?? 0) : 0,
    matches: rows.matches(text).map(([start, end]) => [start, end]),
    ...(trace !== undefined && { trace }),
    isPlaced: facts.isPlaced(line),
  };
}

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most));
