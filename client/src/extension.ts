/** The extension's entry: opens each feature, and closes all of them with the extension. */
import * as vscode from "vscode";
import { openBuilding } from "./build/build-feature.ts";
import type { Builds } from "./build/builds.ts";
import type { CompileCommands } from "./build/compile-commands.ts";
import type { Checkers } from "./checkers/checkers.ts";
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
  /** Process id of the language server; undefined while none runs. */
  serverProcessId(): number | undefined;
}

/**
 * What must have ended before VS Code ends the host: subscriptions are not waited for, `deactivate` is, and it is given
 * nothing by which it could find them otherwise.
 */
const ending = new Set<() => Promise<void>>();

/** Called by VS Code at the end: no connection and no virtual machine is left behind. */
export async function deactivate(): Promise<void> {
  await Promise.allSettled([...ending].map((end) => end()));
  ending.clear();
}

/** Called by VS Code once, on the first C or make file. Starts no process by itself. */
export function activate(extension: vscode.ExtensionContext): KmodApi {
  const channel = vscode.window.createOutputChannel("Kmod", { log: true });
  const prompts = createPrompts(channel);
  const context: KmodContext = { extension, log: channel, prompts };
  const language = openLanguage(context);
  const targets = createTargets(context);
  ending.add(() => targets.dispose());
  const modules = openModules(context, targets, language);
  const { loaded, built } = modules;
  const operations = createOperations({ context, targets, loaded, built, language });
  const log = openKernelLog(context, { operations, language, own: modules.own });
  const building = openBuilding(context, operations, language);
  const shown = new vscode.EventEmitter<void>();
  const picker = {
    list: (folders: readonly string[]) => language.kernels(folders),
    onShown: () => shown.fire(),
  };
  const panels = createDependencyPanels(context, language);
  extension.subscriptions.push(
    channel,
    prompts,
    panels,
    showDependenciesCommand(panels),
    language,
    restartServerCommand(language),
    showLogCommand(context),
    showReferencesCommand(),
    modules,
    registerViewCommands(context, targets, modules),
    operations,
    registerOperationCommands(operations),
    followMenus(operations, language),
    log,
    building,
    shown,
    selectKernelCommand(picker),
    selectMoreKernelsCommand(picker),
  );
  return {
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
    serverProcessId: () => language.serverProcessId(),
  };
}
