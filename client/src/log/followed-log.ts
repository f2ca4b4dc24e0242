/**
 * The log of one machine, followed while the machine is connected: begun again when following ends, gone on with after a
 * reconnect, without losing or repeating a line. Knows no editor.
 */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import { TargetError } from "../kernel/errors.ts";
import { followLog } from "../kernel/log/follow-log.ts";
import { createLogReader, type LogReader } from "../kernel/log/log-reader.ts";
import type { LogEvent, LogRecord } from "../kernel/log/record.ts";
import { createListeners } from "../kernel/targets/listeners.ts";
import type { Subscription, Target, TargetState } from "../kernel/targets/target.ts";
import { nameOf } from "../targets/target-words.ts";
import { type ConsoleRest, createConsoleRest } from "./console-rest.ts";
import { createKeptLines, type KeptLines } from "./kept-lines.ts";
import { gapWords, problemOfError, refusalWords } from "./log-words.ts";
import type { LogLine, TargetLog } from "./target-logs.ts";

export interface FollowedLogOptions {
  readonly target: Target;
  /** Most lines that are kept. */
  readonly limit: () => number;
  /** Is it followed only while somebody looks at it? */
  readonly isOnlyWhileVisible: () => boolean;
  readonly log: Pick<vscode.LogOutputChannel, "debug" | "warn">;
}

/** Milliseconds after which following begins again; the last one each further time. One that lasted starts over. */
const pauses = [250, 1_000, 3_000, 10_000] as const;
const lastingMs = 20_000;

interface Following {
  readonly end: AbortController;
  readonly isRoot: boolean;
}

export class FollowedLog implements TargetLog {
  readonly target: Target;
  readonly #options: FollowedLogOptions;
  readonly #kept: KeptLines;
  readonly #reader: LogReader;
  readonly #consoleRest: ConsoleRest | undefined;
  readonly #listeners: readonly Subscription[];
  readonly #appended = createListeners<readonly LogLine[]>();
  readonly #cleared = createListeners<void>();
  readonly #problemChanged = createListeners<void>();
  readonly onDidAppend = this.#appended.listen;
  readonly onDidClear = this.#cleared.listen;
  readonly onDidChangeProblem = this.#problemChanged.listen;
  #problem: string | undefined;
  #canReadAsRoot = false;
  /** For this connection. */
  #wantsRoot = false;
  #isRootKnown = false;
  #lookers = 0;
  #following: Following | undefined;
  #boot: string | undefined;
  #bootedAt: number | undefined;

