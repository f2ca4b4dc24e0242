/** Commands on a machine that answers: limits, streams, copies and root, over whatever way leads there. */
import { randomBytes } from "node:crypto";
import { stat } from "node:fs/promises";
import * as l10n from "@vscode/l10n";
import { type Argv, type Command, defaultLimitMs, type Input } from "../command.ts";
import { CommandError, failure, TargetError } from "../errors.ts";
import { createElevator, type Elevator } from "./elevate.ts";
import { orAborted } from "./or-aborted.ts";
import { missingProgram } from "./programs.ts";
import { createSlots } from "./slots.ts";
import { type Ended, type RunningProcess, runToEnd, startProcess } from "./spawn.ts";
import type { Questions } from "./target.ts";
import type { Transport } from "./transport.ts";
import { guarded, plain, receive } from "./wrappers.ts";

export interface Machine {
  run<T>(command: Command<T>, isElevated: boolean, signal?: AbortSignal): Promise<T>;
  follow(argv: Argv, onLine: (line: string) => void, options: FollowOptions): Promise<void>;
  copy(file: string, to: string, signal?: AbortSignal): Promise<void>;
}

export interface FollowOptions {
  readonly isElevated: boolean;
  readonly signal: AbortSignal;
}

export interface MachineOptions {
  readonly name: string;
  readonly transport: Transport;
  readonly questions: Questions;
  /** Aborts with a TargetError when the connection ends; what runs then rejects with it. */
  readonly end: AbortSignal;
  /** A way to root was found: from now on becoming root asks for nothing. */
  readonly onRoot?: () => void;
}

/** Bytes per millisecond that a way carries at the least: 100 kB a second. */
const slowest = 100;

/** Milliseconds that a stream has to start; then it is no longer among those that take places from each other. */
const startMs = 300;

/** The exit code of an ssh whose connection broke (ssh(1), EXIT STATUS). */
const brokenWay = 255;

interface Execution {
  readonly argv: Argv;
  readonly isElevated: boolean;
  readonly input: Input | undefined;
  readonly limitMs: number;
  readonly signal: AbortSignal | undefined;
}

/** A way to run commands as long as `end` is not aborted. It knows root's password then, and forgets it with `end`. */
export function createMachine(options: MachineOptions): Machine {
  const { name, transport, end } = options;
  const slots = createSlots(() => transport.isOneByOne?.() ?? false);
  const takeSlot = (stop: AbortSignal): Promise<() => void> =>
    slots.take(stop).catch(() => {
      throw reasonOf(stop);
    });
  const elevator = createElevator({
    target: name,
    questions: options.questions,
    onFound: options.onRoot,
    async run(argv, secret) {
      const release = await takeSlot(end);
      try {
        return await runToEnd(transport.wrap(argv), { secret, signal: end, limitMs: defaultLimitMs });
      } catch (error) {
        throw named(error, argv, name, defaultLimitMs);
      } finally {
        release();
      }
    },
  });
  const execute = async ({ argv, isElevated, input, limitMs, signal }: Execution): Promise<Ended> => {
    const stop = signal === undefined ? end : AbortSignal.any([end, signal]);
    // The question for a password stays open for others.
    const elevated = isElevated ? await orAborted(elevator.elevate(argv), stop, reasonOf) : undefined;
    const release = await takeSlot(stop);
    try {
      const process = transport.wrap(plain(elevated?.argv ?? argv));
      const ended = await runToEnd(process, { input, secret: elevated?.secret, signal: stop, limitMs });
      await checkEnd(ended, { argv, name, transport, end, elevator: elevated && elevator });
      return ended;
    } catch (error) {
      throw named(error, argv, name, limitMs);
    } finally {
      release();
    }
  };
  return {
    async run(command, isElevated, signal) {
      const { argv, input, limitMs = defaultLimitMs } = command;
      return command.parse({ argv, ...(await execute({ argv, isElevated, input, limitMs, signal })) });
    },
    async follow(argv, onLine, { isElevated, signal }) {
      if (signal.aborted) return;
      const stop = AbortSignal.any([end, signal]);
      const elevated = isElevated
        ? await orAborted(elevator.elevate(guarded(argv)), stop, reasonOf).catch(unlessStopped(signal))
        : undefined;
      if (signal.aborted) return;
      const release = await takeSlot(stop).catch(unlessStopped(signal));
      if (release === undefined) return;
      const stderr: string[] = [];
      const running = await startProcess(transport.wrap(plain(elevated?.argv ?? guarded(argv))), {
        onStdout: (line) => {
          if (!signal.aborted) onLine(line);
        },
        onStderr: (line) => void (stderr.length < 20 && stderr.push(line)),
        secret: elevated?.secret,
      }).finally(() => setTimeout(release, startMs).unref());
      const exitCode = await endedOrAborted(running, signal, end);
      if (exitCode === undefined) return;
      const ended = { exitCode, stdout: "", stderr: stderr.join("\n") };
      await checkEnd(ended, { argv, name, transport, end, elevator: elevated && elevator });
    },
    async copy(file, to, signal) {
      const size = await sizeOf(file);
      const argv = receive(`${to}.${randomBytes(6).toString("hex")}.part`, to, size);
      const limitMs = defaultLimitMs + Math.ceil(size / slowest);
      const input: Input = { kind: "file", file };
      const ended = await execute({ argv, isElevated: false, input, limitMs, signal });
      if (ended.exitCode !== 0) throw copyFailed(file, to, { argv, ...ended });
    },
  };
}

