/** What loading or unloading a module takes, found out before anything is changed. */

import type { Command } from "../command.ts";
import type { Target } from "../targets/target.ts";
import { askEvidence, type Evidence } from "./evidence.ts";
import { underscored } from "./modinfo-fields.ts";
import type { KoFile } from "./module-info.ts";
import type { LoadPlan, LoadRequest, LoadStep, UnloadPlan } from "./operation.ts";
import { type LoadOrder, loadOrder, unloadOrder } from "./order.ts";
import { warningsOf } from "./preflight.ts";
import { type ProcModule, parseProcModules } from "./proc-modules.ts";

/**
 * The steps that load what was asked for, and what speaks against it. What is loaded already is left out, but for the
 * module that was asked for. A module of the machine is one step: modprobe loads what it needs. One round trip.
 * Rejects with TargetError, CommandError, or with CycleError where modules of the workspace need each other.
 */
export async function planLoad(
  target: Target,
  request: LoadRequest,
  signal?: AbortSignal,
): Promise<LoadPlan> {
  const { module, built } = request;
  const order = module.kind === "built" ? orderOf(module.ko, request) : undefined;
  const evidence = await target.run(askEvidence(questionOf(request, order)), signal);
  const steps = stepsOf(request, order, evidence);
  return { steps, warnings: warningsOf({ steps, evidence, built }), built };
}

const orderOf = (ko: KoFile, { built, withDependencies }: LoadRequest): LoadOrder =>
  withDependencies ? loadOrder(ko, built) : { built: [ko], needed: [], liked: [] };

function questionOf({ module }: LoadRequest, order: LoadOrder | undefined) {
  const modules =
    order === undefined
      ? [underscored(module.kind === "installed" ? module.name : module.ko.name)]
      : [...order.built.map(({ name }) => name), ...order.needed, ...order.liked];
  const symbols = new Set(order?.built.flatMap(({ undefinedSymbols }) => undefinedSymbols));
  // It needs nothing that only root may read, and a plan must not ask for a password.
  return { modules, symbols: [...symbols], isRoot: false };
}

function stepsOf(
  request: LoadRequest,
  order: LoadOrder | undefined,
  evidence: Evidence,
): readonly LoadStep[] {
  const { module, parameters } = request;
  if (module.kind === "installed") return [{ name: underscored(module.name), module, parameters }];
  if (order === undefined || !request.withDependencies) return [{ name: module.ko.name, module, parameters }];
  const isLoaded = (name: string): boolean => evidence.loaded.has(name);
  const others = [
    ...order.liked.filter((name) => evidence.installed.has(name)),
    ...order.needed,
    ...unnamedProviders(order, evidence),
  ];
  const installed = [...new Set(others)].filter((name) => !isLoaded(name));
  return [
    ...installed.map((name) => ({ name, module: { kind: "installed" as const, name }, parameters: [] })),
    ...order.built
      .filter((ko) => ko.name === module.ko.name || !isLoaded(ko.name))
      .map((ko) => ({
        name: ko.name,
        module: { kind: "built" as const, ko },
        parameters: ko.name === module.ko.name ? parameters : [],
      })),
  ];
}

/** Installed modules that provide what nothing loaded or built does, though no `depends` names them. */
function unnamedProviders({ built }: LoadOrder, { symbols }: Evidence): readonly string[] {
  const own = new Set(built.flatMap(({ exportedSymbols }) => exportedSymbols));
  return built
    .flatMap(({ undefinedSymbols }) => undefinedSymbols)
    .filter((symbol) => !own.has(symbol) && !symbols.exports.has(symbol) && !symbols.named.has(symbol))
    .flatMap((symbol) => symbols.installed.get(symbol) ?? [])
    .map(underscored);
}

/**
 * The modules to unload, users first; the last is the one that was asked for. Without dependents it alone: where
 * something uses it, `unload` explains that.
 * Rejects with TargetError.
 */
export async function planUnload(
  target: Target,
  name: string,
  { withDependents, signal }: { readonly withDependents: boolean; readonly signal?: AbortSignal },
): Promise<UnloadPlan> {
  if (!withDependents) return { modules: [name] };
  return { modules: unloadOrder(name, await target.run(askLoaded, signal)) };
}

const askLoaded: Command<ReadonlyMap<string, ProcModule>> = {
  argv: ["cat", "/proc/modules"],
  // A kernel without modules has no such file: the unload itself explains that.
  parse: ({ stdout }) => new Map(parseProcModules(stdout).map((module) => [module.name, module])),
};
