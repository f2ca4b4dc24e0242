/** Unloads a module with those that use it and loads them again: what one does after each build. */
import * as l10n from "@vscode/l10n";
import type { Target } from "../targets/target.ts";
import type { Warning } from "./diagnosis.ts";
import { askEvidence } from "./evidence.ts";
import { load } from "./load.ts";
import type { Snapshot } from "./loaded.ts";
import type { KoFile, ParameterInfo } from "./module-info.ts";
import type {
  LoadPlan,
  LoadRequest,
  LoadStep,
  ModuleSource,
  ParameterValue,
  Report,
  UnloadPlan,
} from "./operation.ts";
import { unloadOrder } from "./order.ts";
import { planLoad } from "./plan.ts";
import { parameterWarnings } from "./preflight.ts";
import { snapshot } from "./snapshot.ts";
import type { TakenBuilds } from "./taken-builds.ts";
import { unload } from "./unload.ts";

export interface ReloadPlan {
  readonly unload: UnloadPlan;
  /** The module, then those that used it. */
  readonly load: LoadPlan;
}

export interface ReloadOptions {
  /** Parameters that the request does not name keep the values that they have now; so do those of the dependents. */
  readonly keepParameters: boolean;
  readonly signal?: AbortSignal | undefined;
  /** What the machine's kernel took is not compared with it again. */
  readonly taken?: TakenBuilds | undefined;
}

/** Rejects like `planLoad`. A module that is not loaded is only loaded. */
export async function planReload(
  target: Target,
  request: LoadRequest,
  { keepParameters, signal, taken }: ReloadOptions,
): Promise<ReloadPlan> {
  const { module, built } = request;
  const name = module.kind === "built" ? module.ko.name : module.name;
  const alone = await target.run(snapshot([name]), signal);
  const order = unloadOrder(name, new Map(alone.modules.map((one) => [one.name, one])));
  const dependents = order.slice(0, -1);
  const now = dependents.length === 0 ? alone : await target.run(snapshot(order), signal);
  const isLoaded = now.modules.some((one) => one.name === name);
  const kept = (one: string, info?: readonly ParameterInfo[]): readonly ParameterValue[] =>
    keepParameters ? currentParameters(now, one, info) : [];
  const given = new Set(request.parameters.map((parameter) => parameter.name));
  const own = kept(name, module.kind === "built" ? module.ko.parameters : undefined);
  const parameters = [...request.parameters, ...own.filter((parameter) => !given.has(parameter.name))];
  const isTaken = isLoaded && module.kind === "built" && (taken?.has(target, module.ko) ?? false);
  const plan = isTaken
    ? planTaken({ name, module, parameters }, built)
    : await planLoad(target, { ...request, parameters }, signal);
  const sources = await sourcesOf(target, { names: dependents, built, signal });
  return {
    unload: { modules: isLoaded ? order : [] },
    load: {
      built,
      steps: [
        ...plan.steps,
        ...dependents.toReversed().flatMap((one): readonly LoadStep[] => {
          const source = sources.get(one);
          if (source === undefined) return [];
          const info = source.kind === "built" ? source.ko.parameters : undefined;
          return [{ name: one, module: source, parameters: kept(one, info) }];
        }),
      ],
      warnings: [
        // It is loaded now, and will not be when its turn comes.
        ...plan.warnings.filter(({ cause }) => cause !== "already-loaded"),
        ...dependents.filter((one) => !sources.has(one)).map(cannotReturn),
      ],
    },
  };
}

/** It is loaded, so what it needs is there; and the kernel took the same once. */
const planTaken = (step: LoadStep, built: readonly KoFile[]): LoadPlan => ({
  steps: [step],
  warnings: parameterWarnings(step),
  built,
});

/**
 * Copies the files, unloads, loads. The report of the load with all that was loaded again, or of the unload where that
 * failed. Rejects like `load`.
 */
export const reload = (target: Target, plan: ReloadPlan, signal?: AbortSignal): Promise<Report> =>
  load(target, plan.load, signal, () => unload(target, plan.unload, signal === undefined ? {} : { signal }));

/**
 * Values that can be given back as they are read. Not those of parameters whose module shows them in its own way, where
 * the types are known; nor a text that was never set, which reads as "(null)" (param_get_charp).
 */
function currentParameters(
  { details }: Snapshot,
  name: string,
  info: readonly ParameterInfo[] | undefined,
): readonly ParameterValue[] {
  const types = new Map(info?.map((one) => [one.name, one.type]));
  return (details.get(name)?.parameters ?? []).flatMap((parameter) => {
    const { value } = parameter;
    const isStandard = info === undefined || standardType.test(types.get(parameter.name) ?? "");
    return value === undefined || value === "(null)" || value.includes('"') || !isStandard
      ? []
      : [{ name: parameter.name, value }];
  });
}

const standardType =
  /^(?:(?:array of )?(?:byte|hexint|short|ushort|int|uint|long|ulong|ullong|bool|invbool|charp)|string)$/;

async function sourcesOf(
  target: Target,
  {
    names,
    built,
    signal,
  }: {
    readonly names: readonly string[];
    readonly built: readonly KoFile[];
    readonly signal: AbortSignal | undefined;
  },
): Promise<ReadonlyMap<string, ModuleSource>> {
  if (names.length === 0) return new Map();
  const { installed } = await target.run(askEvidence({ modules: names, symbols: [], isRoot: false }), signal);
  return new Map(
    names.flatMap((name): readonly (readonly [string, ModuleSource])[] => {
      const ko = built.find((one) => one.name === name);
      if (ko !== undefined) return [[name, { kind: "built", ko }]];
      return installed.has(name) ? [[name, { kind: "installed", name }]] : [];
    }),
  );
}

const cannotReturn = (name: string): Warning => ({
  cause: "no-such-file",
  message: l10n.t`${name} uses the module and has to be unloaded; it will not be loaded again.`,
  details: [l10n.t("It was loaded from a file that is neither in the workspace nor below /lib/modules.")],
  isCertain: false,
});
