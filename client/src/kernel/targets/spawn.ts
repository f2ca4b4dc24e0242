/**
 * Starts processes of this machine; no other file does. A process gets a group of its own and is ended with all that it
 * started: when it is told to stop, when its limit is over, when the editor ends.
 */
import { constants } from "node:os";
import type { Readable, Writable } from "node:stream";
import * as l10n from "@vscode/l10n";
import { execa } from "execa";
import type { Argv, Input } from "../command.ts";
import { CommandError, TargetError } from "../errors.ts";
import { codeOf, openInput } from "./input.ts";
import { createLines } from "./lines.ts";
import { missingProgram } from "./programs.ts";
import type { LocalProcess } from "./transport.ts";

/** What a process left when it had ended. Killed by a signal, its exit code is 128 + the signal, as a shell has it. */
export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: Input | undefined;
  /** Written before the input, and kept out of everything else. */
  readonly secret?: string | undefined;
  /** Ends it. Its reason, where it is a TargetError, is what the promise rejects with; else `cancelled`. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds; none when missing. */
  readonly limitMs?: number | undefined;
}

/** Bytes of one stream: a program that says more is not one that is read to its end. */
const mostOutput = 64 * 1024 * 1024;

/** Milliseconds from TERM to KILL. */
const graceMs = 2_000;

/**
 * Runs a process to its end. The promise settles at once when it is given up, whatever the process does then.
 * @throws TargetError `missing-program`, `hung`, `cancelled` or the signal's own; CommandError: it said too much, or the
 * file of its input cannot be read
 */
export async function runToEnd(process: LocalProcess, options: RunOptions = {}): Promise<Ended> {
  const { signal, limitMs } = options;
  if (signal !== undefined && isAborted(signal)) throw reasonOf(signal);
  const input = await openInput(options.input, process.argv);
  const child = await launch(process).catch(async (error: unknown) => {
    await input.close();
    throw error;
  });
  const { promise: givenUp, reject: giveUp } = Promise.withResolvers<never>();
  const abort = (): void => giveUp(signal === undefined ? undefined : reasonOf(signal));
  signal?.addEventListener("abort", abort);
  // It may have been aborted while the process was started.
  if (isAborted(signal)) abort();
  const timer =
    limitMs === undefined ? undefined : setTimeout(() => giveUp(hung(process.argv, limitMs)), limitMs);
  const stdout = collect(child.stdout, process.argv, giveUp);
  const stderr = collect(child.stderr, process.argv, giveUp);
  input.send(child.stdin, options.secret ?? "").catch(giveUp);
  try {
    const exitCode = await Promise.race([child.closed, givenUp]);
    return { exitCode, stdout: stdout(), stderr: stderr() };
  } catch (error) {
    child.stop().catch(giveUp);
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
    await input.close();
  }
}

export interface StartOptions {
  readonly onStdout?: (line: string) => void;
  readonly onStderr?: (line: string) => void;
  /** Written to its input first, and kept out of everything else. */
  readonly secret?: string | undefined;
}

/** A process that lives until it is stopped or ends by itself. Its input stays open. */
export interface RunningProcess {
  readonly pid: number;
  /** Resolves with the exit code when it has ended and its last line was given; never rejects. */
  readonly ended: Promise<number>;
  /** Ends its input. */
  endInput(): void;
  /** Ends it and its group: TERM, and KILL two seconds later. Resolves when it is gone; never rejects. */
  stop(): Promise<void>;
}

/**
 * Starts a process and hears it line by line.
 * @throws TargetError `missing-program`
 */
export async function startProcess(
  process: LocalProcess,
  options: StartOptions = {},
): Promise<RunningProcess> {
  const child = await launch(process);
  const stdout = createLines(options.onStdout ?? ignore);
  const stderr = createLines(options.onStderr ?? ignore);
  child.stdout.on("data", stdout.push);
  child.stderr.on("data", stderr.push);
  if (options.secret !== undefined) child.stdin.write(options.secret);
  const ended = child.ended.then((exitCode) => {
    stdout.end();
    stderr.end();
    return exitCode;
  });
  return { pid: child.pid, ended, endInput: () => child.stdin.end(), stop: child.stop };
}

interface Child {
  readonly pid: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** It has ended and all that could write to its output too. */
  readonly closed: Promise<number>;
  /** It has ended; others that hold its output are waited for a little only. */
  readonly ended: Promise<number>;
  readonly stop: () => Promise<void>;
}

