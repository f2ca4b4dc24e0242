/** `kmod.addTarget`: asks for a machine, writes it to the settings, and makes it the one of this workspace. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { Target } from "../kernel/targets/target.ts";
import type { TargetFeature } from "../targets/open-targets.ts";
import { folders } from "../targets/setting-store.ts";
import { askTarget, type TargetKind } from "../targets/target-form.ts";
import { labelOf } from "../targets/target-words.ts";
import { registerCommand } from "./register-command.ts";

export const addTargetCommand = (feature: TargetFeature): vscode.Disposable =>
  registerCommand(feature.context, "kmod.addTarget", l10n.t("Kmod could not add the target"), (given) =>
    addTarget(feature, given === "ssh" || given === "vm" ? given : undefined),
  );

/** @param kind asked for when missing */
export async function addTarget(feature: TargetFeature, kind?: TargetKind): Promise<void> {
  const { context, machines, targets } = feature;
  const taken = targets
    .all()
    .filter((target) => targets.isNamed(target))
    .map(({ spec }) => spec.name);
  const spec = await askTarget({ context, machines, folders: folders(), taken }, kind);
  if (spec === undefined) return;
  const added = await targets.add(spec);
  if (added === undefined)
    throw new Error(l10n.t`${spec.name} was written to the settings, but is not there when they are read.`);
  await targets.choose(added);
  void offerConnection(feature, added);
}

/** Not waited for: the target is there, whatever is answered. */
async function offerConnection({ context, targets }: TargetFeature, added: Target): Promise<void> {
  const connect = added.spec.kind === "vm" ? l10n.t("Start") : l10n.t("Connect");
  const message = l10n.t`${labelOf(added)} is now the target of this workspace.`;
  if ((await context.prompts.notify("info", message, connect)) === connect) await targets.ready(added);
}
