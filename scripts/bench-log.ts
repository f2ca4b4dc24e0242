/**
 * The kernel's log on its way to the editor:
 *
 * - latency: from the moment a line is written on a virtual machine to the moment it is given to the view, p95. The
 *   machine's clock is set against this one's by the quickest of many questions, half of whose time is the error.
 * - flood: 20,000 records a second for ten seconds; none may be lost, and the event loop must not stand still.
 *
 * What the page then draws is in test/extension/kernel-log.test.ts. Part of `npm run bench`, also
 * `node scripts/bench-log.ts`.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { shellScript } from "../client/src/kernel/command.ts";
import { createBuildMachine } from "../client/src/kernel/kbuild/build-machine.ts";
import { followLog } from "../client/src/kernel/log/follow-log.ts";
import { createLogReader } from "../client/src/kernel/log/log-reader.ts";
import { kernelLog } from "../client/src/kernel/log/log-script.ts";
import type { LogEvent, LogRecord } from "../client/src/kernel/log/record.ts";
import type { Target } from "../client/src/kernel/targets/target.ts";
import { openBenchMachine } from "./bench-vm.ts";
import { cacheFolder, isMain } from "./paths.ts";

/** From issue D: milliseconds, lines a second, seconds. */
const limits = { latency: 200, rate: 20_000, seconds: 10 } as const;
/** Milliseconds that the editor may stand still: what a person sees as a freeze. */
const freeze = 500;

/** Prints a line for each figure; whether both are within their limits. */
export async function benchLog(): Promise<boolean> {
  const isQuick = await benchLatency();
  return (await benchFlood()) && isQuick;
}

const questions = 25;
const lines = 150;

async function benchLatency(): Promise<boolean> {
  const machine = await openBenchMachine();
  try {
    const { offset, error } = await clockOf(machine.target);
    const latencies: number[] = [];
    const reader = createLogReader({
      onEvent: (event) => {
        for (const { text } of recordsOf(event)) {
          const uptime = /^kmod-bench (\d+\.\d+)/u.exec(text)?.[1];
          if (uptime !== undefined) latencies.push(performance.now() - (Number(uptime) * 1000 + offset));
        }
      },
    });
    const stop = new AbortController();
    const following = followLog(machine.target, reader, { isRoot: true, signal: stop.signal });
    await machine.target.run({
      argv: shellScript(
        'i=0; while [ $i -lt "$1" ]; do i=$((i+1)); read -r up rest < /proc/uptime; echo "kmod-bench $up" > /dev/kmsg; sleep 0.1; done',
        String(lines),
      ),
      isRoot: true,
      limitMs: 60_000,
      parse: () => undefined,
    });
    await sleep(1_000);
    stop.abort();
    await following;
    const sorted = latencies.toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
    console.log(
      `a line in the kernel to the line in the editor: p50 ${at(0.5).toFixed(0)} ms, p95 ${at(0.95).toFixed(0)} ms of ${sorted.length} (limit ${limits.latency} ms; clocks to ${error.toFixed(0)} ms)`,
    );
    return sorted.length === lines && at(0.95) <= limits.latency;
  } finally {
    await machine.dispose();
  }
}

/** What is to be added to the machine's uptime for this process's clock, in milliseconds; /proc/uptime counts in 10 ms. */
async function clockOf(target: Target): Promise<{ readonly offset: number; readonly error: number }> {
  let best = { offset: Number.NaN, error: Number.POSITIVE_INFINITY };
  for (let round = 0; round < questions; round++) {
    const asked = performance.now();
    const uptime = await target.run({
      argv: ["cat", "/proc/uptime"],
      parse: ({ stdout }) => Number(stdout.split(" ")[0]) * 1000,
    });
    const error = (performance.now() - asked) / 2;
    if (error < best.error) best = { offset: asked + error - uptime, error };
  }
  return best;
}

/** As the kernel's device would give it, from a pipe: no machine here prints that fast. */
const writer = `
const [, file, rate, seconds] = process.argv;
const { createWriteStream } = require("node:fs");
const out = createWriteStream(file);
let sent = 0;
const started = performance.now();
const timer = setInterval(() => {
  const due = Math.min(rate * seconds, Math.floor((performance.now() - started) / 1000 * rate));
  let text = "";
  for (; sent < due; sent++) text += "6," + sent + "," + (sent * 50) + ",-;demo: packet " + sent + " of 1500 bytes on queue 3\\n";
  if (text !== "") out.write(text);
  if (sent >= rate * seconds) { clearInterval(timer); out.end(); }
}, 10);
`;

async function benchFlood(): Promise<boolean> {
  mkdirSync(cacheFolder, { recursive: true });
  const root = mkdtempSync(path.join(cacheFolder, "bench-log-"));
  const machine = createBuildMachine();
  try {
    mkdirSync(path.join(root, "dev"));
    mkdirSync(path.join(root, "proc", "sys", "kernel", "random"), { recursive: true });
    writeFileSync(path.join(root, "proc", "sys", "kernel", "random", "boot_id"), "bench\n");
    writeFileSync(path.join(root, "proc", "uptime"), "1.00 1.00\n");
    const pipe = path.join(root, "dev", "kmsg");
    spawnSync("mkfifo", [pipe]);
    let next = 0;
    let isWhole = true;
    const reader = createLogReader({
      onEvent: (event) => {
        if (event.kind === "gap") isWhole = false;
        for (const { sequence } of recordsOf(event)) {
          if (sequence !== next) isWhole = false;
          next++;
        }
      },
    });
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const stop = new AbortController();
    delay.enable();
    const child = spawn(process.execPath, ["-e", writer, pipe, String(limits.rate), String(limits.seconds)], {
      stdio: "inherit",
    });
    const following = machine.follow(kernelLog({ root }), (line) => reader.hear(line), stop.signal);
    await Promise.all([once(child, "close"), following]);
    reader.flush();
    delay.disable();
    const longest = delay.max / 1e6;
    console.log(
      `${limits.rate} lines a second for ${limits.seconds} s: ${next} came${isWhole ? "" : ", NOT in order or whole"}, the event loop stood still for ${longest.toFixed(0)} ms at most (limit ${freeze} ms)`,
    );
    return isWhole && next === limits.rate * limits.seconds && longest <= freeze;
  } finally {
    machine.dispose();
    rmSync(root, { recursive: true, force: true });
  }
}

const recordsOf = (event: LogEvent): readonly LogRecord[] => (event.kind === "records" ? event.records : []);

if (isMain(import.meta)) process.exitCode = (await benchLog()) ? 0 : 1;
