import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogRecord } from "../../../client/src/kernel/log/record.ts";
import { recordsOfText, tracesOfText } from "../../../client/src/kernel/traces/pasted.ts";
import { createTraceRecogniser } from "../../../client/src/kernel/traces/recognise.ts";
import { fixture, frameWords, recorded } from "./fixtures.ts";

describe.each(["6.1", "6.12"])("what kernel %s said", (version) => {
  const traces = recorded(`kmsg-${version}.txt`);

  test("is told apart report by report", () => {
    expect(traces.map(({ kind }) => kind)).toEqual([
      "warning",
      "hung-task",
      "hung-task",
      "hung-task",
      "oops",
      "oops",
      "oops",
      "warning",
      "warning",
      "bug",
      "bug",
      "sleep-in-atomic",
      "sleep-in-atomic",
      "oops",
      "oops",
    ]);
  });

  test("says in which task, on which release and processor", () => {
    expect(new Set(traces.map(({ release }) => release))).toEqual(
      new Set([version === "6.1" ? "6.1.0-56-amd64" : "6.12.111+deb12-amd64"]),
    );
    expect(new Set(traces.map(({ task }) => task?.name))).toEqual(new Set(["insmod", "sh"]));
    expect(new Set(traces.map(({ architecture }) => architecture))).toEqual(new Set(["x86_64"]));
  });

  test("a null pointer: the failing instruction first, then its callers", () => {
    const oops = traces.find(({ title }) => title.includes("NULL pointer"));
    expect(oops?.title).toBe("BUG: kernel NULL pointer dereference, address: 0000000000000008");
    const frames = frameWords(oops ?? { frames: [] });
    expect(frames[0]).toMatch(/^deeper_sum\+0x[\da-f]+ \[crashes\]!$/u);
    expect(frames[1]).toMatch(/^crashes_write\+0x[\da-f]+ \[crashes\]$/u);
    expect(frames[2]).toMatch(/^vfs_write\+0x/u);
    expect(frames.some((frame) => frame.startsWith("? "))).toBe(true);
  });

  test("its registers are the kernel's, and its code has the failing instruction marked", () => {
    const oops = traces.find(({ title }) => title.includes("NULL pointer"));
    const value = (name: string): string | undefined =>
      oops?.registers.find((register) => register.name === name)?.value;
    expect([value("RDI"), value("CR2"), value("CS")]).toEqual([
      "0000000000000000",
      "0000000000000008",
      "0010",
    ]);
    expect(value("RSP")).toMatch(/^0018:ff/u);
    // mov 0x8(%rdi),%edi
    expect(oops?.code?.bytes.slice(oops.code.at, oops.code.at + 3)).toEqual([0x8b, 0x7f, 0x08]);
    expect(oops?.modules).toContain("crashes(OE)");
  });

  test("a report keeps all its lines, with the registers once more and how it ended", () => {
    const lines = traces.map(({ records }) => records.map(({ text }) => text));
    expect(lines.flat().filter((line) => line.startsWith("mark "))).toEqual([]);
    const oops = lines.find((texts) => texts[0]?.includes("NULL pointer"));
    expect(oops?.some((line) => line.startsWith("---[ end trace"))).toBe(true);
    expect(oops?.at(-1)).toMatch(/^note: sh\[\d+\] exited with irqs disabled$/u);
  });

  test("WARN and BUG name their place in the source", () => {
    const places = traces.flatMap(({ at }) => (at === undefined ? [] : [at]));
    expect(places).toEqual([
      { file: "/home/author/crashes/main.c", line: 133 },
      { file: "/home/author/crashes/main.c", line: 88 },
      { file: "/home/author/crashes/main.c", line: 90 },
      { file: "/home/author/crashes/main.c", line: 92 },
      { file: "lib/list_debug.c", line: version === "6.1" ? 53 : 56 },
    ]);
  });

  test("a damaged list is told with the line that says how it is damaged", () => {
    const list = traces.find(({ at }) => at?.file === "lib/list_debug.c");
    expect(list?.records[0]?.text).toMatch(/^list_del corruption, /u);
    expect(frameWords(list ?? { frames: [] })[1]).toMatch(/^deeper_list\+0x[\da-f]+ \[crashes\]$/u);
  });

  test("a jump to nowhere has the caller first, and no failing instruction", () => {
    const call = traces.at(-1);
    expect(frameWords(call ?? { frames: [] })[0]).toMatch(/^crashes_write\+0x[\da-f]+ \[crashes\]$/u);
    expect(call?.frames.some(({ isFault }) => isFault)).toBe(false);
  });
});

