/** Makes one change on a machine and, where it fails, finds out why. Used by loading and unloading alike. */
import { readFile } from "node:fs/promises";
import * as l10n from "@vscode/l10n";
import { CommandError, TargetError, type TargetProblem } from "../errors.ts";
import type { Target } from "../targets/target.ts";
import { buildIdOf, loadedBuildIds } from "./build-id.ts";
import type { Change, ChangeOutcome } from "./change.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { errnoOfMessage } from "./errno.ts";
import { askEvidence } from "./evidence.ts";
import { explain } from "./explain/explain.ts";
import type { Failure } from "./explain/failure.ts";
import { explainBreak } from "./explain/machine.ts";
import { askHolders } from "./holders.ts";
import { unknownSymbols, wordsOf } from "./kernel-lines.ts";
import { lookAtHung } from "./look.ts";
import type { KoFile } from "./module-info.ts";
import type { ParameterValue } from "./operation.ts";

/** What is tried. */
export interface Attempt {
  readonly action: "load" | "unload";
  readonly name: string;
  readonly ko?: KoFile;
  readonly parameters?: readonly ParameterValue[];
  readonly built: readonly KoFile[];
  readonly change: Change;
}

export type AttemptResult =
  | { readonly kind: "done"; readonly kernelLines: readonly string[] }
  | { readonly kind: "failed"; readonly diagnosis: Diagnosis };

/**
 * Runs the change. Rejects with TargetError where it was not tried (`unreachable`, `missing-program`, `settings`) or was
 * cancelled; whatever else goes wrong is a diagnosis.
 */
export async function attempt(target: Target, wanted: Attempt, signal?: AbortSignal): Promise<AttemptResult> {
  const heard: string[] = [];
  const hearing = target.console?.onLine((line) => heard.push(line));
  try {
    const outcome = await target.run(wanted.change.command, signal);
    if (outcome.exitCode === 0) return { kind: "done", kernelLines: outcome.kernelLines };
    return { kind: "failed", diagnosis: await diagnose({ target, wanted, outcome, signal }) };
  } catch (error) {
    return { kind: "failed", diagnosis: await diagnoseBreak({ target, wanted, heard, error }) };
  } finally {
    hearing?.dispose();
  }
}

interface Failed {
  readonly target: Target;
  readonly wanted: Attempt;
  readonly outcome: ChangeOutcome;
  readonly signal: AbortSignal | undefined;
}

async function diagnose({ target, wanted, outcome, signal }: Failed): Promise<Diagnosis> {
  const { action, name, ko, built } = wanted;
  const words = wordsOf(outcome.kernelLines);
  const symbols = [...new Set(unknownSymbols(words).map(({ symbol }) => symbol))];
  const machine = await target.run(askEvidence({ modules: [name], symbols, isRoot: true }), signal);
  const loaded = machine.loaded.get(name);
  const hasOtherUsers = (loaded?.useCount ?? 0) > (loaded?.usedBy.length ?? 0);
  const isAsked = action === "unload" && loaded?.state === "live" && !loaded.isPermanent && hasOtherUsers;
  const failure: Failure = {
    action,
    name,
    ko,
    parameters: wanted.parameters ?? [],
    errno: errnoOfMessage(outcome.said),
    exitCode: outcome.exitCode,
    said: outcome.said,
    kernelLines: outcome.kernelLines,
    words,
    machine,
    holders: isAsked ? await target.run(askHolders(name), signal) : undefined,
    isSameBuild:
      action === "load" && loaded?.state === "live" ? await isSameBuild(target, wanted, signal) : undefined,
    built,
    target: target.spec,
  };
  return explain(failure);
}

async function isSameBuild(target: Target, { name, ko }: Attempt, signal: AbortSignal | undefined) {
  if (ko === undefined) return undefined;
  const there = (await target.run(loadedBuildIds([name]), signal)).get(name);
  // A file that is gone by now tells nothing.
  const file = await readFile(ko.file).catch(() => undefined);
  const here = file === undefined ? undefined : buildIdOf(file);
  return there === undefined || here === undefined ? undefined : there === here;
}

interface Broken {
  readonly target: Target;
  readonly wanted: Attempt;
  readonly heard: readonly string[];
  readonly error: unknown;
}

async function diagnoseBreak({ target, wanted, heard, error }: Broken): Promise<Diagnosis> {
  const { action, name, change } = wanted;
  if (error instanceof CommandError) return unreadable(wanted, error);
  if (!(error instanceof TargetError) || isRejection[error.problem]) throw error;
  const look = error.problem === "hung" ? await lookQuickly(target, name, change.mark) : undefined;
  const marked = heard.findLastIndex((line) => line.includes(change.mark));
  return explainBreak({
    action,
    name,
    error,
    kernelLines:
      look !== undefined && look.kernelLines.length > 0 ? look.kernelLines : heard.slice(marked + 1),
    look,
    target: target.spec,
  });
}

/** Nothing was changed, and there is nothing about the module to explain. */
const isRejection: Readonly<Record<TargetProblem, boolean>> = {
  lost: false,
  hung: false,
  panic: false,
  "no-root": false,
  unreachable: true,
  "missing-program": true,
  settings: true,
  cancelled: true,
};

/** A machine that does not answer this either is told by that. */
async function lookQuickly(target: Target, name: string, mark: string) {
  try {
    return await target.run(lookAtHung(name, mark));
  } catch (error) {
    if (error instanceof TargetError || error instanceof CommandError) return undefined;
    throw error;
  }
}

const unreadable = ({ action, name }: Attempt, error: CommandError): Diagnosis => ({
  cause: "unknown",
  title: l10n.t`What became of ${name} is not known: the machine's shell gave no answer that Kmod can read.`,
  details: [error.message],
  remedy:
    action === "load"
      ? l10n.t(
          "Refresh the modules to see whether it was loaded; the machine needs a POSIX shell with sed and awk.",
        )
      : l10n.t(
          "Refresh the modules to see whether it was unloaded; the machine needs a POSIX shell with sed and awk.",
        ),
  offers: [{ kind: "show-kernel-log" }],
  errno: undefined,
  kernelLines: [],
});
