/** `kmod.changeParameter`: gives a parameter of a loaded module another value, where its file in /sys may be written. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import type { LoadedModule } from "../kernel/kmod/loaded.ts";
import { isWritable, parameterProblem, setParameter } from "../kernel/kmod/parameters.ts";
import { snapshot } from "../kernel/kmod/snapshot.ts";
import type { Target } from "../kernel/targets/target.ts";
import { isProduction } from "../modules/describe-target.ts";
import { givenModule, givenParameter } from "../modules/given-rows.ts";
import type { Modules } from "../modules/modules-feature.ts";
import type { ParameterRow } from "../modules/nodes.ts";
import type { Targets } from "../targets/targets.ts";
import { registerCommand } from "./register-command.ts";

/** Takes the row of a parameter or of a module; asks for what is missing. The tree shows the new value at once. */
export const changeParameterCommand = (
  context: KmodContext,
  targets: Pick<Targets, "ready">,
  modules: Pick<Modules, "loaded" | "infos">,
): vscode.Disposable =>
  registerCommand(
    context,
    "kmod.changeParameter",
    l10n.t("Kmod could not change the parameter"),
    async (given) => {
      const row = givenParameter(given) ?? (await askParameter(context, targets, modules, given));
      if (row === undefined) return;
      const value = await askValue(context, row);
      if (value === undefined || !(await isAgreed(context, row, value))) return;
      const { target, of, parameter } = row;
      const changing = target.run(setParameter({ module: of.name, name: parameter.name }, value));
      await Promise.allSettled([changing]);
      // Also where it was refused: the module may have taken something else. The tree shows what goes wrong here.
      await Promise.allSettled([modules.loaded.refresh(target)]);
      await changing;
    },
  );

function askValue(
  { prompts }: KmodContext,
  { of, parameter, info }: ParameterRow,
): Promise<string | undefined> {
  const { name, value } = parameter;
  const prompt = [info?.description, info?.type === undefined ? undefined : l10n.t`Type: ${info.type}`];
  return prompts.text({
    title: `${of.name}: ${name}`,
    prompt: prompt.filter((words) => words !== undefined).join(". "),
    value: value ?? "",
    validate: (text) =>
      text === ""
        ? l10n.t("The kernel ignores an empty value: reload the module to give it one.")
        : parameterProblem(info?.type, text),
  });
}

async function isAgreed({ prompts }: KmodContext, { target, of, parameter }: ParameterRow, value: string) {
  if (!isProduction(target.spec)) return true;
  const change = l10n.t("Change");
  const answer = await prompts.choose({
    message: l10n.t`Change ${parameter.name} of ${of.name} on the production machine ${target.spec.name}?`,
    detail: l10n.t`${parameter.value ?? l10n.t("its value")} becomes ${value}.`,
    answers: [change],
  });
  return answer === change;
}

/** Asks which parameter, of the module that was given or of one that is asked for as well. */
async function askParameter(
  context: KmodContext,
  targets: Pick<Targets, "ready">,
  modules: Pick<Modules, "loaded" | "infos">,
  given: unknown,
): Promise<ParameterRow | undefined> {
  const node = givenModule(given);
  const target = await targets.ready(node?.target);
  if (target === undefined) return undefined;
  const module = node?.module ?? (await askModule(context, target, modules));
  if (module === undefined) return undefined;
  const read = await target.run(snapshot([module.name]));
  const writable = (read.details.get(module.name)?.parameters ?? []).filter(isWritable);
  if (writable.length === 0) {
    void context.prompts.notify(
      "info",
      l10n.t`${module.name} has no parameter that can be changed while it is loaded: reload it with other values.`,
    );
    return undefined;
  }
  const infos = await modules.infos.of(target, module);
  return context.prompts.pick({
    title: l10n.t`Change Parameter of ${module.name}`,
    placeholder: l10n.t("Which parameter?"),
    items: writable.map((parameter) => ({
      label: parameter.name,
      description: parameter.value ?? "",
      detail: infos.get(parameter.name)?.description ?? "",
      answer: { kind: "parameter", target, of: module, parameter, info: infos.get(parameter.name) },
    })),
  });
}

async function askModule(
  { prompts }: KmodContext,
  target: Target,
  { loaded }: Pick<Modules, "loaded">,
): Promise<LoadedModule | undefined> {
  const { modules } = await loaded.refresh(target);
  if (modules.length === 0) {
    void prompts.notify("info", l10n.t`No modules are loaded on ${target.spec.name}.`);
    return undefined;
  }
  return prompts.pick({
    title: l10n.t("Change Parameter"),
    placeholder: l10n.t`Modules loaded on ${target.spec.name}`,
    items: modules.map((module) => ({ label: module.name, answer: module })),
  });
}
