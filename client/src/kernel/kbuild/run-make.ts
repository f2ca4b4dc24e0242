/** One run of make on a machine: its lines as they come, what they mean, and how it ended. */
import { randomBytes } from "node:crypto";
import { CommandError, TargetError } from "../errors.ts";
import type { BuildFailure, BuildMessage, BuildRequest } from "./build.ts";
import type { BuildMachine } from "./build-machine.ts";
import { type Distribution, readDistribution } from "./distribution.ts";
import { mainSign, type Sign, signOf } from "./failure-signs.ts";
import { failureOf, machineFailure, unknownFailure } from "./failures.ts";
import { makeWords, markedRun } from "./make-command.ts";
import { createMessageReader, type ReaderOptions } from "./messages/reader.ts";

export interface MakeOptions {
  /** As the user asked; what messages and failures speak of. */
  readonly request: BuildRequest;
  /** As make is to see it: the folders may be others. */
  readonly seen: BuildRequest;
  readonly reading: ReaderOptions;
  /** Name of the machine; undefined: the editor's. */
  readonly machineName: string | undefined;
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface MakeResult {
  readonly isDone: boolean;
  readonly messages: readonly BuildMessage[];
  readonly failure: BuildFailure | undefined;
}

/** Lines of the output that a failure of unknown cause is shown with. */
const lastLines = 5;

/** Never rejects but for bugs. Cancelled, it resolves when make has ended. */
export async function runMake(machine: BuildMachine, options: MakeOptions): Promise<MakeResult> {
  const { seen, signal } = options;
  const mark = `kmod-${randomBytes(12).toString("hex")}`;
  const reader = createMessageReader(options.reading);
  const signs: Sign[] = [];
  let last: string[] = [];
  let exitCode: number | undefined;
  const hear = (line: string): void => {
    options.onLine(line);
    reader.line(line);
    if (line.trim() !== "") last = [...last.slice(1 - lastLines), line];
    const sign = signOf(line);
    if (sign !== undefined) signs.push(sign);
  };
  const take = (line: string): void => {
    const at = line.indexOf(mark);
    if (at < 0) return hear(line);
    // What make's last line was, where nothing ended it.
    if (at > 0) hear(line.slice(0, at));
    exitCode = Number(line.slice(at + mark.length));
  };
  try {
    await machine.follow({ argv: markedRun(mark, seen.folder, makeWords(seen)) }, take, signal);
  } catch (error) {
    if (!isExpected(error)) throw error;
    return { isDone: false, messages: reader.messages(), failure: machineFailure(error) };
  }
  const messages = reader.messages();
  if (signal.aborted) return { isDone: false, messages, failure: undefined };
  return {
    isDone: exitCode === 0,
    ...(await explain(machine, options, { exitCode: exitCode ?? 1, messages, signs, last })),
  };
}

interface Ended {
  readonly exitCode: number;
  readonly messages: readonly BuildMessage[];
  readonly signs: readonly Sign[];
  readonly last: readonly string[];
}

/** Why it failed, and the messages that are more than a repetition of that. */
async function explain(
  machine: BuildMachine,
  { request, machineName, signal }: MakeOptions,
  { exitCode, messages, signs, last }: Ended,
): Promise<Pick<MakeResult, "messages" | "failure">> {
  const isSourcesFault = messages.some(
    ({ severity, tool, place }) => severity === "error" && (place !== undefined || tool !== "kbuild"),
  );
  const counting = signs.filter((each) => counts(each, exitCode, isSourcesFault));
  const sign = mainSign(counting);
  if (sign === undefined) {
    const isSaid = exitCode === 0 || messages.some(({ severity }) => severity === "error");
    return { messages, failure: isSaid ? undefined : unknownFailure(exitCode, last) };
  }
  const lines = counting.filter(({ cause }) => cause === sign.cause).map(({ line }) => line);
  const distribution = await distributionOf(machine, request, signal);
  return {
    messages: messages.filter((message) => !repeats(message, sign, lines)),
    failure: failureOf(sign, lines, { request, distribution, machine: machineName }),
  };
}

async function distributionOf(
  machine: BuildMachine,
  { kernel }: BuildRequest,
  signal: AbortSignal,
): Promise<Distribution> {
  try {
    return await machine.run(readDistribution(kernel.directory), signal);
  } catch (error) {
    if (!isExpected(error)) throw error;
    return { family: undefined, release: "", architecture: "", compiler: undefined };
  }
}

/** Some signs stand in the output of builds that went well, or that failed for another reason. */
function counts({ cause, line }: Sign, exitCode: number, isSourcesFault: boolean): boolean {
  if (cause === "clock-skew") return true;
  if (exitCode === 0) return false;
  if (cause === "compiler-mismatch" && line.startsWith("warning:")) return !isSourcesFault;
  return true;
}

function repeats({ place, tool, raw }: BuildMessage, { cause }: Sign, lines: readonly string[]): boolean {
  if (place !== undefined) return false;
  // A compiler complains of each option that it does not know.
  if (cause === "compiler-mismatch" && tool === "compiler") return true;
  return raw.some((line) => lines.includes(line));
}

const isExpected = (error: unknown): error is TargetError | CommandError =>
  error instanceof TargetError || error instanceof CommandError;
