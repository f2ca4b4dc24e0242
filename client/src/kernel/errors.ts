/** What can go wrong with a command or a machine, as errors that say what was tried and what to do next. */
import * as l10n from "@vscode/l10n";
import type { Argv, Output } from "./command.ts";

/** A command ran and ended, but not as it should. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly argv: Argv;
  readonly exitCode: number;
  readonly stderr: string;

  constructor(message: string, { argv, exitCode, stderr }: Pick<Output, "argv" | "exitCode" | "stderr">) {
    super(message);
    this.argv = argv;
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

/** What kept a command from running, or from ending. */
export type TargetProblem =
  /** The connection or the machine went away. */
  | "lost"
  /** It did not end in time; it may still run on the machine. */
  | "hung"
  /** No way to become root there, or the password was refused. */
  | "no-root"
  /** The machine could not be reached, or did not let the user in. */
  | "unreachable"
  /** The kernel panicked. */
  | "panic"
  /** A program that is needed is missing, here or there. */
  | "missing-program"
  /** The target's settings cannot be meant. */
  | "settings"
  /** The user stopped it. */
  | "cancelled";

/** A machine that could not do what it was asked. The message names what was wrong, the remedy what to do. */
export class TargetError extends Error {
  override readonly name = "TargetError";
  readonly problem: TargetProblem;
  /** One sentence: what to do next. */
  readonly remedy: string;
  /** What programs said of it, as they said it: for the log. */
  readonly detail: string;

  constructor(problem: TargetProblem, message: string, remedy: string, detail = "") {
    super(message);
    this.problem = problem;
    this.remedy = remedy;
    this.detail = detail;
  }
}

/** The error of a command that ended with another exit code than 0: names the program and gives its last words. */
export function failure(output: Output): CommandError {
  const said = output.stderr.trim() || output.stdout.trim();
  const [program] = output.argv;
  return new CommandError(
    said === ""
      ? l10n.t`${program} ended with exit code ${output.exitCode}`
      : l10n.t`${program} ended with exit code ${output.exitCode}: ${said}`,
    output,
  );
}
