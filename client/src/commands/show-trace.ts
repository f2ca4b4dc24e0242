/**
 * `kmod.showTrace`: opens the page of a report of a kernel; takes its number (`FoundTrace.number`), else lets one be
 * chosen.
 */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import { labelOf } from "../targets/target-words.ts";
import { kindWords, whatHappened } from "../traces/trace-words.ts";
import type { FoundTrace, Traces } from "../traces/traces.ts";
import { registerCommand } from "./register-command.ts";

export const showTraceCommand = (context: KmodContext, traces: Traces): vscode.Disposable =>
  registerCommand(context, "kmod.showTrace", l10n.t("Kmod could not show the trace"), async (given) => {
    const all = traces.all();
    const asked = all.find(({ number }) => number === given);
    const [only, ...others] = all;
    if (only === undefined) return void context.prompts.notify("info", noneYet);
    const found = asked ?? (others.length === 0 ? only : await pick(context, all));
    if (found !== undefined) await traces.show(found);
  });

const pick = ({ prompts }: KmodContext, all: readonly FoundTrace[]): Promise<FoundTrace | undefined> =>
  prompts.pick({
    title: l10n.t("Show Kernel Trace"),
    placeholder: l10n.t("The newest first"),
    items: all.toReversed().map((found) => ({
      label: `${found.number}: ${whatHappened(found.decoded.trace)}`,
      description: [kindWords[found.decoded.trace.kind], found.target && labelOf(found.target)]
        .filter(Boolean)
        .join(", "),
      detail: placeWords(found),
      answer: found,
    })),
  });

const placeWords = ({ decoded }: FoundTrace): string =>
  decoded.frames
    .filter(({ frame }) => frame.isReliable)
    .slice(0, 4)
    .map(({ frame, calls }) => calls[0]?.function ?? frame.function)
    .join(" < ");

const noneYet = l10n.t(
  'No kernel of a connected machine has crashed or complained in this session. A report from elsewhere can be read by the command "Kmod: Decode Kernel Trace...".',
);
