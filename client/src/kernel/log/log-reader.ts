/**
 * From what the script of `log-script.ts` says to events, over any number of connections: what was read before is not
 * given again, what is missing is said, and events come in batches.
 */
import { readLogLine } from "../kmod/kernel-log.ts";
import { deviceOf, type KmsgHead, kmsgText, readKmsgHead } from "./kmsg.ts";
import { control } from "./log-script.ts";
import { knownLines } from "./overlap.ts";
import type { LogEvent, LogRecord } from "./record.ts";

export interface LogReader {
  /** A line of the script, which was just started where it is the first one. */
  hear(line: string): void;
  /** Gives what waits, now: nothing will come any more, or what comes next is not of this log. */
  flush(): void;
  /** Why the log cannot be read, as the machine said it; undefined while it can. */
  readonly refusal: string | undefined;
}

export interface LogReaderOptions {
  readonly onEvent: (event: LogEvent) => void;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Calls `work` after so many milliseconds; 0: as soon as what has come is read. */
  readonly later?: (work: () => void, milliseconds: number) => void;
}

/** Milliseconds between two batches: the first line after a pause does not wait. */
const batchMs = 20;

export const createLogReader = (options: LogReaderOptions): LogReader => new Reader(options);

type Source = "kmsg" | "dmesg";

class Reader implements LogReader {
  readonly #onEvent: (event: LogEvent) => void;
  readonly #now: () => number;
  readonly #later: (work: () => void, milliseconds: number) => void;
  refusal: string | undefined;
  #boot: string | undefined;
  #source: Source | undefined;
  /** The sequence number that comes next; undefined: any. */
  #next: number | undefined;
  /** All that dmesg said when it was last heard. */
  #dump: string[] = [];
  /** What dmesg says now, until its end. */
  #said: string[] = [];
  #isWhole = false;
  /** The newest time that was given, in microseconds. */
  #newest = -1;
  /** Up to here everything was read from the other source. */
  #skipTo = -1;
  /** The message whose properties may follow: not yet among the records. */
  #open: { readonly head: KmsgHead; readonly line: string; device: string | undefined } | undefined;
  #records: LogRecord[] = [];
  #isWaiting = false;
  #flushedAt = 0;

  constructor({ onEvent, now = Date.now, later = laterByTimers }: LogReaderOptions) {
    this.#onEvent = onEvent;
    this.#now = now;
    this.#later = later;
  }

  hear(line: string): void {
    if (line.startsWith(control)) this.#obey(line.slice(control.length));
    else if (this.#source === "kmsg") this.#hearKmsg(line);
    else if (this.#source === "dmesg") this.#said.push(line);
  }

  flush(): void {
    this.#close();
    const records = this.#records;
    if (records.length === 0) return;
    this.#records = [];
    this.#flushedAt = this.#now();
    this.#onEvent({ kind: "records", records });
  }

  #obey(said: string): void {
    const [word = "", source, boot = "", uptime = "0"] = said.split(" ");
    switch (word) {
      case "start":
        this.#start(source === "dmesg" ? "dmesg" : "kmsg", boot, Number(uptime));
        return;
      case "refused":
        this.flush();
        this.refusal = said.slice("refused ".length).trim();
        return;
      case "whole":
      case "more":
        this.#isWhole = word === "whole";
        this.#said = [];
        return;
      case "end":
        this.#takeDump();
        return;
      default:
      // `again`: the sequence of the next message tells what is missing.
    }
  }

  #start(source: Source, boot: string, uptime: number): void {
    this.flush();
    this.refusal = undefined;
    if (boot !== this.#boot) {
      this.#next = undefined;
      this.#dump = [];
      this.#newest = -1;
      this.#skipTo = -1;
    } else if (source !== this.#source) {
      this.#skipTo = this.#newest;
    }
    this.#said = [];
    this.#boot = boot;
    this.#source = source;
    this.#onEvent({ kind: "start", boot, bootedAt: this.#now() - uptime * 1000, source });
  }

  #hearKmsg(line: string): void {
    if (line.startsWith(" ")) {
      if (this.#open !== undefined) this.#open.device ??= deviceOf(line);
      return;
    }
    const head = readKmsgHead(line);
    if (head === undefined) return;
    this.#close();
    const next = this.#next ?? head.sequence;
    if (head.sequence < next) return;
    if (head.sequence > next) this.#missing(head.sequence - next);
    this.#next = head.sequence + 1;
    this.#open = { head, line, device: undefined };
    this.#flushSoon();
  }

  /** The message has all its properties. */
  #close(): void {
    if (this.#open === undefined) return;
    const { head, line, device } = this.#open;
    this.#open = undefined;
    const { level, sequence, microseconds, caller, textAt } = head;
    if (!this.#isNew(microseconds)) return;
    for (const text of kmsgText(line, textAt)) {
      this.#records.push({ sequence, microseconds, level, text, device, caller });
    }
  }

  #takeDump(): void {
    const said = this.#said;
    const known = this.#isWhole ? knownLines(this.#dump, said) : 0;
    if (this.#isWhole && known === 0 && this.#dump.length > 0) this.#missing(undefined);
    this.#dump = this.#isWhole ? said : [...this.#dump, ...said];
    this.#said = [];
    for (let index = known; index < said.length; index += 1) this.#addLine(said[index] ?? "");
    if (this.#records.length > 0) this.#flushSoon();
  }

  #addLine(line: string): void {
    const { level, seconds, text } = readLogLine(line);
    const microseconds = seconds === undefined ? undefined : Math.round(seconds * 1e6);
    if (microseconds !== undefined && !this.#isNew(microseconds)) return;
    this.#records.push({
      sequence: undefined,
      microseconds,
      level,
      text,
      device: undefined,
      caller: undefined,
    });
  }

  #isNew(microseconds: number): boolean {
    if (microseconds <= this.#skipTo) return false;
    if (microseconds > this.#newest) this.#newest = microseconds;
    return true;
  }

  #missing(lost: number | undefined): void {
    this.flush();
    this.#onEvent({ kind: "gap", lost });
  }

  #flushSoon(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    const wait = Math.max(0, this.#flushedAt + batchMs - this.#now());
    this.#later(() => {
      this.#isWaiting = false;
      this.flush();
    }, wait);
  }
}

function laterByTimers(work: () => void, milliseconds: number): void {
  if (milliseconds === 0) setImmediate(work);
  else setTimeout(work, milliseconds);
}