interface EndOptions {
  readonly argv: Argv;
  readonly name: string;
  readonly transport: Transport;
  readonly end: AbortSignal;
  /** Where the command was to become root. */
  readonly elevator: Elevator | undefined;
}

/** Throws where it was not the command that ended so: the way broke, root was refused, the program is not there. */
async function checkEnd(
  { exitCode, stderr }: Ended,
  { argv, name, transport, end, elevator }: EndOptions,
): Promise<void> {
  if (exitCode === 0) return;
  if (exitCode === brokenWay) await closedSoon(transport, end);
  const refused = elevator?.refused(stderr);
  if (refused !== undefined) throw refused;
  const [program] = argv;
  // sh says 127; sudo and doas say 1.
  const isMissing =
    exitCode === 127 ||
    (elevator !== undefined && /^(?:sudo|doas): .*(?:not found|No such file)/m.test(stderr));
  if (isMissing && program !== "sh") throw missingProgram(program, name, stderr);
}

/**
 * ssh may end a moment before the transport sees that the connection is gone: that moment is waited for, unless the way
 * still answers. Then it was the command that ended so.
 */
async function closedSoon(transport: Transport, end: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, 1_500);
  const abort = (): void => reject(end.reason);
  end.addEventListener("abort", abort);
  if (end.aborted) abort();
  else void answers(transport, end).then((isThere) => void (isThere && resolve()));
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    end.removeEventListener("abort", abort);
  }
}

async function answers(transport: Transport, end: AbortSignal): Promise<boolean> {
  try {
    const { exitCode } = await runToEnd(transport.wrap(["true"]), { signal: end, limitMs: 1_500 });
    return exitCode === 0;
  } catch {
    // It has broken, or is about to.
    return false;
  }
}

const reasonOf = ({ reason }: AbortSignal): TargetError =>
  reason instanceof TargetError
    ? reason
    : new TargetError("cancelled", l10n.t("Cancelled."), l10n.t("Start it again."));

/** A stream that is told to stop before it began has done what it was told. */
function unlessStopped(signal: AbortSignal): (error: unknown) => undefined {
  return (error) => {
    if (!signal.aborted) throw error;
    return undefined;
  };
}

/** The exit code, or undefined when the signal ended it. Rejects as soon as the connection ends. */
async function endedOrAborted(running: RunningProcess, signal: AbortSignal, end: AbortSignal) {
  const { promise: aborted, resolve, reject } = Promise.withResolvers<undefined>();
  const leave = (): void => resolve(undefined);
  const lose = (): void => reject(end.reason);
  signal.addEventListener("abort", leave);
  end.addEventListener("abort", lose);
  if (end.aborted) lose();
  else if (signal.aborted) leave();
  try {
    const exitCode = await Promise.race([running.ended, aborted]);
    if (exitCode === undefined) {
      // The end of its input ends it there; stopping the process here first would tear the way down before that.
      running.endInput();
      await Promise.race([running.ended, after(3_000)]);
    }
    return exitCode;
  } finally {
    signal.removeEventListener("abort", leave);
    end.removeEventListener("abort", lose);
    await running.stop();
  }
}

function after(ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setTimeout(resolve, ms).unref();
  return promise;
}

/** The error of spawn.ts in the words of the machine: it knows only processes of this one. */
function named(error: unknown, argv: Argv, name: string, limitMs: number): unknown {
  if (!(error instanceof TargetError) || error.problem !== "hung") return error;
  const [program] = argv;
  const seconds = limitMs / 1000;
  return new TargetError(
    "hung",
    program === "sh"
      ? l10n.t`The command did not end within ${seconds} seconds on ${name}.`
      : l10n.t`${program} did not end within ${seconds} seconds on ${name}.`,
    l10n.t`It may still run there: look with ps, and restart ${name} where it cannot be ended.`,
    argv.join(" "),
  );
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    const stderr = error instanceof Error ? error.message : String(error);
    throw new CommandError(l10n.t`${file} cannot be read on this machine: ${stderr}`, {
      argv: ["cat", file],
      exitCode: 1,
      stderr,
    });
  }
}

function copyFailed(file: string, to: string, output: Ended & { readonly argv: Argv }): CommandError {
  const said = output.stderr.trim() || failure(output).message;
  return new CommandError(l10n.t`${file} could not be copied to ${to}: ${said}`, output);
}
