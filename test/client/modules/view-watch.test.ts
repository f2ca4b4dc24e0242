/** When the view reads machines: only while it is visible, and as soon as a kernel says that modules came or went. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Target } from "../../../client/src/kernel/targets/target.ts";
import { createViewWatch, type ViewWatch } from "../../../client/src/modules/view-watch.ts";
import { board, connected, moduleOf, snapshotOf, targetOf } from "./samples.ts";

/** An event of VS Code's kind that a test fires. */
function emitter<T>() {
  const listeners = new Set<(event: T) => void>();
  return {
    event: (listener: (event: T) => void) => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
    fire: (event: T): void => {
      for (const listener of listeners) listener(event);
    },
  };
}

describe("a view that is watched", () => {
  const changed = emitter<void>();
  const read = emitter<Target>();
  let lines: ((line: string) => void)[];
  let signals: AbortSignal[];
  let ends: (() => void)[];
  let readings: number;
  let modules = [moduleOf("a")];
  let target: Target;
  let watch: ViewWatch;

  beforeEach(() => {
    vi.useFakeTimers();
    [lines, signals, ends, readings] = [[], [], [], 0];
    modules = [moduleOf("a")];
    target = {
      ...targetOf(board, connected),
      follow: (_follow, onLine, signal) => {
        lines.push(onLine);
        signals.push(signal);
        return new Promise((resolve) => ends.push(resolve));
      },
    };
    watch = createViewWatch({
      targets: { all: () => [target], onDidChange: changed.event },
      loaded: {
        snapshot: () => snapshotOf(modules),
        refresh: async () => {
          readings++;
          return snapshotOf(modules);
        },
        onDidChange: read.event,
      },
      log: { debug: () => undefined, warn: () => undefined },
    });
  });
  afterEach(() => {
    watch.dispose();
    vi.useRealTimers();
  });

  /** Until nothing is waited for but events: the reading that follows the start of following has been made. */
  const settle = async (): Promise<void> => {
    await vi.advanceTimersByTimeAsync(5_000);
    readings = 0;
  };

  it("reads nothing before somebody looks", async () => {
    changed.fire();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([readings, lines.length]).toEqual([0, 0]);
  });

  it("reads at once when it becomes visible, and once more when following is under way", async () => {
    watch.setVisible(true);
    expect(readings).toBe(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([readings, lines.length]).toEqual([2, 1]);
  });

  it("reads once for the several events of one insmod", async () => {
    watch.setVisible(true);
    await settle();
    for (const line of ["add hello", "remove hello", "changed", "something else"]) lines[0]?.(line);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(readings).toBe(1);
    lines[0]?.("something else");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(readings).toBe(1);
  });

  it("looks again while a module is neither live nor gone", async () => {
    watch.setVisible(true);
    await settle();
    modules = [moduleOf("a", { state: "unloading" })];
    read.fire(target);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(readings).toBe(1);
  });

  it("stops following when it is hidden, and what was about to be read is not", async () => {
    watch.setVisible(true);
    await settle();
    lines[0]?.("changed");
    watch.setVisible(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([readings, signals[0]?.aborted]).toEqual([0, true]);
  });

  it("leaves a machine that is not connected any more, and enters it again when it is", async () => {
    watch.setVisible(true);
    await settle();
    const before = target;
    target = { ...before, state: { kind: "disconnected" } };
    changed.fire();
    expect(signals[0]?.aborted).toBe(true);
    target = before;
    changed.fire();
    expect([readings, lines.length]).toEqual([1, 2]);
  });

  it("follows again after it ended by itself", async () => {
    watch.setVisible(true);
    await settle();
    ends[0]?.();
    await vi.advanceTimersByTimeAsync(10_000);
    expect([readings, lines.length]).toEqual([1, 2]);
  });
});
