/** An output channel per machine, "Kmod: NAME": what was done there and what its kernel said meanwhile. */
import * as vscode from "vscode";
import type { Report } from "../kernel/kmod/operation.ts";
import type { Target } from "../kernel/targets/target.ts";
import { labelOf } from "../targets/target-words.ts";

export interface KernelLogs extends vscode.Disposable {
  /** @param what was to be done: `load hello` */
  record(target: Target, what: string, report: Report): void;
  show(target: Target): void;
}

/** Channels come with the first thing that is done on a machine. */
export function createKernelLogs(): KernelLogs {
  const channels = new Map<string, vscode.LogOutputChannel>();
  const channelOf = (target: Target): vscode.LogOutputChannel => {
    const known = channels.get(target.id);
    if (known !== undefined) return known;
    const channel = vscode.window.createOutputChannel(`Kmod: ${labelOf(target)}`, { log: true });
    channels.set(target.id, channel);
    return channel;
  };
  return {
    record(target, what, report) {
      const channel = channelOf(target);
      const failure = report.kind === "failed" ? report.diagnosis : undefined;
      const lines = report.kind === "failed" ? report.diagnosis.kernelLines : report.kernelLines;
      if (failure === undefined) channel.info(`${what}: done`);
      else channel.error(`${what}: ${failure.title}`);
      for (const detail of failure?.details ?? []) channel.error(`  ${detail}`);
      for (const line of lines) channel.info(`kernel: ${line}`);
    },
    show: (target) => channelOf(target).show(true),
    dispose: () => {
      for (const channel of channels.values()) channel.dispose();
    },
  };
}
