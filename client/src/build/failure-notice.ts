/** What keeps a build from being one, told once with what mends it. A command is put into a terminal, never run. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { buttons } from "../buttons.ts";
import type { KmodContext } from "../context.ts";
import type { BuildFailure } from "../kernel/kbuild/build.ts";

const inTerminal = l10n.t("Put into Terminal");
const copy = l10n.t("Copy Command");
const output = buttons.showOutput;

/** Resolves when the message is gone. @param what was to be done: `Building hello` */
export async function tellFailure(
  { prompts }: Pick<KmodContext, "prompts">,
  what: string,
  failure: BuildFailure,
  showOutput: () => void,
): Promise<void> {
  const { title, remedy, command } = failure;
  const said = `${l10n.t`${what} did not work: ${title}`} ${remedy}`;
  const message = command === undefined ? said : `${said} ${l10n.t`Command: ${command}`}`;
  const offered = command === undefined ? [output] : [inTerminal, copy, output];
  const pressed = await prompts.notify("error", message, ...offered);
  if (pressed === output) showOutput();
  if (command === undefined) return;
  if (pressed === copy) await vscode.env.clipboard.writeText(command);
  if (pressed === inTerminal) typeInto(command);
}

/** Typed without Enter: the author reads it first. */
function typeInto(command: string): void {
  const name = "Kmod";
  const terminal =
    vscode.window.terminals.find((one) => one.name === name && one.exitStatus === undefined) ??
    vscode.window.createTerminal({ name });
  terminal.show();
  // A line break would run what stands before it.
  terminal.sendText(command.replaceAll(/\p{Cc}+/gu, " "), false);
}
