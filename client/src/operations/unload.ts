/** Unloading, from what a command was given to what came of it. */
import * as l10n from "@vscode/l10n";
import type { Report } from "../kernel/kmod/operation.ts";
import { planUnload } from "../kernel/kmod/plan.ts";
import { unload } from "../kernel/kmod/unload.ts";
import type { Target } from "../kernel/targets/target.ts";
import { labelOf } from "../targets/target-words.ts";
import { agreementOn } from "./agreement.ts";
import { readyTarget } from "./choose-target.ts";
import { loadedNames } from "./loaded-names.ts";
import type { Operations } from "./operations.ts";
import { withProgress } from "./progress.ts";
import type { Given } from "./subjects.ts";
import { tellOutcome } from "./tell-outcome.ts";

export interface UnloadModulesOptions {
  readonly withDependents: boolean;
}

/**
 * Unloads what was given, users first. undefined: the user left, or was told why nothing was tried. Rejects with
 * TargetError where it could not be tried.
 */
export async function unloadModules(
  operations: Operations,
  given: Given,
  { withDependents }: UnloadModulesOptions,
): Promise<Report | undefined> {
  const target = await readyTarget(operations, given);
  if (target === undefined) return undefined;
  const title = withDependents
    ? l10n.t`Unload with Dependents on ${labelOf(target)}`
    : l10n.t`Unload on ${labelOf(target)}`;
  const names = await loadedNames(operations, given.subjects, target, title);
  if (names === undefined || names.length === 0) return undefined;
  const where = l10n.t`Unload ${names.join(", ")} on ${labelOf(target)}`;
  const order = withDependents
    ? await withProgress(where, l10n.t("Looking at what uses it"), (signal) =>
        plannedOrder(target, names, signal),
      )
    : names;
  const intention = { modules: names, unloaded: order, steps: [], warnings: [], alternative: undefined };
  if ((await agreementOn(operations, target, { verb: "Unload", ...intention })) !== "yes") return undefined;
  const step = order.length > 1 ? order.join(", ") : "";
  const report = await withProgress(where, step, (signal) => unload(target, { modules: order }, { signal }));
  const command = withDependents ? "kmod.unloadModuleWithDependents" : "kmod.unloadModule";
  const again = { command, argument: { modules: names, target: target.id } };
  await tellOutcome(operations, { verb: "unload", target, modules: names, report, again });
  return report;
}

/** Each with what uses it before it, none twice. */
async function plannedOrder(
  target: Target,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const order = new Set<string>();
  for (const name of names) {
    const plan = await planUnload(target, name, { withDependents: true, signal });
    for (const module of plan.modules) order.add(module);
  }
  return [...order];
}
