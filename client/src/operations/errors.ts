/** The boundary of the commands: whatever ends one early is said once, in words, and logged whole. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { buttons } from "../buttons.ts";
import { CommandError, TargetError } from "../kernel/errors.ts";
import type { Operations } from "./operations.ts";

/**
 * Runs a command to its end. undefined: it failed, and the user has been told.
 * @param what was wanted, in words: `Loading hello`
 */
export async function guarded<T>(
  operations: Operations,
  what: string,
  run: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    sayError(operations, what, error);
    return undefined;
  }
}

function sayError({ context: { log, prompts } }: Operations, what: string, error: unknown): void {
  if (error instanceof TargetError && error.problem === "cancelled") {
    vscode.window.setStatusBarMessage(l10n.t`${what} was stopped.`, 5_000);
    return;
  }
  if (error instanceof Error) log.error(`${what} failed.`, error);
  else log.error(`${what} failed: ${String(error)}`);
  if (error instanceof TargetError && error.detail !== "") log.error(error.detail);
  void offerLog(prompts.notify("error", errorInWords(what, error), buttons.showLog), log);
}

function errorInWords(what: string, error: unknown): string {
  if (error instanceof TargetError)
    return l10n.t`${what} failed: ${`${error.message} ${error.remedy}`.trim()}`;
  if (error instanceof CommandError || (error instanceof Error && error.name === "CycleError"))
    return l10n.t`${what} failed: ${error.message}`;
  return l10n.t`${what} failed by a mistake of Kmod. The log says more.`;
}

async function offerLog(pressed: Promise<string | undefined>, log: vscode.LogOutputChannel): Promise<void> {
  if ((await pressed) === buttons.showLog) log.show();
}
