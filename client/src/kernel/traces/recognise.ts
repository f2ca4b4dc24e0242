/**
 * Recognises reports in a kernel's log as its lines come. Where the kernel says who called printk (CONFIG_PRINTK_CALLER),
 * reports that two processors write at the same time are told apart. A report without a last line of its own is complete
 * with the first line that cannot belong to it, or when the log falls silent: `end`.
 */
import type { LogRecord } from "../log/record.ts";
import { callOf, isTailLine, isTraceLine } from "./lines.ts";
import { readTrace } from "./read-trace.ts";
import { isCutMark, isEndMark, isPanicEnd, isRule, mayBegin, startOf, type TraceStart } from "./starts.ts";
import type { KernelTrace } from "./trace.ts";

export interface TraceRecogniser {
  /** Takes what the kernel said next, and gives the reports that are complete now. */
  push(records: readonly LogRecord[]): readonly KernelTrace[];
  /**
   * Gives what is still open, as far as it came: the log is silent, or the machine is dead. Where the rest of one comes
   * later all the same (from a console), the whole is given once more, beginning with the same record.
   */
  end(): readonly KernelTrace[];
  /** Is there one that waits for its last line? */
  readonly isOpen: boolean;
}

export function createTraceRecogniser(): TraceRecogniser {
  const open = new Map<string, OpenTrace>();
  /** Given by `end` without having ended. */
  const paused = new Map<string, OpenTrace>();
  /** The last line of each caller: what explains a report may stand before it. */
  const before = new Map<string, LogRecord>();
  const take = (record: LogRecord): readonly KernelTrace[] => {
    const caller = record.caller ?? "";
    const key = open.has(caller) ? caller : (adopter(open, record.text) ?? caller);
    const current = open.get(key) ?? resumed(paused, key, record);
    const last = before.get(caller);
    before.set(caller, record);
    if (current === undefined) {
      const begun = begin(record, last);
      if (begun !== undefined) open.set(caller, begun);
      return [];
    }
    const verdict = judge(current, record);
    if (verdict === "over") {
      open.delete(key);
      return [...complete(current), ...take(record)];
    }
    open.set(key, current);
    current.records.push(record);
    if (verdict === "take") return [];
    open.delete(key);
    return complete(current);
  };
  return {
    push(records) {
      const traces: KernelTrace[] = [];
      for (const record of records) {
        const isDull = open.size === 0 && paused.size === 0 && !mayBegin(record.text);
        if (isDull) before.set(record.caller ?? "", record);
        else traces.push(...take(record));
      }
      // A kernel has many tasks: of those that said nothing of late nothing is expected.
      if (before.size > mostCallers) before.clear();
      return traces;
    },
    end() {
      const traces = [...open.values()].flatMap(complete);
      for (const [key, one] of open) if (one.start !== undefined && !one.isEnded) paused.set(key, one);
      open.clear();
      before.clear();
      return traces;
    },
    get isOpen() {
      return open.size > 0;
    },
  };
}

interface OpenTrace {
  /** undefined: only the mark before it has come. */
  start: TraceStart | undefined;
  readonly records: LogRecord[];
  /** It ends with a mark, so that other lines in between do not end it. */
  hasEndMark: boolean;
  hasCalls: boolean;
  isEnded: boolean;
  isPanic: boolean;
  /** Lines in a row that look like no part of a report. */
  strangers: number;
}

const mostCallers = 1_000;
const mostRecords = 1_000;
/** Lines between the mark and what happened: the message of a WARN. */
const mostMessage = 20;
const mostStrangers = 60;
/** Microseconds: a report is written in one go. */
const longestPause = 10_000_000;
/** Between two lines that were read in different ways. */
const shortPause = 1_000_000;

/** One that was given too early, where this line is its next. */
function resumed(paused: Map<string, OpenTrace>, key: string, record: LogRecord): OpenTrace | undefined {
  const one = paused.get(key);
  paused.delete(key);
  const last = one?.records.at(-1)?.microseconds;
  if (one === undefined || last === undefined || record.microseconds === undefined) return undefined;
  const isNext = record.microseconds - last < shortPause && startOf(record.text) === undefined;
  return isNext && (isTraceLine(record.text) || isEndMark(record.text))
    ? { ...one, records: [...one.records] }
    : undefined;
}

/** What checks print just before they end in a BUG or WARN. Source: lib/list_debug.c, mm/usercopy.c, lib/refcount.c. */
const explaining = /corruption|usercopy: |buffer overflow|^kernel tried to execute /;

