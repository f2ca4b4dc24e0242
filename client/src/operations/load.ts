/** Loading, from what a command was given to what came of it. */

import * as l10n from "@vscode/l10n";
import { load } from "../kernel/kmod/load.ts";
import type {
  LoadPlan,
  LoadRequest,
  ModuleSource,
  ParameterValue,
  Report,
} from "../kernel/kmod/operation.ts";
import { planLoad } from "../kernel/kmod/plan.ts";
import type { Target } from "../kernel/targets/target.ts";
import { labelOf } from "../targets/target-words.ts";
import { agreementOn } from "./agreement.ts";
import { askParameters } from "./ask-parameters.ts";
import { allBuiltFor } from "./built-choice.ts";
import { chosenTarget, releaseOf } from "./choose-target.ts";
import { withLastValues } from "./load-memory.ts";
import type { Again } from "./offers.ts";
import type { Operations } from "./operations.ts";
import { neededFirst } from "./order.ts";
import { formParameters } from "./parameter-form.ts";
import { withProgress } from "./progress.ts";
import { mergedReport } from "./reports.ts";
import type { CommandArguments, Given } from "./subjects.ts";
import { tellOutcome } from "./tell-outcome.ts";
import { sourceOfFile, type Wanted, wantedModules } from "./wanted.ts";

export interface LoadOptions {
  readonly withDependencies: boolean;
}

/**
 * Loads what was given, one after the other, and stops at the first that fails. undefined: the user left, or was told
 * why nothing was tried. Rejects with TargetError or CommandError where it could not be tried.
 */
export async function loadModules(
  operations: Operations,
  given: Given,
  options: LoadOptions,
): Promise<Report | undefined> {
  const target = await chosenTarget(operations, given);
  if (target === undefined) return undefined;
  const title = options.withDependencies
    ? l10n.t`Load with Dependencies on ${labelOf(target)}`
    : l10n.t`Load on ${labelOf(target)}`;
  const wanted = await wantedModules(operations, given.subjects, target, title);
  const inOrder = neededFirst((wanted ?? []).map((one) => ({ ...one, depends: one.info.depends })));
  let report: Report | undefined;
  for (const one of inOrder) {
    const next = await loadOne(operations, { target, wanted: one, parameters: given.parameters }, options);
    if (next === undefined) return report;
    report = report === undefined ? next : mergedReport(report, next);
    if (report.kind === "failed") break;
  }
  return report;
}

interface OneLoad {
  readonly target: Target;
  readonly wanted: Wanted;
  /** undefined: the user is asked. */
  readonly parameters: readonly ParameterValue[] | undefined;
}

async function loadOne(
  operations: Operations,
  { target: chosen, wanted, parameters: given }: OneLoad,
  { withDependencies }: LoadOptions,
): Promise<Report | undefined> {
  const parameters = given ?? (await parametersFor(operations, chosen, wanted));
  if (parameters === undefined) return undefined;
  // What was typed is kept also when the machine cannot be reached now.
  await operations.memory.remember(chosen.id, wanted.name, {
    file: fileOf(wanted.source),
    values: parameters,
  });
  const target = await operations.targets.ready(chosen);
  if (target === undefined) return undefined;
  const plan = await planned(operations, { target, wanted, parameters, withDependencies });
  const alternative = isHelpedByOthers(plan, withDependencies) ? l10n.t("Load with Dependencies") : undefined;
  const intention = { modules: [wanted.name], unloaded: [], ...plan, alternative };
  const agreement = await agreementOn(operations, target, { verb: "Load", ...intention });
  if (agreement === "left") return undefined;
  if (agreement === "alternative")
    return loadOne(operations, { target, wanted, parameters }, { withDependencies: true });
  await rememberSteps(operations, target, plan);
  const report = await withProgress(titleOf(wanted, target), stepsInWords(plan), (signal) =>
    load(target, plan, signal),
  );
  const command = withDependencies ? "kmod.loadModuleWithDependencies" : "kmod.loadModule";
  const again = againFor(command, wanted, target, parameters);
  await tellOutcome(operations, { verb: "load", target, modules: [wanted.name], report, again });
  return report;
}

/** What is loaded before it gets the values that it was last loaded with. */
async function planned(
  operations: Operations,
  wish: OneLoad & LoadOptions & Pick<LoadRequest, "parameters">,
): Promise<LoadPlan> {
  const { target, wanted, parameters, withDependencies } = wish;
  const built = allBuiltFor(await operations.built.all(), releaseOf(target));
  const request: LoadRequest = { module: wanted.source, parameters, withDependencies, built };
  const plan = await withProgress(titleOf(wanted, target), l10n.t("Comparing it with the kernel"), (signal) =>
    planLoad(target, request, signal),
  );
  const asked = { name: wanted.name, parameters };
  return { ...plan, steps: withLastValues(operations.memory, target.id, plan.steps, asked) };
}

const titleOf = ({ name }: Wanted, target: Target): string => l10n.t`Load ${name} on ${labelOf(target)}`;

/** Something is missing that another module may provide. */
const isHelpedByOthers = ({ warnings }: LoadPlan, withDependencies: boolean): boolean =>
  !withDependencies && warnings.some(({ cause }) => cause === "unknown-symbol");

/** The form, filled with what the module was last loaded with. */
async function parametersFor(
  operations: Operations,
  target: Target,
  wanted: Wanted,
): Promise<readonly ParameterValue[] | undefined> {
  const { name, source, info } = wanted;
  const found = source.kind === "built" ? await sourceOfFile(operations, source.ko) : undefined;
  return askParameters(operations.context.prompts, {
    title: titleOf(wanted, target),
    parameters: formParameters(info.parameters, found?.parameters ?? []),
    values: operations.memory.last(target.id, name)?.values ?? [],
  });
}

/** Also of what fails, and of what is loaded before: the next attempt begins with the same values. */
export async function rememberSteps(
  { memory }: Operations,
  target: Target,
  { steps }: Pick<LoadPlan, "steps">,
): Promise<void> {
  for (const { name, module, parameters: values } of steps) {
    await memory.remember(target.id, name, { file: fileOf(module), values });
  }
}

const fileOf = (module: ModuleSource): string | undefined =>
  module.kind === "built" ? module.ko.file : undefined;

/** `dep, hello`; nothing for a single module, which the title names. */
export const stepsInWords = ({ steps }: Pick<LoadPlan, "steps">): string =>
  steps.length > 1 ? steps.map(({ name }) => name).join(", ") : "";

/** The same once more, without the form. */
export function againFor(
  command: string,
  { name, source }: Wanted,
  target: Target,
  parameters: readonly ParameterValue[],
): Again {
  const argument: CommandArguments = {
    ...(source.kind === "built" ? { file: source.ko.file } : { module: name }),
    target: target.id,
    parameters: Object.fromEntries(parameters.map((one) => [one.name, one.value])),
  };
  return { command, argument };
}
