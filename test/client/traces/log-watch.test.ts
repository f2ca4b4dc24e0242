import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { LogRecord } from "../../../client/src/kernel/log/record.ts";
import { createListeners } from "../../../client/src/kernel/targets/listeners.ts";
import { recordsOfText } from "../../../client/src/kernel/traces/pasted.ts";
import type { LogLine } from "../../../client/src/log/target-logs.ts";
import { type HeardTrace, watchLog } from "../../../client/src/traces/log-watch.ts";
import { createRepetition } from "../../../client/src/traces/repetition.ts";
import { fixture } from "../../kernel/traces/fixtures.ts";
import { recordedTrace } from "./samples.ts";

const records = recordsOfText(fixture("kmsg-6.12.txt"));
const start = records.findIndex(({ text }) => text.startsWith("BUG: kernel NULL"));
const oops = records.slice(
  start,
  start + records.slice(start).findIndex(({ text }) => text.startsWith("note: ")) + 1,
);
const now = Date.parse("2026-11-24T02:00:00Z");

const words = (text: string): LogRecord => ({
  sequence: undefined,
  microseconds: undefined,
  level: 6,
  text,
  device: undefined,
  caller: undefined,
});

describe("a log that is watched", () => {
  let number = 0;
  let kept: LogLine[] = [];
  let appended = createListeners<readonly LogLine[]>();
  let problemChanged = createListeners<void>();
  let problem: string | undefined;
  let heard: HeardTrace[] = [];
  let loads: string[] = [];
  let boots = 0;
  let watch: { dispose(): void };

  const lineOf = (record: LogRecord, time: number): LogLine => ({
    number: ++number,
    kind: record.text.startsWith("kmod: ") ? "marker" : "line",
    text: record.text,
    record,
    time,
  });
  const say = (said: readonly LogRecord[], time = now): void =>
    appended.fire(said.map((record) => lineOf(record, time)));
  const open = (): void => {
    watch = watchLog(
      {
        lines: () => kept,
        onDidAppend: appended.listen,
        onDidChangeProblem: problemChanged.listen,
        get problem() {
          return problem;
        },
      },
      {
        onTrace: (trace) => heard.push(trace),
        onLoad: (module) => loads.push(module),
        onBoot: () => boots++,
      },
      () => now,
    );
  };

  beforeEach(() => {
    vi.useFakeTimers();
    number = 0;
    kept = [];
    heard = [];
    loads = [];
    boots = 0;
    problem = undefined;
    appended = createListeners();
    problemChanged = createListeners();
  });
  afterEach(() => {
    watch.dispose();
    vi.useRealTimers();
  });

  test("tells of a report when the log falls silent, with the numbers of its lines", () => {
    open();
    say([words("hello"), ...oops]);
    expect(heard).toEqual([]);
    vi.advanceTimersByTime(400);
    expect(heard.map(({ trace, lines, isOld }) => [trace.kind, lines, isOld])).toEqual([
      ["oops", [2, oops.length + 1], false],
    ]);
  });

  test("tells of it at once where the next line is none of it", () => {
    open();
    say([...oops, words("hello: still here")]);
    expect(heard.map(({ lines }) => lines)).toEqual([[1, oops.length]]);
  });

  test("what stood in the kernel's buffer before is old, and comes once", () => {
    kept = [...oops, words("ready")].map((record) => lineOf(record, now - 60_000));
    open();
    appended.fire(kept);
    vi.advanceTimersByTime(400);
    expect(heard.map(({ isOld }) => isOld)).toEqual([true]);
  });

  test("what is cut off by the machine's end is told, and once more when its console has the rest", () => {
    open();
    say(oops.slice(0, 30));
    vi.advanceTimersByTime(400);
    expect(heard.length).toBe(1);
    say(oops.slice(30));
    vi.advanceTimersByTime(400);
    expect(heard.length).toBe(2);
    expect(heard[1]?.trace.records[0]).toBe(heard[0]?.trace.records[0]);
    expect(heard[1]?.lines).toEqual([1, oops.length]);
    expect(heard[0]?.trace.records.length).toBe(30);
  });

  test("a log that cannot be read any more ends what is open", () => {
    open();
    say(oops.slice(0, 30));
    problem = "the connection was lost";
    problemChanged.fire();
    expect(heard.length).toBe(1);
  });

  test("tells which module Kmod is loading, and that one is loaded anew", () => {
    open();
    say([words("kmod: insmod crashes (0a1b2c3d)"), ...oops, words("next")]);
    expect(loads).toEqual(["crashes"]);
    expect(heard.map(({ changing }) => changing)).toEqual(["crashes"]);
    say([words("kmod: rmmod crashes (0a1b2c3d)")]);
    expect(loads).toEqual(["crashes"]);
  });

  test("another start of the machine ends what is open", () => {
    open();
    say(oops.slice(0, 30));
    appended.fire([{ number: ++number, kind: "boot", text: "started anew", record: undefined, time: now }]);
    expect([heard.length, boots]).toEqual([1, 1]);
  });
});

describe("the same report again", () => {
  const crash = recordedTrace("BUG: kernel NULL pointer dereference");
  const hang = recordedTrace("blocked for more");
  let time = 0;
  const later = (milliseconds: number): void => {
    time += milliseconds;
  };

  test("is passed by where it is the same event, and told where a crash comes again", () => {
    const repetition = createRepetition(() => time);
    expect(repetition.judge("vm", crash)).toBe("tell");
    later(1_000);
    expect(repetition.judge("vm", crash)).toBe("skip");
    later(20_000);
    expect(repetition.judge("vm", crash)).toBe("tell");
    expect(repetition.judge("board", crash)).toBe("tell");
  });

  test("a task that goes on hanging is listed, and told once", () => {
    const repetition = createRepetition(() => time);
    expect(repetition.judge("vm", hang)).toBe("tell");
    later(120_000);
    expect(repetition.judge("vm", hang)).toBe("list");
  });

  test("is new when the module was loaded anew or the machine started anew", () => {
    const repetition = createRepetition(() => time);
    repetition.judge("vm", hang);
    repetition.forget("vm", "other");
    expect(repetition.judge("vm", hang)).toBe("skip");
    repetition.forget("vm", "crashes");
    expect(repetition.judge("vm", hang)).toBe("tell");
    repetition.forget("vm");
    expect(repetition.judge("vm", hang)).toBe("tell");
  });

  test("of a flood of different ones only the first are told", () => {
    const repetition = createRepetition(() => time);
    const flood = Array.from({ length: 20 }, (_, offset) => ({
      ...hang,
      frames: hang.frames.map((frame) => ({ ...frame, offset })),
    }));
    const told = flood.filter((trace) => repetition.judge("vm", trace) === "tell");
    expect(told.length).toBe(3);
  });
});
