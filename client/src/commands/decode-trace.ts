/**
 * `kmod.decodeTrace`: decodes reports of a kernel in a text from anywhere and shows the last of them; takes the text or
 * `{ text }`, else the selection, the clipboard or a new document; gives a `FoundTrace` of each.
 */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import { askText } from "../traces/ask-text.ts";
import type { FoundTrace, Traces } from "../traces/traces.ts";

export const decodeTraceCommand = (context: KmodContext, traces: Traces): vscode.Disposable =>
  vscode.commands.registerCommand("kmod.decodeTrace", (given?: unknown) => decode(context, traces, given));

async function decode(
  { log, prompts }: KmodContext,
  traces: Traces,
  given: unknown,
): Promise<readonly FoundTrace[]> {
  try {
    const text = await askText(prompts, given);
    if (text === undefined) return [];
    const found = await traces.decodeText(text);
    const last = found.at(-1);
    if (last === undefined) void prompts.notify("warning", nothingFound);
    else await traces.show(last);
    return found;
  } catch (error) {
    log.error("kmod.decodeTrace failed.", error);
    void prompts.notify(
      "error",
      l10n.t("Decoding the kernel's report failed by a mistake of Kmod. The log says more."),
    );
    return [];
  }
}

const nothingFound = l10n.t(
  'There is no report of a kernel in this text: it needs the line that begins with BUG, WARNING, Oops, INFO or Unable to handle, or lines of a call trace such as "demo_ioctl+0x1c/0x40 [demo]".',
);
