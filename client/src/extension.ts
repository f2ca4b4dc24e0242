/** Everything that Kmod does, opened at once when there is a reason (main.ts), and closed with the extension. */
// oxlint-disable-next-line import/no-unassigned-import -- before the texts of the others are made
import "./configure-l10n.ts";
import * as vscode from "vscode";
import { openBuilding } from "./build/build-feature.ts";
import type { Builds } from "./build/builds.ts";
import type { CompileCommands } from "./build/compile-commands.ts";
import type { Checkers } from "./checkers/checkers.ts";
import { newModuleCommand } from "./commands/new-module.ts";
import { registerOperationCommands } from "./commands/operation-commands.ts";
import { restartServerCommand } from "./commands/restart-server.ts";
import { selectKernelCommand } from "./commands/select-kernel.ts";
import { selectMoreKernelsCommand } from "./commands/select-more-kernels.ts";
import { showDependenciesCommand } from "./commands/show-dependencies.ts";
import { showLogCommand } from "./commands/show-log.ts";
import { showReferencesCommand } from "./commands/show-references.ts";
import type { KmodContext } from "./context.ts";
import { createDependencyPanels, type DependencyPanels } from "./dependencies/panel.ts";
import { openLanguage } from "./language/language.ts";
import type { StatusLine } from "./language/status-line.ts";
import { openKernelLog } from "./log/log-feature.ts";
import type { PrintPlaces } from "./log/print-places.ts";
import type { TargetLogs } from "./log/target-logs.ts";
import type { LogView } from "./log/view/log-view.ts";
import type { AvailableView } from "./modules/available-view.ts";
import type { LoadedView } from "./modules/loaded-view.ts";
import type { BuiltModules, LoadedModules } from "./modules/modules.ts";
import { openModules } from "./modules/modules-feature.ts";
import { registerViewCommands } from "./modules/register-view-commands.ts";
import type { ViewSettings } from "./modules/view-settings.ts";
import { followMenus } from "./operations/menu-context.ts";
import { createOperations } from "./operations/operations.ts";
import { createPrompts, type Prompts } from "./prompts.ts";
import type { Runs } from "./run/runs.ts";
import { createTargets } from "./targets/open-targets.ts";
import type { Targets } from "./targets/targets.ts";
import type { Traces } from "./traces/traces.ts";
import { openWalkthrough, type Walkthrough } from "./walkthrough/walkthrough.ts";

/** What the extension gives to others, and to its own tests. */
export interface KmodApi {
  /** What the language status item shows. */
  status(): StatusLine;
  readonly onDidChangeStatus: vscode.Event<void>;
  /** The list of kernels stands in the editor, and can be chosen from. */
  readonly onDidShowKernels: vscode.Event<void>;
  /** The picture of what modules need of each other. */
  readonly dependencies: Pick<DependencyPanels, "onDidDraw" | "hear">;
  /** What the user is asked, as it is shown. */
  readonly prompts: Pick<Prompts, "onDidShow">;
  /** What is built. */
  readonly builds: Omit<Builds, "dispose">;
  /** compile_commands.json. */
  readonly compileCommands: Pick<CompileCommands, "onDidUpdate">;
  /** What other tools said of sources. */
  readonly checkers: Pick<Checkers, "onDidCheck">;
  /** What kernels said when something went wrong in them. */
  readonly traces: Omit<Traces, "dispose">;
  /** Build and Reload. */
  readonly runs: Pick<Runs, "isRunning">;
  /** The machines that modules are loaded on. */
  readonly targets: Omit<Targets, "dispose">;
  /** What the kernels of machines say. */
  readonly logs: Omit<TargetLogs, "dispose">;
  /** Which calls printed it. */
  readonly logPlaces: Omit<PrintPlaces, "dispose">;
  /** What the view of the kernel's log shows. */
  readonly logView: Pick<LogView, "attach" | "filter" | "hear" | "log" | "onDidDraw" | "shownLines">;
  /** What is loaded and built, and the rows that show it. */
  readonly modules: {
    readonly loaded: Omit<LoadedModules, "dispose">;
    readonly built: Omit<BuiltModules, "dispose">;
    readonly view: Omit<LoadedView, "dispose">;
    readonly available: Pick<AvailableView, "rows">;
    readonly settings: Pick<ViewSettings, "selection">;
  };
  /** The steps that were done. */
  readonly walkthrough: Omit<Walkthrough, "dispose">;
  /** Process id of the language server; undefined while none runs. */
  serverProcessId(): number | undefined;
}

/** Everything, open. */
export interface Kmod {
  readonly api: KmodApi;
  /** Who makes what VS Code asks for by name: it may have been asked for before there was anybody to make it. */
  readonly providers: Providers;
  /** Leaves no connection and no virtual machine behind; to be waited for. */
  end(): Promise<void>;
}

export interface Providers {
  readonly tasks: vscode.TaskProvider;
  /** Of the view of the kernel's log. */
  readonly log: vscode.WebviewViewProvider;
}

/** Opens each feature. Starts no process by itself. */
export function openKmod(extension: vscode.ExtensionContext): Kmod {
  const channel = vscode.window.createOutputChannel("Kmod", { log: true });
  const prompts = createPrompts(channel);
  const context: KmodContext = { extension, log: channel, prompts };
  const language = openLanguage(context);
  const targets = createTargets(context);
  const modules = openModules(context, targets, language);
  const { loaded, built } = modules;
  const operations = createOperations({ context, targets, loaded, built, language });
  const log = openKernelLog(context, { operations, language, own: modules.own });
  const building = openBuilding(context, operations, language);
  const shown = new vscode.EventEmitter<void>();
  const chosen = new vscode.EventEmitter<void>();
  const created = new vscode.EventEmitter<void>();
  const picker = {
    list: (folders: readonly string[]) => language.kernels(folders),
    onShown: () => shown.fire(),
    onChosen: () => chosen.fire(),
  };
  const panels = createDependencyPanels(context, language);
  const walkthrough = openWalkthrough(context, {
    ...log,
    logView: log.view,
    loaded,
    built,
    builds: building.builds,
    targets,
    language,
    onDidChooseKernel: chosen.event,
    onDidCreateModule: created.event,
  });
  extension.subscriptions.push(
    channel,
    prompts,
    panels,
    showDependenciesCommand(panels),
    language,
    restartServerCommand(language),
    showLogCommand(context),
    showReferencesCommand(),
    newModuleCommand(context, language, () => created.fire()),
    modules,
    registerViewCommands(context, targets, modules),
    operations,
    registerOperationCommands(operations),
    followMenus(operations, language),
    log,
    building,
    shown,
    chosen,
    created,
    walkthrough,
    selectKernelCommand(picker),
    selectMoreKernelsCommand(picker),
  );
  const api = {
    status: () => language.status(),
    onDidChangeStatus: language.onDidChangeStatus,
    onDidShowKernels: shown.event,
    dependencies: panels,
    prompts,
    builds: building.builds,
    compileCommands: building.compileCommands,
    checkers: building.checkers,
    runs: building.runs,
    targets,
    logs: log.logs,
    logPlaces: log.places,
    logView: log.view,
    traces: log.traces,
    modules,
    walkthrough,
    serverProcessId: () => language.serverProcessId(),
  };
  const providers = { tasks: building.tasks, log: log.view.provider };
  return { api, providers, end: () => targets.dispose() };
}
