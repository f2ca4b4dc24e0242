/** `kmod.showConsole`: what the console of a virtual machine shows, live: its boot, and the last words of its kernel. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { TargetFeature } from "../targets/open-targets.ts";
import { givenTarget, whichTarget } from "../targets/target-picker.ts";
import { labelOf } from "../targets/target-words.ts";
import { registerCommand } from "./register-command.ts";

export const showConsoleCommand = (feature: TargetFeature): vscode.Disposable =>
  registerCommand(
    feature.context,
    "kmod.showConsole",
    l10n.t("Kmod could not show the console"),
    async (given) => {
      const { consoles, context, targets } = feature;
      const eligible = targets.all().filter(({ console }) => console !== undefined);
      const question = {
        title: l10n.t("Show Console"),
        placeholder: l10n.t("Whose console is to be shown?"),
      };
      const asked = givenTarget(given, targets.all());
      if (asked === undefined && eligible.length === 0) {
        const message = l10n.t(
          "There is no console to show: only virtual machines have one that Kmod can read.",
        );
        return void context.prompts.notify("info", message);
      }
      const target = asked ?? (await whichTarget(context, eligible, question));
      if (target === undefined || consoles.show(target)) return;
      const message = l10n.t`Kmod cannot read the console of ${labelOf(target)}: only those of virtual machines.`;
      void context.prompts.notify("info", message);
    },
  );