  constructor(options: FollowedLogOptions) {
    this.#options = options;
    this.target = options.target;
    this.#kept = createKeptLines(options.limit);
    this.#reader = createLogReader({ onEvent: (event) => this.#hear(event) });
    const { console } = options.target;
    const append = (records: readonly LogRecord[]): void =>
      this.#append(this.#kept.addRecords(records, this.#bootedAt));
    this.#consoleRest = console && createConsoleRest(console, () => this.#kept.lines, append);
    this.#listeners = [
      options.target.onDidChangeState((state) => this.#enter(state)),
      options.target.onDidFindRoot(() => this.#findRoot()),
    ];
    this.update();
  }

  lines(): readonly LogLine[] {
    return this.#kept.lines;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  get canReadAsRoot(): boolean {
    return this.#canReadAsRoot;
  }

  readAsRoot(): void {
    this.#wantsRoot = true;
    this.#stop();
    this.#tell(undefined, false);
    this.update();
  }

  look(): Subscription {
    this.#lookers += 1;
    this.update();
    let isOver = false;
    return {
      dispose: () => {
        if (isOver) return;
        isOver = true;
        this.#lookers -= 1;
        this.update();
      },
    };
  }

  clear(): void {
    this.#kept.clear();
    this.#cleared.fire();
  }

  /** The settings, the state or who looks may have changed. */
  update(): void {
    const isWanted = this.#lookers > 0 || !this.#options.isOnlyWhileVisible();
    if (this.target.state.kind !== "connected" || !isWanted) this.#stop();
    else if (this.#following === undefined) void this.#follow();
  }

  dispose(): void {
    this.#stop();
    for (const listener of this.#listeners) listener.dispose();
    this.#consoleRest?.dispose();
    for (const listeners of [this.#appended, this.#cleared, this.#problemChanged]) listeners.dispose();
  }

  #enter(state: TargetState): void {
    if (state.kind !== "connected") {
      const wasFollowing = this.#following !== undefined;
      // What is still on its way over a connection that is gone would come after what the console says of its end.
      this.#stop();
      if (wasFollowing && state.kind === "failed") {
        this.#consoleRest?.begin(state.error.problem === "panic");
      }
      this.#wantsRoot = false;
      this.#isRootKnown = false;
      this.#tell(undefined, false);
    }
    this.update();
  }

  /** The user has loaded something, for which the password was given: it serves to read as well. */
  #findRoot(): void {
    this.#isRootKnown = true;
    if (this.#canReadAsRoot && !this.#wantsRoot) this.readAsRoot();
  }

  async #follow(): Promise<void> {
    const following: Following = { end: new AbortController(), isRoot: this.#wantsRoot };
    this.#following = following;
    const { signal } = following.end;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      const begun = performance.now();
      if (!(await this.#followOnce(following))) return;
      if (performance.now() - begun > lastingMs) attempt = 0;
      await pause(pauses[Math.min(attempt, pauses.length - 1)] ?? 0, signal);
    }
  }

  /** True: it is to be tried again. */
  async #followOnce({ end: { signal }, isRoot }: Following): Promise<boolean> {
    const { log } = this.#options;
    const name = nameOf(this.target);
    try {
      await followLog(this.target, this.#reader, { isRoot, signal });
    } catch (error) {
      if (signal.aborted) return false;
      log.warn(`${name}: its kernel's log cannot be followed.`, error);
      if (isRoot && error instanceof TargetError && isRefused(error)) {
        this.#tell(problemOfError(error), true);
        return false;
      }
    }
    if (signal.aborted) return false;
    const { refusal } = this.#reader;
    if (refusal === undefined) return true;
    log.debug(`${name}: its kernel's log cannot be read: ${refusal}`);
    const isAsRoot = isRoot || (this.target.state.kind === "connected" && this.target.state.machine.isRoot);
    this.#tell(refusalWords(name, refusal, isAsRoot), !isAsRoot);
    if (!isAsRoot && this.#isRootKnown) this.readAsRoot();
    return false;
  }

  #stop(): void {
    this.#reader.flush();
    this.#following?.end.abort();
    this.#following = undefined;
  }

  #hear(event: LogEvent): void {
    switch (event.kind) {
      case "start":
        this.#begin(event);
        return;
      case "records":
        this.#append(this.#kept.addRecords(event.records, this.#bootedAt));
        return;
      case "gap":
        this.#append(this.#kept.add("gap", gapWords(event.lost), Date.now()));
    }
  }

  #begin({ boot, bootedAt }: Extract<LogEvent, { readonly kind: "start" }>): void {
    const isOther = this.#boot !== undefined && this.#boot !== boot;
    this.#consoleRest?.end(isOther);
    // The two clocks differ a little each time they are read; lines of one start keep one.
    if (isOther || this.#bootedAt === undefined) this.#bootedAt = bootedAt;
    this.#boot = boot;
    if (isOther) {
      this.#append(
        this.#kept.add("boot", l10n.t`The kernel of ${nameOf(this.target)} has started anew`, bootedAt),
      );
    }
    this.#tell(undefined, false);
  }

  #append(lines: readonly LogLine[]): void {
    if (lines.length > 0) this.#appended.fire(lines);
  }

  #tell(problem: string | undefined, canReadAsRoot: boolean): void {
    if (problem === this.#problem && canReadAsRoot === this.#canReadAsRoot) return;
    this.#problem = problem;
    this.#canReadAsRoot = canReadAsRoot;
    this.#problemChanged.fire();
  }
}

/** The user left the question, or the password was wrong: asking again by itself would be a nuisance. */
const isRefused = ({ problem }: TargetError): boolean => problem === "cancelled" || problem === "no-root";

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(end, milliseconds);
  function end(): void {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
    resolve();
  }
  signal.addEventListener("abort", end);
  return promise;
}
