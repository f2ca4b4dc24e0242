/** `kmod.disconnectTarget`: ends the connection to a machine; a virtual one is powered off. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { TargetFeature } from "../targets/open-targets.ts";
import { givenTarget, whichTarget } from "../targets/target-picker.ts";
import { registerCommand } from "./register-command.ts";

export const disconnectTargetCommand = (feature: TargetFeature): vscode.Disposable =>
  registerCommand(
    feature.context,
    "kmod.disconnectTarget",
    l10n.t("Kmod could not disconnect"),
    async (given) => {
      const { context, targets } = feature;
      const eligible = targets.all().filter(({ state }) => state.kind !== "disconnected");
      const question = {
        title: l10n.t("Disconnect Target"),
        placeholder: l10n.t("Which target is to be disconnected?"),
      };
      if (eligible.length === 0)
        return void context.prompts.notify("info", l10n.t("No target is connected."));
      const target = givenTarget(given, targets.all()) ?? (await whichTarget(context, eligible, question));
      await target?.disconnect();
    },
  );
