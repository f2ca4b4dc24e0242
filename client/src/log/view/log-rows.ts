/**
 * The lines of a log that pass a filter, brought up to date from what the log keeps. Pure. Each shown line has a
 * position that counts up and stays the same until the filter changes, also when older lines are dropped.
 */
import type { LogLine } from "../target-logs.ts";
import { moduleOf } from "./line-module.ts";
import type { CompiledFilter } from "./log-filter.ts";

/** More names are no list that a person reads. */
const mostModules = 300;

export class LogRows {
  #filter: CompiledFilter;
  #shown: LogLine[] = [];
  /** How many of `#shown` are no longer kept by the log: cut off now and then, not each time. */
  #gone = 0;
  /** Position of `#shown[0]`. */
  #origin = 0;
  #generation = 1;
  /** Number of the last line that was looked at. */
  #seen = 0;
  /** Number of the last line whose module was noted. */
  #noted = 0;
  #total = 0;
  readonly #modules = new Set<string>();

  constructor(filter: CompiledFilter) {
    this.#filter = filter;
  }

  /** Positions of another generation mean nothing any more. */
  get generation(): number {
    return this.#generation;
  }

  /** Position of the first line that is shown. */
  get first(): number {
    return this.#origin + this.#gone;
  }

  /** One after the position of the last. */
  get end(): number {
    return this.#origin + this.#shown.length;
  }

  /** How many lines the log keeps. */
  get total(): number {
    return this.#total;
  }

  /** What lines begin with, sorted; grows only. */
  modules(): readonly string[] {
    return [...this.#modules].toSorted((a, b) => a.localeCompare(b, "en"));
  }

  /** Another filter: everything is looked at anew. */
  refilter(filter: CompiledFilter, kept: readonly LogLine[]): void {
    this.#filter = filter;
    this.#restart();
    this.update(kept);
  }

  /** Takes in what came since, and forgets what the log no longer keeps. @param kept all lines, by number */
  update(kept: readonly LogLine[]): void {
    const [oldest, newest] = [kept[0], kept.at(-1)];
    const isCleared = oldest === undefined ? this.#total > 0 : (newest?.number ?? 0) < this.#seen;
    if (isCleared) this.#restart();
    for (let index = after(kept, this.#seen); index < kept.length; index++) {
      const line = kept[index];
      if (line === undefined) break;
      this.#noteModule(line);
      if (this.#filter.passes(line)) this.#shown.push(line);
    }
    this.#seen = newest?.number ?? this.#seen;
    this.#total = kept.length;
    this.#drop(oldest?.number ?? 0);
  }

  /** The shown lines at positions, as far as there are any. */
  slice(first: number, end: number): readonly LogLine[] {
    return this.#shown.slice(Math.max(first, this.first) - this.#origin, Math.max(0, end - this.#origin));
  }

  at(position: number): LogLine | undefined {
    return position < this.first ? undefined : this.#shown[position - this.#origin];
  }

  /** Where a line is shown, or the next one after it. */
  positionOf(number: number): number {
    return Math.max(this.first, this.#origin + after(this.#shown, number - 1));
  }

  matches(text: string): ReturnType<CompiledFilter["matches"]> {
    return this.#filter.matches(text);
  }

  #restart(): void {
    this.#shown = [];
    this.#gone = 0;
    this.#origin = 0;
    this.#seen = 0;
    this.#generation++;
  }

  #drop(oldest: number): void {
    this.#gone = Math.max(this.#gone, after(this.#shown, oldest - 1));
    if (this.#gone < 10_000 && this.#gone < this.#shown.length) return;
    this.#shown = this.#shown.slice(this.#gone);
    this.#origin += this.#gone;
    this.#gone = 0;
  }

  /** Once for each line, however often the filter changes. */
  #noteModule({ kind, number, text }: LogLine): void {
    if (number <= this.#noted) return;
    this.#noted = number;
    if (kind !== "line" || this.#modules.size >= mostModules) return;
    const name = moduleOf(text)?.name;
    if (name !== undefined) this.#modules.add(name);
  }
}

/** Index of the first line whose number is greater. */
function after(lines: readonly LogLine[], number: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lines[middle]?.number ?? 0) <= number) low = middle + 1;
    else high = middle;
  }
  return low;
}
