/** What the consoles of virtual machines show, live, in an output channel each: it stays after a panic and a restart. */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { MachineConsole, Target } from "../kernel/targets/target.ts";
import { labelOf } from "./target-words.ts";
import type { Targets } from "./targets.ts";

export interface ConsoleChannels extends vscode.Disposable {
  /** Opens the console of a target; false: it has none. */
  show(target: Target): boolean;
}

interface OpenConsole extends vscode.Disposable {
  readonly channel: vscode.OutputChannel;
}

/** Channels are made when they are first shown, and go with their target. */
export function createConsoleChannels(targets: Pick<Targets, "all" | "onDidChange">): ConsoleChannels {
  const open = new Map<Target, OpenConsole>();
  const forget = (target: Target): void => {
    open.get(target)?.dispose();
    open.delete(target);
  };
  const listener = targets.onDidChange(() => {
    const there = new Set(targets.all());
    for (const target of open.keys()) if (!there.has(target)) forget(target);
  });
  return {
    show(target) {
      if (target.console === undefined) return false;
      const console = open.get(target) ?? openConsole(target, target.console);
      open.set(target, console);
      console.channel.show(true);
      return true;
    },
    dispose() {
      listener.dispose();
      for (const target of open.keys()) forget(target);
    },
  };
}

function openConsole(target: Target, console: MachineConsole): OpenConsole {
  const channel = vscode.window.createOutputChannel(l10n.t`Kmod Console: ${labelOf(target)}`, "kernel-log");
  // Nothing comes between the lines so far and those that follow: both are taken in one turn.
  const lines = console.onLine((line) => channel.appendLine(line));
  for (const line of console.lines()) channel.appendLine(line);
  let isOn = target.state.kind === "connecting" || target.state.kind === "connected";
  const states = target.onDidChangeState(({ kind }) => {
    const wasOn = isOn;
    isOn = kind === "connecting" || kind === "connected";
    if (isOn && !wasOn) channel.appendLine(`==== ${new Date().toISOString()} started again`);
  });
  return {
    channel,
    dispose() {
      lines.dispose();
      states.dispose();
      channel.dispose();
    },
  };
}
