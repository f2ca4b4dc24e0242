/** What has changed on each machine, for as long as it is to catch the eye. */
import * as vscode from "vscode";
import type { Snapshot } from "../kernel/kmod/loaded.ts";
import type { Target } from "../kernel/targets/target.ts";
import { type Change, type Changes, compareSnapshots } from "./changes.ts";
import type { LoadedModules } from "./modules.ts";

export interface Highlights extends vscode.Disposable {
  changes(target: Target): Changes;
  /** A machine looks different: it was read anew and shows something else, or a highlight is over. */
  readonly onDidChange: vscode.Event<Target>;
}

/** Long enough to be found again after a look at the code. */
export const highlightMs = 10_000;

export const createHighlights = (loaded: Pick<LoadedModules, "snapshot" | "onDidChange">): Highlights =>
  new ChangeHighlights(loaded);

interface Shown {
  snapshot: Snapshot | undefined;
  readonly changes: Map<string, Change>;
  timer: NodeJS.Timeout | undefined;
}

class ChangeHighlights implements Highlights {
  readonly #loaded: Pick<LoadedModules, "snapshot" | "onDidChange">;
  readonly #shown = new Map<Target, Shown>();
  readonly #changed = new vscode.EventEmitter<Target>();
  readonly onDidChange = this.#changed.event;
  readonly #listener: vscode.Disposable;

  constructor(loaded: Pick<LoadedModules, "snapshot" | "onDidChange">) {
    this.#loaded = loaded;
    this.#listener = loaded.onDidChange((target) => this.#hear(target));
  }

  changes(target: Target): Changes {
    return this.#shown.get(target)?.changes ?? new Map();
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
    for (const { timer } of this.#shown.values()) clearTimeout(timer);
  }

  #hear(target: Target): void {
    const after = this.#loaded.snapshot(target);
    if (after === undefined) this.#forget(target);
    else this.#compare(target, after);
    this.#changed.fire(target);
  }

  #compare(target: Target, after: Snapshot): void {
    const shown: Shown = this.#shown.get(target) ?? {
      snapshot: undefined,
      changes: new Map(),
      timer: undefined,
    };
    this.#shown.set(target, shown);
    const changes = compareSnapshots(shown.snapshot, after);
    shown.snapshot = after;
    if (changes.size === 0) return;
    for (const [name, change] of changes) shown.changes.set(name, change);
    clearTimeout(shown.timer);
    shown.timer = setTimeout(() => {
      shown.changes.clear();
      this.#changed.fire(target);
    }, highlightMs);
  }

  #forget(target: Target): void {
    clearTimeout(this.#shown.get(target)?.timer);
    this.#shown.delete(target);
  }
}
