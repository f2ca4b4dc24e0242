/** `kmod.refreshModules`: reads again what is loaded, on one machine or on all that are connected, and what is built. */
import * as l10n from "@vscode/l10n";
import type * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import type { Target } from "../kernel/targets/target.ts";
import type { Modules } from "../modules/modules-feature.ts";
import { givenTarget } from "../targets/target-picker.ts";
import type { Targets } from "../targets/targets.ts";
import { registerCommand } from "./register-command.ts";

/** Takes `{ target }` from a row of the tree. What goes wrong on a machine is shown in the tree. */
export const refreshModulesCommand = (
  context: KmodContext,
  targets: Pick<Targets, "all">,
  { loaded, sources }: Pick<Modules, "loaded" | "sources">,
): vscode.Disposable =>
  registerCommand(context, "kmod.refreshModules", l10n.t("Kmod could not read modules"), async (given) => {
    const wanted = givenTarget(given, targets.all());
    const connected = (wanted === undefined ? targets.all() : [wanted]).filter(
      ({ state }) => state.kind === "connected" && state.machine.hasModules,
    );
    const readings = connected.map((target) => read(context, loaded, target));
    await Promise.all([...readings, sources.refresh()]);
  });

async function read({ log }: KmodContext, loaded: Modules["loaded"], target: Target): Promise<void> {
  try {
    await loaded.refresh(target);
  } catch (error) {
    log.warn(`${target.spec.name}: its modules could not be read.`, error);
  }
}
