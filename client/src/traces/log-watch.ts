/**
 * Hears one machine's log and tells of the reports in it, with the numbers of their lines, and of modules that are loaded.
 * What stood in the kernel's buffer before the editor looked is told as old.
 */
import type * as vscode from "vscode";
import type { LogRecord } from "../kernel/log/record.ts";
import { createTraceRecogniser } from "../kernel/traces/recognise.ts";
import type { KernelTrace } from "../kernel/traces/trace.ts";
import type { LogLine, TargetLog } from "../log/target-logs.ts";

export interface HeardTrace {
  readonly trace: KernelTrace;
  readonly lines: FoundLines;
  /** It happened before the editor followed the log. */
  readonly isOld: boolean;
  /** The module that Kmod was loading or unloading then; who asked for that is told by what came of it. */
  readonly changing: string | undefined;
}

type FoundLines = readonly [first: number, last: number] | undefined;

export interface LogListener {
  onTrace(heard: HeardTrace): void;
  /** Kmod's own line that stands before a module is loaded has come. */
  onLoad(module: string): void;
  /** The machine has started anew. */
  onBoot(): void;
}

export type WatchedLog = Pick<TargetLog, "lines" | "onDidAppend" | "onDidChangeProblem" | "problem">;

/** Milliseconds without a line after which a report that is open has ended. */
const quietMs = 400;
/** A machine's clock and ours are compared by a round trip. */
const clockDoubtMs = 2_000;
/** Loading and unloading are given up after some seconds. */
const changeMs = 10_000;

/** @param now milliseconds since 1970 */
export function watchLog(
  log: WatchedLog,
  listener: LogListener,
  now: () => number = Date.now,
): vscode.Disposable {
  const watch = new Watch(listener, now());
  watch.take(log.lines());
  const listeners = [
    log.onDidAppend((lines) => watch.take(lines)),
    // The machine is gone: what is open stays as it is.
    log.onDidChangeProblem(() => log.problem !== undefined && watch.end()),
  ];
  return {
    dispose() {
      for (const one of listeners) one.dispose();
      watch.dispose();
    },
  };
}

interface Numbered {
  readonly number: number;
  readonly isOld: boolean;
}

class Watch {
  readonly #listener: LogListener;
  readonly #since: number;
  #number = 0;
  readonly #recogniser = createTraceRecogniser();
  /** Of the records that may still become part of a report. */
  #lines = new WeakMap<LogRecord, Numbered>();
  #change: { readonly module: string; readonly time: number } | undefined;
  #lastTime = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(listener: LogListener, since: number) {
    this.#listener = listener;
    this.#since = since - clockDoubtMs;
  }

  take(lines: readonly LogLine[]): void {
    for (const line of lines) {
      // A batch may come both as what is there and as what is new.
      if (line.number <= this.#number) continue;
      this.#number = line.number;
      this.#takeLine(line);
    }
    clearTimeout(this.#timer);
    if (this.#recogniser.isOpen) this.#timer = setTimeout(() => this.end(), quietMs);
  }

  end(): void {
    clearTimeout(this.#timer);
    for (const trace of this.#recogniser.end()) this.#tell(trace);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #takeLine(line: LogLine): void {
    if (line.time !== undefined) this.#lastTime = line.time;
    const [, tool, module] =
      line.kind === "marker" ? (changeMark.exec(line.record?.text ?? line.text) ?? []) : [];
    if (module !== undefined) {
      this.#change = { module, time: this.#lastTime };
      if (tool !== "rmmod") this.#listener.onLoad(module);
      return;
    }
    const { record } = line;
    if (line.kind === "boot") this.#listener.onBoot();
    if (record === undefined) return line.kind === "notice" ? undefined : this.end();
    const isOld = line.time === undefined ? this.#lastTime < this.#since : line.time < this.#since;
    this.#lines.set(record, { number: line.number, isOld });
    for (const trace of this.#recogniser.push([record])) this.#tell(trace);
  }

  #tell(trace: KernelTrace): void {
    const lines = trace.records.flatMap((record) => this.#lines.get(record) ?? []);
    const [first, last] = [lines[0], lines.at(-1)];
    const change = this.#change;
    this.#listener.onTrace({
      trace,
      lines: first === undefined || last === undefined ? undefined : [first.number, last.number],
      isOld: first?.isOld ?? true,
      changing: change !== undefined && this.#lastTime - change.time < changeMs ? change.module : undefined,
    });
  }
}

/** As client/src/kernel/kmod/change.ts writes it. */
const changeMark = /^kmod: (insmod|modprobe|rmmod) (\S+) \([\da-f]{8}\)$/u;
