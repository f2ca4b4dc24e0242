/**
 * Says when a machine that was connected is gone, once, with a way back. A virtual machine whose kernel panicked starts
 * again by itself: its restart is shown, and told of when it fails.
 */
import * as vscode from "vscode";
import { buttons } from "../buttons.ts";
import type { KmodContext } from "../context.ts";
import type { Target } from "../kernel/targets/target.ts";
import type { ManagedTargets, StateChange } from "./registry.ts";
import { describeLoss, type Loss } from "./target-words.ts";

export function createLossNotices(
  context: KmodContext,
  targets: Pick<ManagedTargets, "onDidChangeState" | "ready">,
): vscode.Disposable {
  const hear = async ({ target, before, after }: StateChange): Promise<void> => {
    if (before.kind !== "connected" || after.kind !== "failed") return;
    // A virtual machine begins its restart in the turn after the one in which its kernel panicked.
    await nextTurn();
    const isRestarting = after.error.problem === "panic" && target.state.kind === "connecting";
    const loss = describeLoss(target, before, after, isRestarting);
    if (loss === undefined) return;
    if (isRestarting) void targets.ready(target);
    await offer(target, loss);
  };
  const offer = async (target: Target, { message, offers }: Loss): Promise<void> => {
    const pressed = await context.prompts.notify("warning", message, ...offers);
    if (pressed === buttons.showLog) context.log.show();
    if (pressed === buttons.showConsole) await vscode.commands.executeCommand("kmod.showConsole", { target });
    if (pressed === buttons.reconnect) await targets.ready(target);
  };
  return targets.onDidChangeState((change) => void hear(change));
}

const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(() => setImmediate(resolve));
  });