function begin(record: LogRecord, last: LogRecord | undefined): OpenTrace | undefined {
  const { text } = record;
  const start = startOf(text);
  if (start === undefined && !isCutMark(text)) return undefined;
  const isExplained = last !== undefined && explaining.test(last.text);
  return {
    start,
    records: isExplained ? [last, record] : [record],
    hasEndMark: start === undefined || marked.has(start.kind),
    hasCalls: false,
    isEnded: false,
    isPanic: start?.kind === "panic",
    strangers: 0,
  };
}

/** Kinds that come without `cut here` and end with a mark all the same. */
const marked: ReadonlySet<string> = new Set(["oops", "bug", "panic", "warning"]);

type Verdict = "take" | "last" | "over";

function judge(open: OpenTrace, record: LogRecord): Verdict {
  const { text } = record;
  const pause = (record.microseconds ?? 0) - (open.records.at(-1)?.microseconds ?? record.microseconds ?? 0);
  if (isCutMark(text) || pause > longestPause || open.records.length >= mostRecords) return "over";
  const start = startOf(text);
  if (open.start === undefined) {
    if (start === undefined) return open.records.length > mostMessage ? "over" : "take";
    open.start = start;
    open.isPanic = start.kind === "panic";
    return "take";
  }
  if (isPanicEnd(text)) return "last";
  if (start !== undefined) return judgeStart(open, open.start, start, text);
  if (open.isEnded && !open.isPanic) return isTailLine(text) ? "take" : "over";
  if (isEndMark(text)) {
    open.isEnded = true;
    return "take";
  }
  if (isRule(text)) return judgeRule(open, open.start);
  if (callOf(text) !== undefined) open.hasCalls = true;
  return judgeLine(open, open.start, text);
}

/** A line that begins reports: the next one, or a part of this one. */
function judgeStart(open: OpenTrace, first: TraceStart, start: TraceStart, text: string): Verdict {
  if (start.kind === "panic") {
    open.isPanic = true;
    open.hasEndMark = true;
    return "take";
  }
  if (open.isEnded || open.hasCalls || open.isPanic) return "over";
  // `BUG: unable to handle...` and `kernel BUG at...` go on with `Oops: 0002 [#1]` or `invalid opcode: 0000 [#1]`.
  const isCrash = (first.kind === "oops" || first.kind === "bug") && start.kind === "oops";
  const isNumbered = open.records.some((record) => numbered.test(record.text));
  return isCrash && !(isNumbered && numbered.test(text)) ? "take" : "over";
}

/** The count of crashes. Source: __die_header in arch/x86/kernel/dumpstack.c. */
const numbered = /\[#\d+\]/;

/** Sanitizers end with a line of `=`; lockdep has one before its second line too. */
function judgeRule(open: OpenTrace, { kind }: TraceStart): Verdict {
  if (!ruled.has(kind)) return "over";
  return open.hasCalls ? "last" : "take";
}

const ruled: ReadonlySet<string> = new Set(["kasan", "kcsan", "ubsan", "lockdep", "hung-task"]);

function judgeLine(open: OpenTrace, { kind }: TraceStart, text: string): Verdict {
  if (isTraceLine(text)) {
    open.strangers = 0;
    return "take";
  }
  open.strangers++;
  if (open.strangers > mostStrangers) return "over";
  if (open.hasEndMark || !open.hasCalls) return "take";
  return (kind === "lockdep" && !hasOwnTrace(open)) || told.has(kind) ? "take" : "over";
}

/** They say more after their call trace: who allocated it, what lies around it, what memory there was. */
const told: ReadonlySet<string> = new Set(["kasan", "kcsan", "oom"]);

const hasOwnTrace = ({ records }: OpenTrace): boolean =>
  records.some(({ text }) => text.startsWith("stack backtrace:"));

/** Other processors answer a stall or lockup on their own: what they say belongs to it. */
function adopter(open: ReadonlyMap<string, OpenTrace>, text: string): string | undefined {
  if (open.size === 0 || startOf(text) !== undefined || !isTraceLine(text)) return undefined;
  for (const [key, { start }] of open)
    if (start?.kind === "rcu-stall" || start?.kind === "lockup") return key;
  return undefined;
}

/** A mark alone, without what happened, is no report. */
const complete = ({ start, records }: OpenTrace): readonly KernelTrace[] =>
  start === undefined ? [] : [readTrace(records, start)];
