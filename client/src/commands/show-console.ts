/** `kmod.showConsole`: what the console of a virtual machine shows, live: its boot, and the last words of its kernel. */
import type * as vscode from "vscode";
import type { TargetFeature } from "../targets/open-targets.ts";
import { givenTarget, whichTarget } from "../targets/target-picker.ts";
import { labelOf } from "../targets/target-words.ts";
import { registerCommand } from "./register-command.ts";

export const showConsoleCommand = (feature: TargetFeature): vscode.Disposable =>
  registerCommand(feature.context, "kmod.showConsole", "Kmod could not show the console", async (given) => {
    const { consoles, context, targets } = feature;
    const eligible = targets.all().filter(({ console }) => console !== undefined);
    const question = { title: "Show Console", placeholder: "Whose console is to be shown?" };
    const asked = givenTarget(given, targets.all());
    if (asked === undefined && eligible.length === 0) {
      const message = "There is no console to show: only virtual machines have one that Kmod can read.";
      return void context.prompts.notify("info", message);
    }
    const target = asked ?? (await whichTarget(context, eligible, question));
    if (target === undefined || consoles.show(target)) return;
    const message = `Kmod cannot read the console of ${labelOf(target)}: only those of virtual machines.`;
    void context.prompts.notify("info", message);
  });
