/** Reloading: unload with what uses it, load again with the parameters of the last time. */
import type { KoFile } from "../kernel/kmod/module-info.ts";
import type { LoadRequest, ParameterValue, Report } from "../kernel/kmod/operation.ts";
import { planForRebuilt } from "../kernel/kmod/rebuilt.ts";
import { planReload, type ReloadPlan, reload } from "../kernel/kmod/reload.ts";
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
  /** Plans that were made before; used where the file still is what they were made for. */
  readonly ahead?: readonly PlanAhead[];
}

/** A plan for the last build of a module, made while its next one is built. */
export interface PlanAhead {
  readonly ko: KoFile;
  /** undefined: it could not be made; never rejects. */
  readonly plan: Promise<ReloadPlan | undefined>;
}

/** Begins to compare with the machine what a .ko file holds now. Nothing is asked of the user, nothing told. */
export function planAhead(
  operations: Operations,
  target: Target,
  ko: KoFile,
  options: ReloadOptions & Pick<Given, "parameters">,
): PlanAhead {
  const wanted = { name: ko.name, source: { kind: "built" as const, ko }, info: ko };
  const { log } = operations.context;
  const plan = planOf(operations, target, wanted, options).catch((error: unknown) => {
    log.debug(`The reload of ${ko.name} could not be planned ahead.`, error);
    return undefined;
  });
  return { ko, plan };
}

/** As `loadModules`. A module that is not loaded is only loaded. */
export async function reloadModules(
  operations: Operations,
  given: Given,
  options: ReloadOptions = { withDependencies: false },
): Promise<Report | undefined> {
  const target = await readyTarget(operations, given);
  if (target === undefined) return undefined;
  const title = `Reload on ${labelOf(target)}`;
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
  options: ReloadOptions & Pick<Given, "parameters">,
): Promise<Report | undefined> {
  const { name } = wanted;
  const parameters = parametersOf(operations, target, wanted, options);
  const title = `Reload ${name} on ${labelOf(target)}`;
  const found = await withProgress(
    title,
    "Comparing it with the kernel",
    async (signal) =>
      (await plannedBefore(wanted, options.ahead)) ??
      planOf(operations, target, wanted, { ...options, signal }),
    options.signal,
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
    options.signal,
  );
  const again = againFor("kmod.reloadModule", wanted, target, parameters ?? []);
  await tellOutcome(operations, { verb: "reload", target, modules: [name], report, again });
  return report;
}

/** Those of the last time where none are given. */
const parametersOf = (
  { memory }: Operations,
  target: Target,
  { name }: Wanted,
  { parameters }: Pick<Given, "parameters">,
): readonly ParameterValue[] | undefined => parameters ?? memory.last(target.id, name)?.values;

async function planOf(
  operations: Operations,
  target: Target,
  wanted: Wanted,
  options: ReloadOptions & Pick<Given, "parameters">,
): Promise<ReloadPlan> {
  const request: LoadRequest = {
    module: wanted.source,
    parameters: parametersOf(operations, target, wanted, options) ?? [],
    withDependencies: options.withDependencies,
    built: allBuiltFor(await operations.built.all(), releaseOf(target)),
  };
  const { signal } = options;
  return planReload(target, request, { keepParameters: true, signal, known: operations.exports });
}

async function plannedBefore(
  { source }: Wanted,
  ahead: readonly PlanAhead[] = [],
): Promise<ReloadPlan | undefined> {
  if (source.kind !== "built") return undefined;
  const found = ahead.find(({ ko }) => ko.file === source.ko.file);
  const plan = await found?.plan;
  return found && plan && planForRebuilt(plan, found.ko, source.ko);
}
