/** Tells what came of a change: quietly where it worked, in one message with what helps where it did not. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Report } from "../kernel/kmod/operation.ts";
import type { Target } from "../kernel/targets/target.ts";
import { labelOf } from "../targets/target-words.ts";
import { releaseOf } from "./choose-target.ts";
import { logReport } from "./log-report.ts";
import { type Again, takeOffer } from "./offers.ts";
import type { Operations } from "./operations.ts";
import {
  complaintInWords,
  doneInWords,
  type FailedReport,
  failureInWords,
  failurePage,
  kernelWarning,
  shownOffers,
  type Verb,
} from "./outcome.ts";

export interface Outcome {
  readonly verb: Verb;
  readonly target: Target;
  /** Names of what was asked for. */
  readonly modules: readonly string[];
  readonly report: Report;
  /** How the same is asked for once more. */
  readonly again: Again;
}

/** Resolves when the machine has been read again; messages stay for the user, and nobody waits for them. */
export async function tellOutcome(operations: Operations, outcome: Outcome): Promise<void> {
  const { verb, target, modules, report } = outcome;
  logReport(operations.context.log, target, `${verb} ${modules.join(", ")}`, report);
  // A machine that does not answer any more would keep the command waiting.
  const isGone =
    report.kind === "failed" &&
    ["hung", "lost", "panic", "init-crashed", "exit-crashed"].includes(report.diagnosis.cause);
  const refreshed = refresh(operations, target);
  if (!isGone) await refreshed;
  const told =
    report.kind === "done" ? tellDone(operations, outcome, report) : tellFailed(operations, outcome, report);
  told.catch((error: unknown) => operations.context.log.error("An answer to a message failed.", error));
}

async function refresh({ loaded, context: { log } }: Operations, target: Target): Promise<void> {
  try {
    await loaded.refresh(target);
  } catch (error) {
    log.warn(`${labelOf(target)} could not be read again.`, error);
  }
}

async function tellDone(
  operations: Operations,
  { verb, target, modules }: Outcome,
  report: Extract<Report, { readonly kind: "done" }>,
): Promise<void> {
  vscode.window.setStatusBarMessage(`$(check) ${doneInWords(verb, report, labelOf(target))}`, 10_000);
  const warning = kernelWarning(report.kernelLines);
  if (warning === undefined) return;
  const message = complaintInWords(verb, modules.join(", "), labelOf(target), warning);
  const show = l10n.t("Show");
  const pressed = await operations.context.prompts.notify("warning", message, show);
  if (pressed === show) await vscode.commands.executeCommand("kmod.showKernelLog", { target });
}

async function tellFailed(
  operations: Operations,
  { verb, target, again }: Outcome,
  report: FailedReport,
): Promise<void> {
  const offers = shownOffers(report.diagnosis);
  const message = failureInWords(verb, report);
  const pressed = await operations.context.prompts.notify("error", message, ...offers.keys(), detailsLabel);
  if (pressed === undefined) return;
  const offer = offers.get(pressed);
  if (offer !== undefined) await takeOffer(operations, offer, { target, again });
  else {
    const machine = { name: labelOf(target), release: releaseOf(target) };
    await operations.documents.showPage(failurePage(verb, report, machine));
  }
}

const detailsLabel = l10n.t("Show Details");
