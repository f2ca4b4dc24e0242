/** The kernel logs of all machines: each is followed from its connection on. */
import * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import type { Target } from "../kernel/targets/target.ts";
import type { Targets } from "../targets/targets.ts";
import { FollowedLog } from "./followed-log.ts";
import type { TargetLog, TargetLogs } from "./target-logs.ts";

/** Disposing of it ends all that is followed. Nothing is followed in an untrusted workspace: nothing is connected there. */
export function openTargetLogs(
  { log }: Pick<KmodContext, "log">,
  targets: Pick<Targets, "all" | "onDidChange">,
): TargetLogs {
  const logs = new Map<Target, FollowedLog>();
  const opened = new vscode.EventEmitter<TargetLog>();
  let settings = readSettings();
  const options = {
    log,
    limit: () => settings.limit,
    isOnlyWhileVisible: () => settings.follow === "visible",
  };
  const open = (target: Target): FollowedLog => {
    const known = logs.get(target);
    if (known !== undefined) return known;
    const followed = new FollowedLog({ target, ...options });
    logs.set(target, followed);
    const first = followed.onDidAppend(() => {
      first.dispose();
      opened.fire(followed);
    });
    return followed;
  };
  const update = (): void => {
    const all = targets.all();
    for (const [target, followed] of logs) {
      if (all.includes(target)) continue;
      followed.dispose();
      logs.delete(target);
    }
    for (const target of all) if (target.state.kind === "connected") open(target);
  };
  const listeners = [
    targets.onDidChange(update),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration("kmod.log")) return;
      settings = readSettings();
      for (const followed of logs.values()) followed.update();
    }),
  ];
  update();
  return {
    of: open,
    all: () => [...logs.values()],
    onDidOpen: opened.event,
    dispose() {
      for (const listener of listeners) listener.dispose();
      for (const followed of logs.values()) followed.dispose();
      logs.clear();
      opened.dispose();
    },
  };
}

interface LogSettings {
  readonly follow: "connected" | "visible";
  readonly limit: number;
}

function readSettings(): LogSettings {
  const configuration = vscode.workspace.getConfiguration("kmod.log");
  const limit = configuration.get<unknown>("limit");
  return {
    follow: configuration.get<unknown>("follow") === "visible" ? "visible" : "connected",
    limit: typeof limit === "number" && limit >= leastLines ? limit : usualLines,
  };
}

const leastLines = 1_000;
const usualLines = 100_000;