test("stalls and lockups are recognised, and a mere dump_stack and sysrq are not", () => {
  const traces = recorded("kmsg-stalls.txt");
  expect(traces.map(({ kind, title }) => [kind, title])).toEqual([
    ["rcu-stall", "rcu: INFO: rcu_preempt self-detected stall on CPU"],
    ["lockup", "watchdog: BUG: soft lockup - CPU#1 stuck for 20s! [sh:137]"],
  ]);
  for (const trace of traces) {
    expect(frameWords(trace).slice(0, 2)).toEqual(["delay_tsc+0x33!", "spin+0x1c [crashes]"]);
  }
});

test("an oops that ends in a panic is one report, also from a serial console", () => {
  const [trace, ...others] = recorded("console-panic.txt");
  expect(others).toEqual([]);
  expect(trace?.kind).toBe("oops");
  expect(trace?.title).toMatch(/^BUG: TASK stack guard page was hit/u);
  expect(trace?.records.some(({ text }) => text.startsWith("Kernel panic - not syncing"))).toBe(true);
});

const records = recordsOfText(fixture("kmsg-6.12.txt"));

/** The lines of a recorded report, as if this caller had printed them. */
function reportFrom(start: string, caller: string): readonly LogRecord[] {
  const at = records.findIndex(({ text }) => text.startsWith(start));
  const length = records.slice(at).findIndex(({ text }) => text.startsWith("---[ end trace"));
  return records.slice(at, at + length + 1).map((record) => ({ ...record, caller }));
}

describe("the stream", () => {
  test("gives the same whatever the batches are", () => {
    const whole = createTraceRecogniser();
    const expected = [...whole.push(records), ...whole.end()];
    const single = createTraceRecogniser();
    expect([...records.flatMap((record) => single.push([record])), ...single.end()]).toEqual(expected);
  });

  test("a report is complete with the first line that is none of it", () => {
    const recogniser = createTraceRecogniser();
    const end = records.findIndex(({ text }) => text.startsWith("---[ end trace"));
    expect(recogniser.push(records.slice(0, end + 1))).toEqual([]);
    expect(recogniser.isOpen).toBe(true);
    expect(recogniser.push([line("hello: loaded")]).map(({ kind }) => kind)).toEqual(["warning"]);
    expect(recogniser.isOpen).toBe(false);
  });

  test("a report that the machine's death cut off is given as far as it came", () => {
    const recogniser = createTraceRecogniser();
    const start = records.findIndex(({ text }) => text.startsWith("BUG: kernel NULL"));
    recogniser.push(records.slice(start, start + 12));
    const [trace] = recogniser.end();
    expect(trace?.kind).toBe("oops");
    expect(frameWords(trace ?? { frames: [] })).toEqual(["deeper_sum+0x10 [crashes]!"]);
  });

  test("what two processors write at the same time is told apart by the caller", () => {
    const [first, second] = [
      reportFrom("BUG: kernel NULL", "T170"),
      reportFrom("BUG: unable to handle", "T174"),
    ];
    const mixed = first.flatMap((record, index) => [record, ...second.slice(index, index + 1)]);
    const recogniser = createTraceRecogniser();
    const traces = [...recogniser.push(mixed), ...recogniser.end()];
    expect(traces.map(({ title, frames }) => [title.slice(0, 20), frames[0]?.function])).toEqual([
      ["BUG: kernel NULL poi", "deeper_sum"],
      ["BUG: unable to handl", "bad_address"],
    ]);
  });

  test("lines of other drivers in the middle of an oops do not end it", () => {
    const at = records.findIndex(({ text }) => text.startsWith("BUG: kernel NULL"));
    const oops = records.slice(at, at + 66);
    const disturbed = [...oops.slice(0, 30), line("e1000e: eth0 NIC Link is Down"), ...oops.slice(30)];
    const recogniser = createTraceRecogniser();
    const traces = [...recogniser.push(disturbed), ...recogniser.end()];
    expect(traces.length).toBe(1);
    expect(traces[0]?.records.length).toBeGreaterThan(60);
  });

  test("ordinary lines are no reports", () => {
    const quiet = [
      "hello: module loaded",
      "BUG_ON is not what this line is about",
      "systemd[1]: WARNING: CPU usage is high",
      "usb 1-1: device descriptor read/64, error -71",
      "sh[184]: segfault at 427700 ip 0000000000427700 sp 00007ffec692b348 error 14 in busybox",
      "Unable to handle this gracefully",
      "------------[ cut here ]------------",
    ].map(line);
    const recogniser = createTraceRecogniser();
    expect([...recogniser.push(quiet), ...recogniser.end()]).toEqual([]);
  });
});

