/**
 * Why a load or unload failed. Each cause is recognised by what the kernel logged and by what the machine says of itself;
 * errno alone is never enough, because the init function of a module may return any of them.
 */
import * as l10n from "@vscode/l10n";
import type { Diagnosis } from "../diagnosis.ts";
import type { Explainer, Explanation, Failure } from "./failure.ts";
import { explainFormat, explainMagic } from "./format.ts";
import { explainCrash, explainInit, explainMemory } from "./init.ts";
import { explainAbsence, explainParameters } from "./request.ts";
import { explainState } from "./state.ts";
import { explainSymbols } from "./symbols.ts";
import { explainNoSupport, explainTrust } from "./trust.ts";

/** What happened and what helps; `unknown` with all that was said where no cause fits. */
export function explain(failure: Failure): Diagnosis {
  const explainers = failure.action === "load" ? ofLoad : ofUnload;
  const explanation = firstOf(explainers, failure) ?? unexplained(failure);
  return { ...explanation, errno: failure.errno, kernelLines: failure.kernelLines };
}

/** Crashes come first: what was logged before them did not stop the module. init's own error comes last. */
const ofLoad: readonly Explainer[] = [
  explainNoSupport,
  explainCrash,
  explainAbsence,
  explainMagic,
  explainFormat,
  explainSymbols,
  explainTrust,
  explainState,
  explainParameters,
  explainMemory,
  explainInit,
];

const ofUnload: readonly Explainer[] = [explainNoSupport, explainCrash, explainState, explainTrust];

function firstOf(explainers: readonly Explainer[], failure: Failure): Explanation | undefined {
  for (const explainer of explainers) {
    const explanation = explainer(failure);
    if (explanation !== undefined) return explanation;
  }
  return undefined;
}

const unexplained = ({ action, name, said, exitCode, target }: Failure): Explanation => ({
  cause: "unknown",
  title:
    action === "load"
      ? l10n.t`${name} could not be loaded on ${target.name}.`
      : l10n.t`${name} could not be unloaded on ${target.name}.`,
  details: [said === "" ? l10n.t`The tool ended with exit code ${exitCode} and said nothing.` : said],
  remedy: l10n.t("Look into the kernel log around this time."),
  offers: [{ kind: "show-kernel-log" }],
});
