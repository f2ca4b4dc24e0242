/** `kmod.connectTarget`: connects to a machine; a virtual one is started. */
import type * as vscode from "vscode";
import type { TargetFeature } from "../targets/open-targets.ts";
import { givenTarget, whichTarget } from "../targets/target-picker.ts";
import { registerCommand } from "./register-command.ts";

export const connectTargetCommand = (feature: TargetFeature): vscode.Disposable =>
  registerCommand(feature.context, "kmod.connectTarget", "Kmod could not connect", async (given) => {
    const { context, targets } = feature;
    const all = await targets.complete();
    const eligible = all.filter(({ state }) => state.kind !== "connected");
    const question = { title: "Connect Target", placeholder: "Which target is to be connected?" };
    if (eligible.length === 0) return void context.prompts.notify("info", "Every target is connected.");
    const target = givenTarget(given, all) ?? (await whichTarget(context, eligible, question));
    if (target !== undefined) await targets.ready(target);
  });
