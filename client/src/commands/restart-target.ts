/** `kmod.restartTarget`: a virtual machine is powered off and started again; any other machine is connected anew. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { TargetFeature } from "../targets/open-targets.ts";
import { givenTarget, whichTarget } from "../targets/target-picker.ts";
import { registerCommand } from "./register-command.ts";

export const restartTargetCommand = (feature: TargetFeature): vscode.Disposable =>
  registerCommand(feature.context, "kmod.restartTarget", l10n.t("Kmod could not restart"), async (given) => {
    const { context, targets } = feature;
    const eligible = targets.all().filter(({ state }) => state.kind !== "disconnected");
    const question = {
      title: l10n.t("Restart Target"),
      placeholder: l10n.t("Which virtual machine is to be restarted, or which machine connected anew?"),
    };
    if (eligible.length === 0) return void context.prompts.notify("info", l10n.t("No target is connected."));
    const target = givenTarget(given, targets.all()) ?? (await whichTarget(context, eligible, question));
    if (target === undefined) return;
    await target.disconnect();
    await targets.ready(target);
  });
