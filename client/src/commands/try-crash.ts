/**
 * `kmod.tryCrash`: lets a module of the workspace crash in a virtual machine, so that there is a report to decode, and
 * shows it. Never on a machine that a crash could harm.
 */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ModuleSources } from "../../../server/src/protocol/messages.ts";
import type { KmodContext } from "../context.ts";
import type { Target } from "../kernel/targets/target.ts";
import type { Language } from "../language/language.ts";
import type { Targets } from "../targets/targets.ts";
import { modulesOf } from "../traces/trace-words.ts";
import type { FoundTrace, Traces } from "../traces/traces.ts";
import { hasCrash, withCrash, withoutCrash } from "../walkthrough/mistakes.ts";
import { change, ownModule } from "../walkthrough/own-module.ts";
import { registerCommand } from "./register-command.ts";

export interface CrashSources {
  readonly language: Pick<Language, "moduleSources">;
  readonly targets: Pick<Targets, "all" | "current">;
  readonly traces: Pick<Traces, "onDidFind" | "show">;
}

export const tryCrashCommand = (context: KmodContext, sources: CrashSources): vscode.Disposable =>
  registerCommand(context, "kmod.tryCrash", l10n.t("Kmod could not let the module crash"), async () => {
    const { prompts } = context;
    const target = virtualMachine(sources.targets);
    if (target === undefined) return offerMachine(context);
    const modules = await sources.language.moduleSources();
    const module = await ownModule(prompts, l10n.t("Crash a Module"), modules);
    if (module === undefined) return;
    const document = await withMistake(module);
    if (document === undefined) return offerRecorded(context, module.name);
    const found = await foundWhile(sources.traces, module.name, () =>
      buildAndReload(document, module, target),
    );
    if (found !== undefined) await sources.traces.show(found);
    void offerRemoval(context, document);
  });

/** The current one, or one that runs. */
function virtualMachine(targets: CrashSources["targets"]): Target | undefined {
  const machines = [targets.current(), ...targets.all()].filter(({ spec }) => spec.kind === "vm");
  return machines.find(({ state }) => state.kind === "connected");
}

/** Shows the line that crashes; undefined: there is no place for it. */
async function withMistake({ init, sources }: ModuleSources): Promise<vscode.TextDocument | undefined> {
  const uri = init?.place.uri ?? sources[0];
  if (uri === undefined) return undefined;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  if (!hasCrash(document.getText())) {
    const mistake = init && withCrash(document.getText(), init.place.line);
    if (mistake === undefined) return undefined;
    await change(document, [mistake]);
  }
  const [crash] = withoutCrash(document.getText());
  const at = document.positionAt(crash?.end ?? 0).translate(-1);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
  return document;
}

/** What went wrong there is told by the command itself: here it is meant to. */
const buildAndReload = (
  document: vscode.TextDocument,
  { name }: ModuleSources,
  { spec }: Target,
): Thenable<unknown> =>
  vscode.commands.executeCommand("kmod.buildAndReload", {
    file: document.uri.fsPath,
    module: name,
    target: spec.name,
  });

/** How long a report may take to be read and decoded after the module was loaded. */
const patienceMs = 15_000;

/** The report that names the module and was found while something ran, or soon after; undefined: there was none. */
async function foundWhile(
  traces: Pick<Traces, "onDidFind">,
  module: string,
  run: () => Thenable<unknown>,
): Promise<FoundTrace | undefined> {
  const { promise, resolve } = Promise.withResolvers<FoundTrace | undefined>();
  const listener = traces.onDidFind((found) => {
    if (modulesOf(found.decoded.trace).includes(module)) resolve(found);
  });
  try {
    const report = await run();
    // A build that failed, or a question that was left: no report will come.
    if (!isCrash(report)) return undefined;
    const limit = setTimeout(() => resolve(undefined), patienceMs);
    return await promise.finally(() => clearTimeout(limit));
  } finally {
    listener.dispose();
  }
}

/** Did a module that was built fail to load? */
const isCrash = (report: unknown): boolean =>
  typeof report === "object" && report !== null && Reflect.get(report, "step") === "reload";

async function offerMachine({ prompts }: KmodContext): Promise<void> {
  const start = l10n.t("Start Virtual Machine");
  const message = l10n.t(
    "No virtual machine is running. A module is made to crash only where that harms nothing.",
  );
  if ((await prompts.notify("info", message, start)) === start)
    await vscode.commands.executeCommand("kmod.startVirtualMachine");
}

async function offerRecorded({ prompts }: KmodContext, module: string): Promise<void> {
  const decode = l10n.t("Decode a Recorded Oops");
  const message = l10n.t`${module} has no init function that ends in a return: Kmod knows no place to let it crash.`;
  if ((await prompts.notify("info", message, decode)) === decode)
    await vscode.commands.executeCommand("kmod.decodeSampleTrace");
}

async function offerRemoval({ prompts }: KmodContext, document: vscode.TextDocument): Promise<void> {
  const remove = l10n.t("Take It Out");
  const file = vscode.workspace.asRelativePath(document.uri);
  const message = l10n.t`The line that crashes is still in ${file}.`;
  if ((await prompts.notify("info", message, remove)) !== remove) return;
  await change(document, withoutCrash(document.getText()));
  await document.save();
}
