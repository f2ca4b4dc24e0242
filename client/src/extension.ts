/** The extension's entry: opens each feature, and closes all of them with the extension. */
import * as vscode from "vscode";
import { restartServerCommand } from "./commands/restart-server.ts";
import { showLogCommand } from "./commands/show-log.ts";
import type { KmodContext } from "./context.ts";
import { openLanguage } from "./language/language.ts";
import type { StatusLine } from "./language/status-line.ts";

/** What the extension gives to others, and to its own tests. */
export interface KmodApi {
  /** What the language status item shows. */
  status(): StatusLine;
  readonly onDidChangeStatus: vscode.Event<void>;
  /** Process id of the language server; undefined while none runs. */
  serverProcessId(): number | undefined;
}

/** Called by VS Code once, on the first C or make file. Starts no process by itself. */
export function activate(extension: vscode.ExtensionContext): KmodApi {
  const log = vscode.window.createOutputChannel("Kmod", { log: true });
  const context: KmodContext = { extension, log };
  const language = openLanguage(context);
  extension.subscriptions.push(log, language, restartServerCommand(language), showLogCommand(context));
  return {
    status: () => language.status(),
    onDidChangeStatus: language.onDidChangeStatus,
    serverProcessId: () => language.serverProcessId(),
  };
}
