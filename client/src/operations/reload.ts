/** Reloading: unload with what uses it, load again with the parameters of the last time. */
import * as l10n from "@vscode/l10n";
import type { LoadRequest, Report } from "../kernel/kmod/operation.ts";
import { planReload, reload } from "../kernel/kmod/reload.ts";
import type { Target } from "../kernel/targets/target.ts";
import { labelOf } from "../targets/target-words.ts";
import { agreementOn } from "./agreement.ts";
import { allBuiltFor } from "./built-choice.ts";
import { readyTarget, releaseOf } from "./choose-target.ts";
import { againFor, type LoadOptions, rememberSteps, stepsInWords } from "./load.ts";
import { withLastValues } from "./load-memory.ts";
import type { Operations } from "./operations.ts";
import { neededFirst } from "./order.ts";
import { pickLoaded } from "./pick-module.ts";
import { withProgress } from "./progress.ts";
import { mergedReport } from "./reports.ts";
import type { Given, Subject } from "./subjects.ts";
import { tellOutcome } from "./tell-outcome.ts";
import { type Wanted, wantedModules } from "./wanted.ts";

export interface ReloadOptions extends LoadOptions {
  /** Ends it. */
  readonly signal?: AbortSignal;
}

/** As `loadModules`. A module that is not loaded is only loaded. */
export async function reloadModules(
  operations: Operations,
  given: Given,
  options: ReloadOptions = { withDependencies: false },
): Promise<Report | undefined> {
  const target = await readyTarget(operations, given);
  if (target === undefined) return undefined;
  const title = l10n.t`Reload on ${labelOf(target)}`;
  const subjects =
    given.subjects.length > 0 ? given.subjects : await chosenSubject(operations, target, title);
  const wanted = subjects && (await wantedModules(operations, subjects, target, title));
  const inOrder = neededFirst((wanted ?? []).map((one) => ({ ...one, depends: one.info.depends })));
  let report: Report | undefined;
  for (const one of inOrder) {
    // What was loaded again with one that it uses is there.
    if (report?.done.includes(one.name) === true) continue;
    const next = await reloadOne(operations, target, one, { ...options, parameters: given.parameters });
    if (next === undefined) return report;
    report = report === undefined ? next : mergedReport(report, next);
    if (report.kind === "failed") break;
  }
  return report;
}

async function chosenSubject(
  operations: Operations,
  target: Target,
  title: string,
): Promise<readonly Subject[] | undefined> {
  const module = await pickLoaded(operations, target, title);
  return module && [{ kind: "loaded", target, module }];
}

async function reloadOne(
  operations: Operations,
  target: Target,
  wanted: Wanted,
  { parameters: given, withDependencies, signal: outer }: ReloadOptions & Pick<Given, "parameters">,
): Promise<Report | undefined> {
  const { name, source } = wanted;
  const { taken } = operations;
  const parameters = given ?? operations.memory.last(target.id, name)?.values;
  const request: LoadRequest = {
    module: source,
    parameters: parameters ?? [],
    withDependencies,
    built: allBuiltFor(await operations.built.all(), releaseOf(target)),
  };
  const title = l10n.t`Reload ${name} on ${labelOf(target)}`;
  const found = await withProgress(
    title,
    l10n.t("Comparing it with the kernel"),
    (signal) => planReload(target, request, { keepParameters: true, signal, taken }),
    outer,
  );
  // What they show now is kept only where nobody knows what they were loaded with: it would hide that the source has
  // another value by now.
  const asked = parameters && { name, parameters };
  const steps = withLastValues(operations.memory, target.id, found.load.steps, asked);
  const plan = { ...found, load: { ...found.load, steps } };
  const { unload, load } = plan;
  const intention = { modules: [name], unloaded: unload.modules, ...load, alternative: undefined };
  if ((await agreementOn(operations, target, { verb: "Reload", ...intention })) !== "yes") return undefined;
  await rememberSteps(operations, target, plan.load);
  const report = await withProgress(
    title,
    stepsInWords(plan.load),
    (signal) => reload(target, plan, signal),
    outer,
  );
  if (report.kind === "done")
    for (const { module } of plan.load.steps) if (module.kind === "built") taken.add(target, module.ko);
  const again = againFor("kmod.reloadModule", wanted, target, parameters ?? []);
  await tellOutcome(operations, { verb: "reload", target, modules: [name], report, again });
  return report;
}
