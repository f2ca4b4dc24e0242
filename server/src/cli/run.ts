/** kmod-lint from its words to its exit status. Everything it touches is passed in. */
import { check } from "./check.ts";
import { deps } from "./deps-command.ts";
import { ClosedPipe, type Io } from "./io.ts";
import { listKernels } from "./kernels-command.ts";
import { type CliCommand, readCommandLine } from "./options.ts";
import type { Progress } from "./progress.ts";
import type { ExitStatus } from "./report.ts";
import { explainRule, listRules } from "./rules-command.ts";
import { symbols } from "./symbols-command.ts";
import type { Toolkit } from "./toolkit.ts";
import { UsageError } from "./usage.ts";

export interface RunContext {
  readonly io: Io;
  readonly toolkit: Toolkit;
  readonly version: string;
  readonly workerFile: string | URL;
  /** The module that a worker of `symbols` and `deps` runs. */
  readonly symbolWorkerFile: string | URL;
  readonly progress: (totalBytes: number) => Progress;
}

/**
 * Runs a command line.
 * @param words what follows the program's name
 * @returns the exit status; what is not a user's mistake and not a closed pipe is thrown
 */
export const run = async (words: readonly string[], context: RunContext): Promise<ExitStatus> => {
  try {
    return await runCommand(words, context);
  } catch (error) {
    // The reader took what it wanted: nothing went wrong.
    if (error instanceof ClosedPipe) return 0;
    if (!(error instanceof UsageError)) throw error;
    await context.io.stderr.write(`kmod-lint: ${error.message}\n`);
    return 2;
  }
};

const runCommand = async (words: readonly string[], context: RunContext): Promise<ExitStatus> => {
  const { io, toolkit } = context;
  const ruleIds = toolkit.rules.map((rule) => rule.id);
  const command = readCommandLine(words, ruleIds, context.version);
  if (command.kind === "check") return check(command.options, context);
  if (command.kind === "list-kernels") {
    await io.stdout.write(listKernels(command.options, io.workingDirectory));
    return 0;
  }
  if (command.kind === "symbols") return symbols(command.options, context);
  if (command.kind === "deps") return deps(command.options, context);
  await io.stdout.write(textOf(command, toolkit));
  return 0;
};

const textOf = (
  command: Exclude<CliCommand, { kind: "check" | "symbols" | "deps" | "list-kernels" }>,
  toolkit: Toolkit,
): string => {
  if (command.kind === "print") return command.text;
  if (command.kind === "list-rules") return listRules(toolkit.rules, command.format);
  const rule = toolkit.rules.find((candidate) => candidate.id === command.rule);
  if (rule === undefined) throw new Error(`rule ${command.rule} was accepted but is not there`);
  return explainRule(rule);
};
