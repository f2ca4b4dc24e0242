/** What the suites on real kernels share: their virtual machine, what they ask it themselves, and answers to questions. */
import assert from "node:assert/strict";
import path from "node:path";
import * as vscode from "vscode";
import type { KmodApi } from "../../client/src/extension.ts";
import type { Snapshot } from "../../client/src/kernel/kmod/loaded.ts";
import type { Report } from "../../client/src/kernel/kmod/operation.ts";
import type { Target } from "../../client/src/kernel/targets/target.ts";
import type { Shown } from "../../client/src/prompts.ts";
import { api, inWorkspace, until } from "./host.ts";

/** Milliseconds for what a virtual machine without KVM may take. */
export const machineLimitMs = 120_000;

export type FailedReport = Extract<Report, { readonly kind: "failed" }>;
export type Row = Awaited<ReturnType<KmodApi["modules"]["view"]["rows"]>>[number];

/** The target of the settings with this name. */
export async function targetNamed(name: string): Promise<Target> {
  const { targets } = await api();
  const target = targets.all().find(({ spec }) => spec.name === name);
  assert.ok(target, `the settings name ${name}`);
  return target;
}

/** Connects as a user does, by the command; resolves when the machine is connected. */
export async function connect(name: string): Promise<Target> {
  const target = await targetNamed(name);
  await vscode.commands.executeCommand("kmod.connectTarget", { target });
  await state(target, "connected");
  return target;
}

/** Resolves when the target is in that state; rejects when that takes too long. */
export async function state(target: Target, kind: Target["state"]["kind"], limitMs = machineLimitMs) {
  const changed = new vscode.EventEmitter<void>();
  const listener = target.onDidChangeState(() => changed.fire());
  try {
    return await until(
      changed.event,
      () => (target.state.kind === kind ? target.state : undefined),
      () => target.state,
      limitMs,
    );
  } finally {
    listener.dispose();
    changed.dispose();
  }
}

/** What a command there prints, as root; nothing of Kmod's own reading takes part. */
export const ask = (target: Target, ...argv: readonly [string, ...string[]]): Promise<string> =>
  target.run({ argv, isRoot: true, limitMs: 30_000, parse: ({ stdout }) => stdout });

export const koFile = (name: string): vscode.Uri => vscode.Uri.file(inWorkspace(`${name}.ko`));

/** Runs a command about a module on the machine, without forms: what keybindings and tasks do. */
export async function change(
  command: string,
  target: Target,
  given: { readonly file?: string; readonly module?: string; readonly parameters?: Record<string, unknown> },
): Promise<Report> {
  const argument = { ...given, target: target.spec.name };
  const { prompts } = await api();
  const said: string[] = [];
  // A failure's message stands until somebody has read it. Whoever listens for it was asked before.
  const reader = prompts.onDidShow((shown) => {
    if (shown.kind !== "notify") return;
    said.push(shown.title);
    shown.leave();
  });
  try {
    const report = await vscode.commands.executeCommand<Report | undefined>(`kmod.${command}`, argument);
    assert.ok(report, `${command} gives a report, and not only: ${said.join("; ")}`);
    return report;
  } finally {
    reader.dispose();
  }
}

export const load = (
  target: Target,
  name: string,
  parameters: Record<string, unknown> = {},
): Promise<Report> => change("loadModule", target, { file: `${name}.ko`, parameters });

export const unload = (target: Target, name: string): Promise<Report> =>
  change("unloadModule", target, { module: name });

export function assertDone(report: Report): void {
  assert.equal(report.kind, "done", JSON.stringify(report, undefined, 2));
}

export function assertFailed(report: Report): FailedReport {
  assert.ok(report.kind === "failed", JSON.stringify(report));
  return report;
}

/** Leaves every question that stands there while something runs, and gives them: a failure's message waits for nobody. */
export async function told<T>(
  run: () => Thenable<T>,
  answer: (shown: Shown) => string | undefined = () => undefined,
) {
  const { prompts } = await api();
  const shown: Shown[] = [];
  const listener = prompts.onDidShow((one) => {
    shown.push(one);
    const given = answer(one);
    if (given === undefined) one.leave();
    else one.answer(given);
  });
  try {
    return { result: await run(), shown };
  } finally {
    listener.dispose();
  }
}

/** The last reading of the machine, once it is as the condition asks. */
export async function snapshot(target: Target, fits: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
  const { modules } = await api();
  return until(
    modules.loaded.onDidChange,
    () => {
      const read = modules.loaded.snapshot(target);
      return read && fits(read) ? read : undefined;
    },
    () => modules.loaded.snapshot(target)?.modules.map(({ name, state: is }) => `${name} ${is}`),
    machineLimitMs,
  );
}

export const has =
  (name: string) =>
  ({ modules }: Snapshot): boolean =>
    modules.some((module) => module.name === name);

export const lacks =
  (name: string) =>
  (read: Snapshot): boolean =>
    !has(name)(read);

/** The row of the tree for a machine. */
export async function machineRow(target: Target): Promise<Row> {
  const { modules } = await api();
  const row = (await modules.view.rows()).find(({ label }) => label === target.spec.name);
  assert.ok(row, `${target.spec.name} has a row`);
  return row;
}

/** The row of a module, with what is below it. */
export async function moduleRow(target: Target, name: string): Promise<Row | undefined> {
  return (await machineRow(target)).children.find(({ label }) => label === name);
}

export const sourceOf = (name: string): string => path.join(inWorkspace("."), `${name}.c`);
