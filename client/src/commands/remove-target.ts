/** `kmod.removeTarget`: takes a machine out of the settings, and ends what Kmod has there. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { TargetFeature } from "../targets/open-targets.ts";
import { givenTarget, whichTarget } from "../targets/target-picker.ts";
import { labelOf, nameOf } from "../targets/target-words.ts";
import { registerCommand } from "./register-command.ts";

export const removeTargetCommand = (feature: TargetFeature): vscode.Disposable =>
  registerCommand(
    feature.context,
    "kmod.removeTarget",
    l10n.t("Kmod could not remove the target"),
    async (given) => {
      const { context, targets } = feature;
      const named = targets.all().filter((target) => targets.isNamed(target));
      const asked = givenTarget(given, targets.all());
      if (asked !== undefined && !targets.isNamed(asked)) {
        const message = l10n.t`${labelOf(asked)} is not in the settings: it cannot be removed.`;
        return void context.prompts.notify("info", message);
      }
      if (named.length === 0)
        return void context.prompts.notify(
          "info",
          l10n.t("There is no target to remove: the settings name none."),
        );
      const target =
        asked ??
        (await whichTarget(context, named, {
          title: l10n.t("Remove Target"),
          placeholder: l10n.t("Which target is to be taken out of the settings?"),
          isAlwaysAsked: true,
        }));
      if (target === undefined) return;
      const isInUse = target.state.kind === "connected" || target.state.kind === "connecting";
      if (isInUse) {
        const remove = l10n.t("Remove");
        const answer = await context.prompts.choose({
          message: l10n.t`Remove ${nameOf(target)}?`,
          detail:
            target.spec.kind === "vm"
              ? l10n.t("It is running: it will be powered off, and what is on it is lost.")
              : l10n.t("It is connected: the connection will be ended."),
          answers: [remove],
        });
        if (answer !== remove) return;
      }
      await targets.remove(target);
    },
  );
