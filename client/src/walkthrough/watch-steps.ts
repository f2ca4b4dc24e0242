/**
 * Notices that steps of the walkthrough were done, by what really happened, wherever it was started from: the
 * walkthrough, the palette, a task or a key.
 */
import * as vscode from "vscode";
import type { BuildReport } from "../kernel/kbuild/build.ts";
import type { Target } from "../kernel/targets/target.ts";
import type { PageDrawn } from "../log/view/view-messages.ts";
import type { BuiltModules, LoadedModules } from "../modules/modules.ts";
import type { Targets } from "../targets/targets.ts";
import type { FoundTrace } from "../traces/traces.ts";
import type { WalkthroughStep } from "./steps.ts";

/** What tells of the steps. */
export interface StepSources {
  /** A kernel was chosen of the list, also one that the settings name already. */
  readonly onDidChooseKernel: vscode.Event<unknown>;
  /** New Module has written one. */
  readonly onDidCreateModule: vscode.Event<unknown>;
  readonly builds: { readonly onDidBuild: vscode.Event<BuildReport> };
  readonly targets: Pick<Targets, "all" | "onDidChange">;
  readonly loaded: Pick<LoadedModules, "snapshot" | "onDidChange">;
  readonly built: Pick<BuiltModules, "all">;
  readonly logView: { readonly onDidDraw: vscode.Event<PageDrawn> };
  readonly traces: { readonly onDidShow: vscode.Event<FoundTrace> };
}

export interface StepListener {
  /** Nothing is looked at for what was done before. */
  readonly isDone: (step: WalkthroughStep) => boolean;
  readonly done: (step: WalkthroughStep) => void;
  readonly failed: (error: unknown) => void;
}

/** Listens until it is disposed of. */
export function watchSteps(sources: StepSources, { isDone, done, failed }: StepListener): vscode.Disposable {
  const lookAtKernel = (): void => {
    if (!isDone("kernel") && namesKernel()) done("kernel");
  };
  const lookAtChecks = (): void => {
    if (!isDone("check") && showsCheck()) done("check");
  };
  const lookAtTargets = (): void => {
    if (!isDone("machine") && sources.targets.all().some(isSafeMachine)) done("machine");
  };
  const lookAtLoaded = async (target: Target): Promise<void> => {
    if (!isDone("load") && (await hasOwnModule(sources, target))) done("load");
  };
  lookAtKernel();
  lookAtChecks();
  lookAtTargets();
  return vscode.Disposable.from(
    sources.onDidChooseKernel(() => done("kernel")),
    vscode.workspace.onDidChangeConfiguration(lookAtKernel),
    sources.onDidCreateModule(() => done("create")),
    vscode.languages.onDidChangeDiagnostics(lookAtChecks),
    vscode.window.onDidChangeVisibleTextEditors(lookAtChecks),
    sources.builds.onDidBuild((report) => {
      if (hasMadeModules(report)) done("build");
    }),
    sources.targets.onDidChange(lookAtTargets),
    sources.loaded.onDidChange((target) => void lookAtLoaded(target).catch(failed)),
    sources.logView.onDidDraw(({ numbers }) => {
      if (numbers.length > 0) done("log");
    }),
    sources.traces.onDidShow(() => done("trace")),
  );
}

const namesKernel = (): boolean =>
  (vscode.workspace.getConfiguration("kmod").get<string>("kernel") ?? "").trim() !== "";

/** A finding of Kmod's own stands in a text that can be seen. */
const showsCheck = (): boolean =>
  vscode.window.visibleTextEditors.some(({ document }) =>
    vscode.languages.getDiagnostics(document.uri).some(({ source }) => source === "kmod"),
  );

const hasMadeModules = ({ kind, request }: BuildReport): boolean =>
  kind === "done" && request.goal.kind === "modules";

/** Not the one that the editor runs on: a virtual one, or one over SSH. */
const isSafeMachine = ({ spec, state }: Target): boolean =>
  spec.kind !== "local" && state.kind === "connected";

async function hasOwnModule(
  { loaded, built }: Pick<StepSources, "loaded" | "built">,
  target: Target,
): Promise<boolean> {
  const modules = loaded.snapshot(target)?.modules ?? [];
  if (modules.length === 0) return false;
  const own = new Set((await built.all()).map(({ name }) => name));
  return modules.some(({ name, state }) => own.has(name) && state === "live");
}
