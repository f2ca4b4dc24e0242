/** `kmod.removeTarget`: takes a machine out of the settings, and ends what Kmod has there. */
import type * as vscode from "vscode";
import type { TargetFeature } from "../targets/open-targets.ts";
import { givenTarget, whichTarget } from "../targets/target-picker.ts";
import { labelOf, nameOf } from "../targets/target-words.ts";
import { registerCommand } from "./register-command.ts";

export const removeTargetCommand = (feature: TargetFeature): vscode.Disposable =>
  registerCommand(feature.context, "kmod.removeTarget", "Kmod could not remove the target", async (given) => {
    const { context, targets } = feature;
    const named = targets.all().filter((target) => targets.isNamed(target));
    const asked = givenTarget(given, targets.all());
    if (asked !== undefined && !targets.isNamed(asked)) {
      const message = `${labelOf(asked)} is not in the settings: it cannot be removed.`;
      return void context.prompts.notify("info", message);
    }
    if (named.length === 0)
      return void context.prompts.notify("info", "There is no target to remove: the settings name none.");
    const target =
      asked ??
      (await whichTarget(context, named, {
        title: "Remove Target",
        placeholder: "Which target is to be taken out of the settings?",
        isAlwaysAsked: true,
      }));
    if (target === undefined) return;
    const isInUse = target.state.kind === "connected" || target.state.kind === "connecting";
    if (isInUse) {
      const answer = await context.prompts.choose({
        message: `Remove ${nameOf(target)}?`,
        detail:
          target.spec.kind === "vm"
            ? "It is running: it will be powered off, and what is on it is lost."
            : "It is connected: the connection will be ended.",
        answers: ["Remove"],
      });
      if (answer !== "Remove") return;
    }
    await targets.remove(target);
  });
