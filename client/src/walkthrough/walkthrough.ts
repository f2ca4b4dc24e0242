/**
 * The walkthrough "Write, load and watch a kernel module": its commands, and the context keys that complete its steps. A
 * step is complete when what it is about has really happened, by the walkthrough or otherwise.
 */
import * as vscode from "vscode";
import { decodeSampleTraceCommand } from "../commands/decode-sample-trace.ts";
import { showWalkthroughCommand } from "../commands/show-walkthrough.ts";
import { startVirtualMachineCommand } from "../commands/start-virtual-machine.ts";
import { tryCheckCommand } from "../commands/try-check.ts";
import { type CrashSources, tryCrashCommand } from "../commands/try-crash.ts";
import type { KmodContext } from "../context.ts";
import type { BuildKernel } from "../kernel/kbuild/build.ts";
import { createMachines } from "../targets/machines.ts";
import type { ManagedTargets } from "../targets/registry.ts";
import { contextKey, keepSteps, type StepsDone, type WalkthroughStep, walkthroughSteps } from "./steps.ts";
import { type StepSources, watchSteps } from "./watch-steps.ts";

export interface Walkthrough extends vscode.Disposable {
  /** In the order of the walkthrough. */
  done(): readonly WalkthroughStep[];
  readonly onDidChange: vscode.Event<void>;
  /** As if nothing had ever been done, in all windows that are opened from now on. */
  forget(): Promise<void>;
}

export type WalkthroughSources = StepSources &
  Pick<CrashSources, "language"> & {
    readonly builds: { kernels(): Promise<readonly BuildKernel[]> };
    readonly targets: ManagedTargets;
    readonly traces: CrashSources["traces"];
  };

export function openWalkthrough(context: KmodContext, sources: WalkthroughSources): Walkthrough {
  const { log, extension } = context;
  const changed = new vscode.EventEmitter<void>();
  const failed = (error: unknown): void => log.error("The walkthrough's progress is not complete.", error);
  const steps = keepSteps(extension.globalState, failed);
  const done = (step: WalkthroughStep): void => {
    if (!steps.add(step)) return;
    void complete(step, true);
    changed.fire();
  };
  for (const step of steps.all()) void complete(step, true);
  const all = vscode.Disposable.from(
    watchSteps(sources, { isDone: (step) => steps.has(step), done, failed }),
    registerCommands(context, sources),
    changed,
  );
  return {
    done: () => steps.all(),
    onDidChange: changed.event,
    forget: () => forget(steps, changed),
    dispose: () => all.dispose(),
  };
}

function registerCommands(context: KmodContext, sources: WalkthroughSources): vscode.Disposable {
  const { builds, language, targets } = sources;
  return vscode.Disposable.from(
    showWalkthroughCommand(context),
    startVirtualMachineCommand({
      context,
      machines: createMachines(context),
      targets,
      release: async () => (await builds.kernels())[0]?.release,
    }),
    tryCheckCommand(context, language),
    tryCrashCommand(context, sources),
    decodeSampleTraceCommand(context),
  );
}

async function forget(steps: StepsDone, changed: vscode.EventEmitter<void>): Promise<void> {
  steps.clear();
  await Promise.all(walkthroughSteps.map((step) => complete(step, false)));
  changed.fire();
}

const complete = (step: WalkthroughStep, isDone: boolean): Thenable<unknown> =>
  vscode.commands.executeCommand("setContext", contextKey(step), isDone);
