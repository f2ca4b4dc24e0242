/** Starts QEMU and waits until the machine in it says that it is ready, or says what went wrong, as the console told it. */
import { createServer } from "node:net";
import * as l10n from "@vscode/l10n";
import { TargetError } from "../../errors.ts";
import { type RunningProcess, startProcess } from "../spawn.ts";
import { type ConsoleRecord, panicOf } from "./console.ts";
import { brokenMark, readyLine } from "./init-script.ts";
import { type QemuOptions, qemuArgv, watched } from "./qemu.ts";

export interface BootOptions {
  /** Name of the target. */
  readonly name: string;
  readonly release: string;
  /** Removed when the editor dies. */
  readonly folder: string;
  readonly qemu: Omit<QemuOptions, "port">;
  readonly console: ConsoleRecord;
  readonly onStep: (step: string) => void;
  /** Milliseconds that the console may stay silent: a kernel that is unpacked in software emulation says nothing meanwhile. */
  readonly silenceMs: number;
}

export interface BootedMachine {
  /** On 127.0.0.1. */
  readonly port: number;
  /** Resolves when QEMU has ended, with what it said of it; never rejects. */
  readonly ended: Promise<string>;
  /** Resolves with the kernel's words when it panics. */
  readonly panicked: Promise<string>;
  /** Ends it; never rejects. */
  stop(): Promise<void>;
}

/**
 * @throws TargetError: `unreachable` with what the console said last, `hung` where it stays silent; the signal's reason.
 * Nothing runs then.
 */
export async function bootMachine(options: BootOptions, signal: AbortSignal): Promise<BootedMachine> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      return await bootOnce(options, port, signal);
    } catch (error) {
      // Between the two somebody else has taken it.
      const isTaken =
        error instanceof TargetError && error.detail.includes("Could not set up host forwarding rule");
      if (!isTaken || attempt === portAttempts) throw error;
    }
  }
}

const portAttempts = 3;

async function bootOnce(options: BootOptions, port: number, signal: AbortSignal): Promise<BootedMachine> {
  signal.throwIfAborted();
  const ready = Promise.withResolvers<void>();
  // It may fail before it is waited for.
  ready.promise.catch(() => undefined);
  const panicked = Promise.withResolvers<string>();
  const silence = createAlarm(options.silenceMs, () =>
    ready.reject(silent(options, options.console.lines())),
  );
  const abort = (): void => ready.reject(signal.reason);
  signal.addEventListener("abort", abort);
  let running: RunningProcess | undefined;
  try {
    const stderr: string[] = [];
    const argv = watched(qemuArgv({ ...options.qemu, port }), options.folder);
    const onStdout = consoleReader(options, { ready, panicked, silence });
    const started = await startProcess({ argv }, { onStdout, onStderr: (line) => void stderr.push(line) });
    running = started;
    const ended = started.ended.then(() => stderr.join("\n"));
    void failOnPanic(options, panicked.promise, started, ready);
    void failOnEnd(options, ended, ready);
    if (signal.aborted) abort();
    await ready.promise;
    return { port, ended, panicked: panicked.promise, stop: () => started.stop() };
  } catch (error) {
    await running?.stop();
    throw error;
  } finally {
    silence.dispose();
    signal.removeEventListener("abort", abort);
  }
}

type Ready = Pick<PromiseWithResolvers<void>, "resolve" | "reject">;

interface Hearing {
  readonly ready: Ready;
  readonly panicked: PromiseWithResolvers<string>;
  readonly silence: Alarm;
}

/** What a line of the console means. */
function consoleReader(options: BootOptions, { ready, panicked, silence }: Hearing): (line: string) => void {
  const { console: shown, onStep } = options;
  return (line) => {
    if (shown.lines().length === 0) onStep(l10n.t("The kernel boots"));
    shown.add(line);
    silence.postpone();
    const panic = panicOf(line);
    if (panic !== undefined) panicked.resolve(panic);
    if (line.startsWith(brokenMark))
      ready.reject(broken(options, line.slice(brokenMark.length), shown.lines()));
    if (line.startsWith(readyLine)) ready.resolve();
  };
}

async function failOnPanic(
  options: BootOptions,
  panicked: Promise<string>,
  running: RunningProcess,
  ready: Ready,
): Promise<void> {
  const words = await panicked;
  // It still shows where it was, and ends by itself then.
  await settledWithin(running.ended, lastWordsMs);
  ready.reject(broken(options, words, options.console.lines()));
}

async function failOnEnd(options: BootOptions, ended: Promise<string>, ready: Ready): Promise<void> {
  const said = await ended;
  const lines = options.console.lines();
  if (!lines.some((line) => panicOf(line) !== undefined)) ready.reject(endedEarly(options, said, lines));
}

/** Milliseconds that a kernel has for its last lines. */
export const lastWordsMs = 1_500;

export async function settledWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const { promise: over, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  const isSettled = await Promise.race([promise.then(() => true), over]);
  clearTimeout(timer);
  return isSettled;
}

interface Alarm {
  postpone(): void;
  dispose(): void;
}

function createAlarm(ms: number, ring: () => void): Alarm {
  const timer = setTimeout(ring, ms);
  return {
    postpone: () => void timer.refresh(),
    dispose: () => clearTimeout(timer),
  };
}

type Boot = Pick<BootOptions, "name" | "release" | "silenceMs">;

const seeConsole = l10n.t(
  "Look at its console (Kmod: Show Console), or choose another kernel for it in the setting kmod.targets.",
);

/** Lines of the console that say most of what went wrong. */
const lastLines = (lines: readonly string[]): string => lines.slice(-20).join("\n");

function broken({ name, release }: Boot, why: string, lines: readonly string[]): TargetError {
  return new TargetError(
    "unreachable",
    l10n.t`The kernel ${release} of ${name} did not come up: ${why}`,
    seeConsole,
    lastLines(lines),
  );
}

function endedEarly({ name, release }: Boot, stderr: string, lines: readonly string[]): TargetError {
  const said = stderr.trim().split("\n").at(-1) ?? "";
  const last = lines.findLast((line) => line.trim() !== "");
  if (last === undefined) {
    return new TargetError(
      "unreachable",
      said === "" ? l10n.t`QEMU did not start ${name}.` : l10n.t`QEMU did not start ${name}: ${said}`,
      l10n.t("Check the machine's memory and processors in the setting kmod.targets, and try again."),
      stderr,
    );
  }
  return new TargetError(
    "unreachable",
    l10n.t`${name} ended while the kernel ${release} booted. Its console said last: ${last.trim()}`,
    seeConsole,
    `${lastLines(lines)}\n${stderr}`,
  );
}

function silent({ name, release, silenceMs }: Boot, lines: readonly string[]): TargetError {
  const last = lines.findLast((line) => line.trim() !== "");
  return new TargetError(
    "hung",
    last === undefined
      ? l10n.t`The kernel ${release} of ${name} has shown nothing for ${silenceMs / 1000} seconds.`
      : l10n.t`The kernel ${release} of ${name} has shown nothing for ${silenceMs / 1000} seconds, after: ${last.trim()}`,
    l10n.t(
      "It may need a serial console (CONFIG_SERIAL_8250_CONSOLE) and an initramfs (CONFIG_BLK_DEV_INITRD). Choose another kernel, or build it with them.",
    ),
    lastLines(lines),
  );
}

/** A port of the loopback address that nobody listens on at the moment. */
async function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer();
  server.once("error", reject);
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    const port = address === null || typeof address === "string" ? 0 : address.port;
    server.close(() => resolve(port));
  });
  return promise;
}
