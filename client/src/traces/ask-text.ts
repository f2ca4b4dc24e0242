/** Where the text of a report comes from that is to be decoded: the argument, the selection, the clipboard, a new document. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { tracesOfText } from "../kernel/traces/pasted.ts";
import type { Prompts } from "../prompts.ts";

/** undefined: the user left. @param given what the command was given: a text, or `{ text }` */
export async function askText(prompts: Prompts, given: unknown): Promise<string | undefined> {
  const text = givenText(given) ?? selectedText();
  if (text !== undefined) return text;
  const copied = await vscode.env.clipboard.readText();
  return hasTrace(copied) ? copied : pastedText(prompts);
}

export const hasTrace = (text: string): boolean => tracesOfText(text).length > 0;

function givenText(given: unknown): string | undefined {
  if (typeof given === "string") return given;
  const isNamed = typeof given === "object" && given !== null && "text" in given;
  return isNamed && typeof given.text === "string" ? given.text : undefined;
}

/** A word that happens to be selected is not meant. */
function selectedText(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || editor.selection.isEmpty) return undefined;
  const text = editor.document.getText(editor.selection);
  return hasTrace(text) ? text : undefined;
}

/** A new document to paste it into; it is read when the user says so. */
async function pastedText(prompts: Prompts): Promise<string | undefined> {
  const document = await vscode.workspace.openTextDocument({ language: "kernel-log", content: "" });
  await vscode.window.showTextDocument(document);
  const message = l10n.t(
    "Paste what the kernel said into the new document (dmesg, journalctl -k or a serial console, from the line with BUG, WARNING or Oops on), then press Decode.",
  );
  const answer = await prompts.notify("info", message, l10n.t("Decode"));
  return answer === undefined ? undefined : document.getText();
}