test("lines that no kernel writes are read in no time, and never throw", () => {
  const words = fc.constantFrom(
    "BUG: ",
    "Code: ",
    "RIP: 0010:",
    "CPU: 1 PID: 2 Comm: ",
    "Tainted: G  ",
    "f+0x1/0x2 [m]",
    "RAX: 0000000000000000 ",
    "abcdef01",
    " ",
    "? ",
    "------------[ cut here ]------------",
    "\n",
    "[#1]",
    "0000 ",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(words, fc.string({ maxLength: 5 })), { maxLength: 60 }), (parts) => {
      tracesOfText(parts.join(""));
    }),
    { numRuns: 300 },
  );
  const begun = performance.now();
  tracesOfText(
    `BUG: x\nCode: ${"ab".repeat(5_000)}!\n${"RAX: 0000 ".repeat(2_000)}!\nCPU: 1 PID: 2 Comm: ${"a ".repeat(5_000)}\n`,
  );
  expect(performance.now() - begun).toBeLessThan(2_000);
});

describe("text from elsewhere", () => {
  const at = records.findIndex(({ text }) => text.startsWith("BUG: kernel NULL"));
  const texts = records.slice(at, at + 50).map(({ text }) => text);
  const expected = frameWords(tracesOfText(texts.join("\n"))[0] ?? { frames: [] });

  test.each<readonly [string, (text: string) => string]>([
    ["without times", (text) => text],
    ["dmesg", (text) => `[   29.098529] ${text}`],
    ["dmesg -T", (text) => `[Tue Nov 24 01:45:18 2026] ${text}`],
    ["dmesg --time-format delta", (text) => `[  +0.000003] ${text}`],
    ["dmesg -x", (text) => `kern  :alert : [   29.098529] ${text}`],
    ["dmesg -r", (text) => `<1>[   29.098529] ${text}`],
    ["a kernel with CONFIG_PRINTK_CALLER", (text) => `[   29.098529][  T170] ${text}`],
    ["journalctl", (text) => `Nov 24 01:45:18 board kernel: ${text}`],
    ["journalctl -o short-iso", (text) => `2026-11-24T01:45:18+0000 board kernel: ${text}`],
    ["a serial console", (text) => `[   29.098529] ${text}\r`],
    ["a quoted mail", (text) => `> [   29.098529] ${text}`],
    ["an indented block", (text) => `    [   29.098529] ${text}`],
  ])("%s is read", (_, write) => {
    const [trace] = tracesOfText(texts.map(write).join("\n"));
    expect(trace?.kind).toBe("oops");
    expect(frameWords(trace ?? { frames: [] })).toEqual(expected);
    expect(trace?.task).toEqual({ name: "sh", pid: 170 });
  });

  test("a call trace without its beginning is one all the same", () => {
    const [trace] = tracesOfText(
      "Call Trace:\n <TASK>\n demo_ioctl+0x1c/0x40 [demo]\n vfs_write+0xc7/0x3f0\n",
    );
    expect(frameWords(trace ?? { frames: [] })).toEqual(["demo_ioctl+0x1c [demo]", "vfs_write+0xc7"]);
  });

  test("other text holds none", () => {
    expect(tracesOfText("int main(void)\n{\n\treturn 0;\n}\n")).toEqual([]);
  });
});

const line = (text: string): LogRecord => ({
  sequence: undefined,
  microseconds: undefined,
  level: undefined,
  text,
  device: undefined,
  caller: undefined,
});
