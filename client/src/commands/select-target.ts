/** `kmod.selectTarget`: chooses the machine that this workspace's modules are loaded on, and connects to it. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { Target } from "../kernel/targets/target.ts";
import type { TargetFeature } from "../targets/open-targets.ts";
import { kindItems, type TargetKind } from "../targets/target-form.ts";
import { givenTarget, targetItem } from "../targets/target-picker.ts";
import { addTarget } from "./add-target.ts";
import { registerCommand } from "./register-command.ts";

export const selectTargetCommand = (feature: TargetFeature): vscode.Disposable =>
  registerCommand(
    feature.context,
    "kmod.selectTarget",
    l10n.t("Kmod could not select a target"),
    async (given) => {
      const { targets } = feature;
      const picked = givenTarget(given, targets.all()) ?? (await pick(feature));
      if (picked === undefined) return;
      if (picked === "ssh" || picked === "vm") return addTarget(feature, picked);
      await targets.choose(picked);
      await targets.ready(picked);
    },
  );

async function pick({ context, targets }: TargetFeature): Promise<Target | TargetKind | undefined> {
  const all = await targets.complete();
  const current = targets.current();
  return context.prompts.pick<Target | TargetKind>({
    title: l10n.t("Select Target"),
    placeholder: l10n.t("Where are modules of this workspace to be loaded?"),
    preferred: current,
    items: [...all.map((target) => targetItem(target, current)), { label: l10n.t("Add") }, ...kindItems],
  });
}
