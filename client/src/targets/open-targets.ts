/** The targets as a feature of the editor: all its parts, opened together and closed together. */
import { addTargetCommand } from "../commands/add-target.ts";
import { connectTargetCommand } from "../commands/connect-target.ts";
import { disconnectTargetCommand } from "../commands/disconnect-target.ts";
import { removeTargetCommand } from "../commands/remove-target.ts";
import { restartTargetCommand } from "../commands/restart-target.ts";
import { selectTargetCommand } from "../commands/select-target.ts";
import { showConsoleCommand } from "../commands/show-console.ts";
import type { KmodContext } from "../context.ts";
import { type ConsoleChannels, createConsoleChannels } from "./console-channels.ts";
import { createLossNotices } from "./loss-notices.ts";
import { createMachines, type Machines } from "./machines.ts";
import { type ManagedTargets, TargetRegistry } from "./registry.ts";
import { createTargetStatusBar } from "./status-bar.ts";

/** What the commands of this feature work with. */
export interface TargetFeature {
  readonly context: KmodContext;
  readonly machines: Machines;
  readonly targets: ManagedTargets;
  readonly consoles: ConsoleChannels;
}

/**
 * Opens the targets of this window, with their commands and the item in the status bar. Starts no process by itself:
 * that takes a command of the user's. `dispose` resolves when no connection and no virtual machine is left.
 */
export function createTargets(context: KmodContext): ManagedTargets {
  const machines = createMachines(context);
  const targets = new TargetRegistry(context, machines);
  targets.open();
  const consoles = createConsoleChannels(targets);
  const feature: TargetFeature = { context, machines, targets, consoles };
  context.extension.subscriptions.push(
    consoles,
    createLossNotices(context, targets),
    createTargetStatusBar(targets),
    selectTargetCommand(feature),
    addTargetCommand(feature),
    removeTargetCommand(feature),
    connectTargetCommand(feature),
    disconnectTargetCommand(feature),
    restartTargetCommand(feature),
    showConsoleCommand(feature),
  );
  return targets;
}