async function launch({ argv, env }: LocalProcess): Promise<Child> {
  const [program, ...args] = argv;
  const subprocess = execa(program, args, {
    env: { LC_ALL: "C", ...env },
    // A group of its own, so that its children can be ended with it. Windows has none: it would open a window.
    detached: hasGroups,
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
    buffer: false,
    encoding: "buffer",
    reject: false,
  });
  const { pid } = subprocess;
  if (pid === undefined) throw cannotStart(argv, await subprocess);
  // Whoever reads nothing closes its input early; that is its exit code's business.
  subprocess.stdin.on("error", ignore);
  const kill = (signal: NodeJS.Signals): void => {
    if (hasGroups) killGroup(pid, signal);
    else subprocess.kill(signal);
  };
  const closed = Promise.withResolvers<number>();
  const ended = Promise.withResolvers<number>();
  const atExit = (): void => kill("SIGKILL");
  listenToExit(atExit, 1);
  subprocess.nodeChildProcess.once("exit", (code, signal) => {
    listenToExit(atExit, -1);
    const exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
    const late = setTimeout(() => ended.resolve(exitCode), graceMs);
    subprocess.nodeChildProcess.once("close", () => {
      clearTimeout(late);
      closed.resolve(exitCode);
      ended.resolve(exitCode);
    });
  });
  const { stdin, stdout, stderr } = subprocess;
  const stop = (): Promise<void> => stopChild({ stdin, stdout, stderr, ended: ended.promise, kill });
  return { pid, stdin, stdout, stderr, closed: closed.promise, ended: ended.promise, stop };
}

type Stoppable = Pick<Child, "stdin" | "stdout" | "stderr" | "ended"> & {
  readonly kill: (signal: NodeJS.Signals) => void;
};

async function stopChild({ stdin, stdout, stderr, ended, kill }: Stoppable): Promise<void> {
  stdin.destroy();
  kill("SIGTERM");
  if (!(await endsWithin(ended, graceMs))) {
    kill("SIGKILL");
    // In the kernel's hands (state D), or root's: nobody can end it, and nobody is to wait for it.
    await endsWithin(ended, graceMs);
  }
  stdout.destroy();
  stderr.destroy();
}

async function endsWithin(ended: Promise<number>, ms: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  ended.then(() => resolve(true), resolve);
  const isEnded = await promise;
  clearTimeout(timer);
  return isEnded;
}

const hasGroups = process.platform !== "win32";

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // ESRCH: it is gone already. EPERM: it has become another user (sudo); it ends when its input does.
    if (codeOf(error) !== "ESRCH" && codeOf(error) !== "EPERM") throw error;
  }
}

/** Node warns of a leak from eleven listeners on; here each belongs to a process that lives. */
function listenToExit(listener: () => void, change: 1 | -1): void {
  process.setMaxListeners(process.getMaxListeners() + change);
  if (change === 1) process.on("exit", listener);
  else process.off("exit", listener);
}

function collect(stream: Readable, argv: Argv, giveUp: (error: Error) => void): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= mostOutput) chunks.push(chunk);
    else
      giveUp(new CommandError(l10n.t`${argv[0]} said more than 64 MB.`, { argv, exitCode: 1, stderr: "" }));
  });
  return () => Buffer.concat(chunks).toString("utf8");
}

function cannotStart(
  argv: Argv,
  result: { readonly code?: string | undefined; readonly shortMessage?: string | undefined },
): Error {
  if (result.code === "ENOENT") return missingProgram(argv[0]);
  const stderr = result.shortMessage ?? "";
  return new CommandError(l10n.t`${argv[0]} cannot be started: ${stderr}`, { argv, exitCode: 126, stderr });
}

function hung([program]: Argv, limitMs: number): TargetError {
  return new TargetError(
    "hung",
    l10n.t`${program} did not end within ${limitMs / 1000} seconds.`,
    l10n.t("Try again; if it hangs again, look what it waits for."),
  );
}

/** Asked through a function: the compiler believes that what it saw before an await still holds. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted ?? false;
}

function reasonOf(signal: AbortSignal): TargetError {
  const reason: unknown = signal.reason;
  return reason instanceof TargetError
    ? reason
    : new TargetError("cancelled", l10n.t("Cancelled."), l10n.t("Start it again."));
}

function ignore(): void {
  // Nobody wants to hear it.
}
