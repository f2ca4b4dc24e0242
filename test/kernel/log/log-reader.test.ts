/** What a reader gives of a log, however often the connection breaks and whatever the kernel overwrites. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLogReader } from "../../../client/src/kernel/log/log-reader.ts";
import { control } from "../../../client/src/kernel/log/log-script.ts";
import type { LogEvent, LogRecord } from "../../../client/src/kernel/log/record.ts";

const setUp = () => {
  const events: LogEvent[] = [];
  let now = 1_000_000;
  const waiting: { readonly work: () => void; readonly milliseconds: number }[] = [];
  const reader = createLogReader({
    onEvent: (event) => events.push(event),
    now: () => now,
    later: (work, milliseconds) => waiting.push({ work, milliseconds }),
  });
  return {
    reader,
    events,
    waiting,
    hear: (...lines: readonly string[]) => {
      for (const line of lines) reader.hear(line);
    },
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    records: (): readonly LogRecord[] => {
      reader.flush();
      return events.flatMap((event) => (event.kind === "records" ? event.records : []));
    },
  };
};
const kmsg = (boot = "one", uptime = "100.00") => `${control}start kmsg ${boot} ${uptime}`;
const dmesg = (boot = "one") => `${control}start dmesg ${boot} 100.00`;
const [whole, more, end] = [`${control}whole`, `${control}more`, `${control}end`];

describe("/dev/kmsg", () => {
  test("messages become lines, with the device that stands behind them", () => {
    const { hear, records } = setUp();
    hear(
      kmsg(),
      "6,1,500,-;usb 1-1: new",
      " SUBSYSTEM=usb",
      " DEVICE=+usb:1-1",
      "3,2,600,-,caller=T9;a\\x0ab",
    );
    expect(records()).toEqual([
      {
        sequence: 1,
        microseconds: 500,
        level: 6,
        text: "usb 1-1: new",
        device: "+usb:1-1",
        caller: undefined,
      },
      { sequence: 2, microseconds: 600, level: 3, text: "a", device: undefined, caller: "T9" },
      { sequence: 2, microseconds: 600, level: 3, text: "b", device: undefined, caller: "T9" },
    ]);
  });

  test("the start says when the kernel began, by the clock here", () => {
    const { hear, events } = setUp();
    hear(kmsg("one", "12.5"));
    expect(events).toEqual([{ kind: "start", boot: "one", bootedAt: 987_500, source: "kmsg" }]);
  });

  test("a line after a pause does not wait, those right behind it come together", () => {
    const { hear, waiting, pass, events } = setUp();
    hear(kmsg(), "6,1,1,-;a");
    expect(waiting.map(({ milliseconds }) => milliseconds)).toEqual([0]);
    waiting[0]?.work();
    pass(5);
    hear("6,2,2,-;b", "6,3,3,-;c");
    expect(waiting.map(({ milliseconds }) => milliseconds)).toEqual([0, 15]);
    waiting[1]?.work();
    expect(events.map((event) => (event.kind === "records" ? event.records.length : event.kind))).toEqual([
      "start",
      1,
      2,
    ]);
  });

  test("what was overwritten before it was read is counted", () => {
    const { hear, records, events } = setUp();
    hear(kmsg(), "6,7,1,-;a", `${control}again`, "6,12,2,-;b");
    records();
    expect(events.map(({ kind }) => kind)).toEqual(["start", "records", "gap", "records"]);
    expect(events[2]).toEqual({ kind: "gap", lost: 4 });
  });

  test("another start of the kernel counts anew", () => {
    const { hear, records, events } = setUp();
    hear(kmsg("one"), "6,7,1,-;old", kmsg("two"), "6,0,1,-;new");
    expect(records().map(({ text }) => text)).toEqual(["old", "new"]);
    expect(events.some(({ kind }) => kind === "gap")).toBe(false);
  });

  test("over any number of connections each message comes once, and each missing one is counted", () => {
    // Each connection: how far the kernel has come, what its buffer has lost by then, after how many messages it breaks.
    const connection = fc.record({
      said: fc.nat({ max: 30 }),
      overwritten: fc.nat({ max: 40 }),
      heard: fc.nat({ max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(connection, { minLength: 1, maxLength: 12 }), (connections) => {
        const { hear, records, events } = setUp();
        let [oldest, last] = [0, 0];
        for (const { said, overwritten, heard } of connections) {
          last += said;
          oldest = Math.min(Math.max(oldest, overwritten), last);
          hear(kmsg());
          for (let at = oldest; at < Math.min(last, oldest + heard); at += 1)
            hear(`6,${at},${at},-;line ${at}`);
        }
        const seen = records().map(({ sequence }) => sequence ?? -1);
        let next = seen[0] ?? 0;
        for (const event of events) {
          if (event.kind === "gap") next += event.lost ?? 0;
          if (event.kind !== "records") continue;
          for (const { sequence } of event.records) {
            expect(sequence).toBe(next);
            next += 1;
          }
        }
      }),
    );
  });
});

describe("dmesg", () => {
  test("what was added is given, with the level and time that the line says", () => {
    const { hear, records } = setUp();
    hear(dmesg(), whole, "<6>[    0.000500] a", end, more, "<3>[    1.000000] b", end);
    expect(records()).toEqual([
      { sequence: undefined, microseconds: 500, level: 6, text: "a", device: undefined, caller: undefined },
      { sequence: undefined, microseconds: 1e6, level: 3, text: "b", device: undefined, caller: undefined },
    ]);
  });

  test("a reading that breaks off in the middle is none", () => {
    const { hear, records } = setUp();
    hear(
      dmesg(),
      whole,
      "<6>[    0.000500] a",
      dmesg(),
      whole,
      "<6>[    0.000500] a",
      "<6>[    1.000000] b",
      end,
    );
    expect(records().map(({ text }) => text)).toEqual(["a", "b"]);
  });

  test("however the buffer moves on, each line comes once, with a gap only where nothing is the same", () => {
    const step = fc.record({ said: fc.nat({ max: 20 }), size: fc.integer({ min: 1, max: 15 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 15 }), fc.boolean(), (steps, isTimed) => {
        const { hear, records, events } = setUp();
        const all: string[] = [];
        let [first, shownTo, missing] = [0, 0, 0];
        for (const { said, size } of steps) {
          // Without times lines still differ by their text here: alike ones cannot be told apart by anybody.
          for (let index = 0; index < said; index += 1) {
            const at = all.length;
            all.push(isTimed ? `<6>[${(at / 1000).toFixed(6).padStart(12)}] line ${at}` : `<6>line ${at}`);
          }
          first = Math.max(first, all.length - size);
          const now = all.slice(first);
          if (now.length === 0) continue;
          if (first >= shownTo && shownTo > 0) missing += 1;
          hear(dmesg(), whole, ...now, end);
          shownTo = all.length;
        }
        const texts = records().map(({ text }) => Number(text.slice("line ".length)));
        expect(texts).toEqual([...new Set(texts)].toSorted((a, b) => a - b));
        const gaps = events.filter(({ kind }) => kind === "gap").length;
        expect(gaps).toBe(missing);
        if (gaps === 0) expect(texts.length).toBe(all.length - (texts[0] ?? 0));
      }),
    );
  });

  test("read as root from /dev/kmsg later, it goes on where dmesg was", () => {
    const { hear, records } = setUp();
    hear(dmesg(), whole, "<6>[    0.000500] a", end, kmsg(), "6,1,500,-;a", "6,2,900,-;b");
    expect(records().map(({ text }) => text)).toEqual(["a", "b"]);
  });
});

test("a refusal is kept until reading begins", () => {
  const { hear, reader } = setUp();
  hear(`${control}refused dmesg: read kernel buffer failed: Operation not permitted`);
  expect(reader.refusal).toBe("dmesg: read kernel buffer failed: Operation not permitted");
  hear(kmsg());
  expect(reader.refusal).toBeUndefined();
});
