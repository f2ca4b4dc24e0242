/** The extension's entry: opens each feature, and closes all of them with the extension. */
import * as vscode from "vscode";
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
import { createPrompts, type Prompts } from "./prompts.ts";

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
  /** Process id of the language server; undefined while none runs. */
  serverProcessId(): number | undefined;
}

/** Called by VS Code once, on the first C or make file. Starts no process by itself. */
export function activate(extension: vscode.ExtensionContext): KmodApi {
  const log = vscode.window.createOutputChannel("Kmod", { log: true });
  const prompts = createPrompts();
  const context: KmodContext = { extension, log, prompts };
  const language = openLanguage(context);
  const shown = new vscode.EventEmitter<void>();
  const picker = {
    list: (folders: readonly string[]) => language.kernels(folders),
    onShown: () => shown.fire(),
  };
  const panels = createDependencyPanels(context, language);
  extension.subscriptions.push(
    log,
    prompts,
    panels,
    showDependenciesCommand(panels),
    language,
    restartServerCommand(language),
    showLogCommand(context),
    showReferencesCommand(),
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
    serverProcessId: () => language.serverProcessId(),
  };
}
