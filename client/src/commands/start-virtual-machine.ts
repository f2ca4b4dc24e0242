/**
 * `kmod.startVirtualMachine`: starts a virtual machine that this workspace's modules can be loaded on, and makes it the
 * current target. Adds one where there is none, with the kernel that the modules are built for.
 */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { Target } from "../kernel/targets/target.ts";
import { chooseVm } from "../targets/choose-vm.ts";
import type { TargetFeature } from "../targets/open-targets.ts";
import { folders } from "../targets/setting-store.ts";
import { askTarget } from "../targets/target-form.ts";
import { suggestedName } from "../targets/target-names.ts";
import { defaultCpus, defaultMemoryMb, type NamedSpec } from "../targets/target-settings.ts";
import { registerCommand } from "./register-command.ts";

export type VmSources = Pick<TargetFeature, "context" | "machines" | "targets"> & {
  /** Of the kernel that modules are built for; undefined: it is not known. */
  readonly release: () => Promise<string | undefined>;
};

export const startVirtualMachineCommand = (sources: VmSources): vscode.Disposable =>
  registerCommand(
    sources.context,
    "kmod.startVirtualMachine",
    l10n.t("Kmod could not start a virtual machine"),
    async () => {
      const { targets } = sources;
      const target = await chosen(sources);
      if (target === undefined) return;
      await targets.choose(target);
      await targets.ready(target);
    },
  );

/** undefined: the user left a question. */
async function chosen({ context, machines, targets, release }: VmSources): Promise<Target | undefined> {
  const all = await targets.complete();
  const choice = await chooseVm({
    targets: all,
    current: targets.current(),
    isNamed: (target) => targets.isNamed(target),
    release: await release(),
    offers: () => machines.vmKernels(),
  });
  if (choice.kind === "target") return choice.target;
  const taken = all.filter((target) => targets.isNamed(target)).map(({ spec }) => spec.name);
  if (choice.kind === "offer") {
    const { kernel, label } = choice.offer;
    const name = suggestedName(label, taken);
    const size = { memoryMb: defaultMemoryMb, cpus: defaultCpus, append: "" };
    return added(targets, { kind: "vm", name, kernel, ...size });
  }
  const asked = await askTarget({ context, machines, folders: folders(), taken }, "vm");
  return asked && added(targets, asked);
}

async function added(targets: VmSources["targets"], spec: NamedSpec): Promise<Target> {
  const target = await targets.add(spec);
  if (target === undefined)
    throw new Error(l10n.t`${spec.name} was written to the settings, but is not there when they are read.`);
  return target;
}
