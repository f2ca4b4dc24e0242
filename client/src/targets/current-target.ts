/** Which target a workspace uses, and which virtual machine is there without being named. Pure. */
import * as l10n from "@vscode/l10n";
import type { TargetSpec, VmSpec } from "../kernel/targets/target.ts";
import { idOf } from "./target-list.ts";
import { localNames } from "./target-settings.ts";

export interface Wishes {
  /** Id of the target that was chosen in this workspace. */
  readonly chosen: string | undefined;
  /** `kmod.target`: a name. */
  readonly setting: string;
  /** Can the kernel of the editor's machine load modules? */
  readonly hasLocalModules: boolean;
}

/**
 * What was chosen here, else what the settings name, else this machine where its kernel can load modules, else the
 * first virtual machine, else this machine all the same.
 *
 * @param targets this machine first
 */
export function chooseCurrent<T extends { readonly spec: TargetSpec }>(
  targets: readonly [T, ...T[]],
  { chosen, setting, hasLocalModules }: Wishes,
): T {
  const [local] = targets;
  const wanted = setting.trim();
  return (
    targets.find(({ spec }) => idOf(spec) === chosen) ??
    (localNames.includes(wanted.toLowerCase()) ? local : undefined) ??
    targets.find(({ spec }) => spec.kind !== "local" && spec.name === wanted) ??
    (hasLocalModules ? local : targets.find(({ spec }) => spec.kind === "vm")) ??
    local
  );
}

/** What is wrong with the setting `kmod.target`; undefined: nothing. */
export function defaultProblem(specs: readonly TargetSpec[], setting: string): string | undefined {
  const wanted = setting.trim();
  if (wanted === "" || localNames.includes(wanted.toLowerCase())) return undefined;
  if (specs.some((spec) => spec.kind !== "local" && spec.name === wanted)) return undefined;
  const names = specs.flatMap((spec) => (spec.kind === "local" ? [] : [spec.name]));
  return l10n.t`Setting kmod.target: there is no target "${wanted}" (there is ${["local", ...names].join(", ")}).`;
}

/**
 * Whether a virtual machine is offered that the settings do not name: where this machine cannot load modules, none is
 * named, and a kernel is there to start.
 */
export function unnamedVm(
  specs: readonly TargetSpec[],
  hasLocalModules: boolean,
  offered: VmSpec | undefined,
): readonly VmSpec[] {
  if (hasLocalModules || offered === undefined) return [];
  const isTaken = specs.some(({ kind, name }) => kind === "vm" || name === offered.name);
  return isTaken ? [] : [offered];
}
