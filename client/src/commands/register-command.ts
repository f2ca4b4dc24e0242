/** A command whose failure the user sees: every error ends in the log, and in one message. */
import * as vscode from "vscode";
import { buttons } from "../buttons.ts";
import type { KmodContext } from "../context.ts";
import { TargetError } from "../kernel/errors.ts";

/**
 * @param id `kmod.verbNoun`
 * @param failed what the message begins with: `Kmod could not remove the target`
 */
export const registerCommand = (
  context: KmodContext,
  id: string,
  failed: string,
  run: (given: unknown) => Promise<void>,
): vscode.Disposable =>
  vscode.commands.registerCommand(id, async (given?: unknown) => {
    try {
      await run(given);
    } catch (error) {
      context.log.error(`${id} failed.`, error);
      void report(context, `${failed}: ${wordsOf(error)}`);
    }
  });

async function report({ log, prompts }: KmodContext, message: string): Promise<void> {
  if ((await prompts.notify("error", message, buttons.showLog)) === buttons.showLog) log.show();
}

function wordsOf(error: unknown): string {
  if (error instanceof TargetError) return `${error.message} ${error.remedy}`.trim();
  return error instanceof Error ? error.message : String(error);
}
