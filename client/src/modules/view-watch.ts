/**
 * Keeps what is loaded up to date while somebody looks at it: reads connected machines when the view becomes visible, and
 * again when their kernels say that modules came or went. Does nothing while the view is hidden.
 */
import type * as vscode from "vscode";
import { TargetError } from "../kernel/errors.ts";
import { readModuleEvent, watchModules } from "../kernel/kmod/watch.ts";
import type { Target } from "../kernel/targets/target.ts";
import type { Targets } from "../targets/targets.ts";
import type { LoadedModules } from "./modules.ts";

export interface ViewWatch extends vscode.Disposable {
  setVisible(isVisible: boolean): void;
}

export interface WatchParts {
  readonly targets: Pick<Targets, "all" | "onDidChange">;
  readonly loaded: Pick<LoadedModules, "snapshot" | "refresh" | "onDidChange">;
  readonly log: Pick<vscode.LogOutputChannel, "debug" | "warn">;
}

export const createViewWatch = (parts: WatchParts): ViewWatch => new Watch(parts);

/** One insmod causes several events. */
const settleMs = 150;
/** No event tells that a module has become live, or has gone at last. */
const transitionMs = 1_000;
/** Until following is surely under way. */
const followingMs = 2_500;
/** When following ends by itself. */
const againMs = 10_000;

interface Followed {
  readonly end: AbortController;
  readonly timers: Set<NodeJS.Timeout>;
  /** What a timer is waiting to do already: it is not done twice. */
  readonly waiting: Set<"settle" | "transition">;
}

class Watch implements ViewWatch {
  readonly #parts: WatchParts;
  readonly #followed = new Map<Target, Followed>();
  readonly #listeners: readonly vscode.Disposable[];
  #isVisible = false;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#listeners = [
      parts.targets.onDidChange(() => this.#update()),
      parts.loaded.onDidChange((target) => this.#lookAgain(target)),
    ];
  }

  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    this.#update();
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    for (const target of this.#followed.keys()) this.#leave(target);
  }

  #update(): void {
    const wanted = this.#isVisible ? this.#parts.targets.all().filter(hasModules) : [];
    for (const target of this.#followed.keys()) if (!wanted.includes(target)) this.#leave(target);
    for (const target of wanted) if (!this.#followed.has(target)) this.#enter(target);
  }

  #enter(target: Target): void {
    const followed: Followed = { end: new AbortController(), timers: new Set(), waiting: new Set() };
    this.#followed.set(target, followed);
    this.#refresh(target);
    void this.#follow(target, followed);
    // What changed between the reading and the first moment of following was heard by neither.
    after(followed, followingMs, () => this.#refresh(target));
  }

  async #follow(target: Target, followed: Followed): Promise<void> {
    const { signal } = followed.end;
    const hear = (line: string): void => {
      if (readModuleEvent(line) !== undefined) this.#refreshSoon(target, followed, "settle");
    };
    try {
      await target.follow(watchModules(), hear, signal);
    } catch (error) {
      this.#parts.log.warn(`${target.spec.name}: events of modules cannot be followed.`, error);
    }
    if (signal.aborted) return;
    after(followed, againMs, () => {
      // Nobody heard what came meanwhile.
      this.#refresh(target);
      void this.#follow(target, followed);
    });
  }

  #refreshSoon(target: Target, followed: Followed, why: "settle" | "transition"): void {
    if (followed.waiting.has(why)) return;
    followed.waiting.add(why);
    after(followed, why === "settle" ? settleMs : transitionMs, () => {
      followed.waiting.delete(why);
      this.#refresh(target);
    });
  }

  #lookAgain(target: Target): void {
    const followed = this.#followed.get(target);
    const modules = this.#parts.loaded.snapshot(target)?.modules ?? [];
    if (followed === undefined || modules.every(({ state }) => state === "live")) return;
    this.#refreshSoon(target, followed, "transition");
  }

  #refresh(target: Target): void {
    this.#parts.loaded.refresh(target).catch((error: unknown) => {
      // The tree shows it; a machine that has gone says so by its state.
      const detail = error instanceof TargetError ? error.detail : "";
      this.#parts.log.debug(`${target.spec.name}: its modules could not be read.`, error, detail);
    });
  }

  #leave(target: Target): void {
    const followed = this.#followed.get(target);
    for (const timer of followed?.timers ?? []) clearTimeout(timer);
    followed?.end.abort();
    this.#followed.delete(target);
  }
}

/** Does something later, unless the target is left before. */
function after({ timers }: Followed, milliseconds: number, work: () => void): void {
  const timer = setTimeout(() => {
    timers.delete(timer);
    work();
  }, milliseconds);
  timers.add(timer);
}

const hasModules = ({ state }: Target): boolean => state.kind === "connected" && state.machine.hasModules;
