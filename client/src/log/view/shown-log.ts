/** The one log that the view shows, with its filter applied. Knows nothing of the page. */
import * as vscode from "vscode";
import type { LogLine, TargetLog } from "../target-logs.ts";
import { type CompiledFilter, compileFilter, type LogFilter } from "./log-filter.ts";
import { LogRows } from "./log-rows.ts";

export interface ShownLogOptions {
  readonly log: TargetLog;
  readonly filter: LogFilter;
  readonly isMine: (name: string) => boolean;
}

export class ShownLog {
  readonly log: TargetLog;
  readonly rows: LogRows;
  readonly #isMine: (name: string) => boolean;
  readonly #listeners: readonly vscode.Disposable[];
  readonly #lines = new vscode.EventEmitter<void>();
  /** There are more lines, or none any more. */
  readonly onDidChangeLines = this.#lines.event;
  readonly #problem = new vscode.EventEmitter<void>();
  readonly onDidChangeProblem = this.#problem.event;
  #compiled: CompiledFilter;
  #looking: vscode.Disposable | undefined;

  constructor({ log, filter, isMine }: ShownLogOptions) {
    this.log = log;
    this.#isMine = isMine;
    this.#compiled = compileFilter(filter, isMine);
    this.rows = new LogRows(this.#compiled);
    this.#listeners = [
      log.onDidAppend(() => this.#lines.fire()),
      log.onDidClear(() => this.#lines.fire()),
      log.onDidChangeProblem(() => this.#problem.fire()),
    ];
  }

  /** Why the filter's text is no regular expression. */
  get filterProblem(): string | undefined {
    return this.#compiled.problem;
  }

  /** Whether somebody can see it. */
  look(isSeen: boolean): void {
    if (isSeen) this.#looking ??= this.log.look();
    else {
      this.#looking?.dispose();
      this.#looking = undefined;
    }
  }

  /** Takes in what came since the last time. */
  update(): void {
    this.rows.update(this.log.lines());
  }

  setFilter(filter: LogFilter): void {
    this.#compiled = compileFilter(filter, this.#isMine);
    this.rows.refilter(this.#compiled, this.log.lines());
  }

  /** Those that pass the filter. */
  shownLines(): readonly LogLine[] {
    this.update();
    return this.rows.slice(this.rows.first, this.rows.end);
  }

  line(number: number): LogLine | undefined {
    const line = this.rows.at(this.rows.positionOf(number));
    return line?.number === number ? line : undefined;
  }

  dispose(): void {
    this.look(false);
    for (const listener of this.#listeners) listener.dispose();
    this.#lines.dispose();
    this.#problem.dispose();
  }
}
