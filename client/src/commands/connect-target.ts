/** `kmod.connectTarget`: connects to a machine; a virtual one is started. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { Target } from "../kernel/targets/target.ts";
import type { TargetFeature } from "../targets/open-targets.ts";
import { givenTarget, whichTarget } from "../targets/target-picker.ts";
import { registerCommand } from "./register-command.ts";

export const connectTargetCommand = (feature: TargetFeature): vscode.Disposable =>
  registerCommand(feature.context, "kmod.connectTarget", l10n.t("Kmod could not connect"), async (given) => {
    const { targets } = feature;
    const target = givenTarget(given, targets.all()) ?? (await asked(feature));
    if (target !== undefined) await targets.ready(target);
  });

/** All of them, also a virtual machine that is only proposed: that takes a moment to find. */
async function asked({ context, targets }: TargetFeature): Promise<Target | undefined> {
  const all = await targets.complete();
  const eligible = all.filter(({ state }) => state.kind !== "connected");
  if (eligible.length > 0)
    return whichTarget(context, eligible, {
      title: l10n.t("Connect Target"),
      placeholder: l10n.t("Which target is to be connected?"),
    });
  void context.prompts.notify("info", l10n.t("Every target is connected."));
  return undefined;
}
