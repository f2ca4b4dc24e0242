/** `kmod.restartTarget`: a virtual machine is powered off and started again; any other machine is connected anew. */
import type * as vscode from "vscode";
import type { TargetFeature } from "../targets/open-targets.ts";
import { givenTarget, whichTarget } from "../targets/target-picker.ts";
import { registerCommand } from "./register-command.ts";

export const restartTargetCommand = (feature: TargetFeature): vscode.Disposable =>
  registerCommand(feature.context, "kmod.restartTarget", "Kmod could not restart", async (given) => {
    const { context, targets } = feature;
    const eligible = targets.all().filter(({ state }) => state.kind !== "disconnected");
    const question = {
      title: "Restart Target",
      placeholder: "Which virtual machine is to be restarted, or which machine connected anew?",
    };
    if (eligible.length === 0) return void context.prompts.notify("info", "No target is connected.");
    const target = givenTarget(given, targets.all()) ?? (await whichTarget(context, eligible, question));
    if (target === undefined) return;
    await target.disconnect();
    await targets.ready(target);
  });
