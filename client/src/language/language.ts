/**
 * The language server's life in the editor: started by the first document that concerns it, started again after a
 * crash (at most four times in three minutes, then only when the author says so), ended with the extension.
 */
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type {
  BuildProject,
  DependenciesResult,
  KernelChoice,
  ModuleAt,
  ModuleSources,
  PlacedMessage,
  PlaceMessagesParams,
  PrintCallsResult,
  StatusParams,
} from "../../../server/src/protocol/messages.ts";
import { buttons } from "../buttons.ts";
import type { KmodContext } from "../context.ts";
import type { Client } from "./client.ts";
import { documentConcernsKernel } from "./opened-document.ts";
import { createRestartPolicy } from "./restart-policy.ts";
import { documentSelector } from "./selector.ts";
import { createStatusItem } from "./status-item.ts";
import { describeStatus, type ServerState, type StatusLine } from "./status-line.ts";

export interface Language extends vscode.Disposable {
  /** Ends the server, if it runs, and starts a new one. Rejects when that does not answer. */
  restart(): Promise<void>;
  status(): StatusLine;
  /** The kernels that can be checked against; starts the server where none runs yet. */
  kernels(folders: readonly string[]): Promise<readonly KernelChoice[]>;
  /** What the modules of a project need of each other; starts the server where none runs yet. */
  dependencies(uri: vscode.Uri, token: vscode.CancellationToken): Promise<DependenciesResult | undefined>;
  /**
   * What the sources of modules say, by the names that lsmod shows (all of the workspace where there are no names);
   * starts the server where none runs yet.
   */
  moduleSources(names?: readonly string[]): Promise<readonly ModuleSources[]>;
  /**
   * What can be built in the workspace, or of what a file or folder is part of; starts the server where none runs yet.
   */
  buildProjects(uri?: vscode.Uri): Promise<readonly BuildProject[]>;
  /** Where messages of a build belong; one for each, in their order. Without a server none has a place. */
  placeMessages(params: PlaceMessagesParams): Promise<readonly (PlacedMessage | null)[]>;
  /** How modules print into the kernel's log, by the names that lsmod shows. */
  printCalls(names?: readonly string[]): Promise<PrintCallsResult["modules"]>;
  readonly onDidChangeStatus: vscode.Event<void>;
  serverProcessId(): number | undefined;
}

const restartLimit = 4;
const restartWindowMs = 3 * 60 * 1000;

export function openLanguage(context: KmodContext): Language {
  const language = new LanguageServer(context);
  language.open();
  return language;
}

class LanguageServer implements Language {
  readonly #context: KmodContext;
  readonly #policy = createRestartPolicy(restartLimit, restartWindowMs, () => performance.now());
  readonly #item = createStatusItem(documentSelector);
  readonly #listeners: vscode.Disposable[] = [];
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeStatus = this.#changed.event;
  #client: Client | undefined;
  /** How often a server was asked for; 0: there was no reason yet. */
  #starts = 0;
  /** The last start that was asked for: the next one waits for it. */
  #turn: Promise<unknown> = Promise.resolve();
  #state: ServerState = "none";
  #status: StatusParams | undefined;
  #modules: readonly ModuleAt[] | undefined;
  #isDisposed = false;

  constructor(context: KmodContext) {
    this.#context = context;
  }

  open(): void {
    const startFor = (document: vscode.TextDocument): void => void this.#startFor(document);
    this.#listeners.push(
      this.#item,
      this.#changed,
      vscode.workspace.onDidOpenTextDocument(startFor),
      vscode.workspace.onDidSaveTextDocument(startFor),
      vscode.window.onDidChangeActiveTextEditor(() => void this.#askForModules()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        // Read at start only: everything else the server takes while it runs.
        if (this.#starts > 0 && change.affectsConfiguration("kmod.parser")) void this.#startReported();
      }),
    );
    this.#show();
    for (const document of vscode.workspace.textDocuments) startFor(document);
  }

  async restart(): Promise<void> {
    this.#policy.forgive();
    await this.#start();
  }

  status(): StatusLine {
    return describeStatus(this.#state, this.#status, this.#modules);
  }

  async kernels(folders: readonly string[]): Promise<readonly KernelChoice[]> {
    return (await (await this.#answering())?.kernels(folders)) ?? [];
  }

  async dependencies(
    uri: vscode.Uri,
    token: vscode.CancellationToken,
  ): Promise<DependenciesResult | undefined> {
    return (await this.#answering())?.dependencies(uri, token);
  }

  async moduleSources(names?: readonly string[]): Promise<readonly ModuleSources[]> {
    return (await (await this.#answering())?.moduleSources(names)) ?? [];
  }

  async buildProjects(uri?: vscode.Uri): Promise<readonly BuildProject[]> {
    return (await (await this.#answering())?.buildProjects(uri))?.projects ?? [];
  }

  async placeMessages(params: PlaceMessagesParams): Promise<readonly (PlacedMessage | null)[]> {
    return (
      (await (await this.#answering())?.placeMessages(params))?.messages ?? params.messages.map(() => null)
    );
  }

  async printCalls(names?: readonly string[]): Promise<PrintCallsResult["modules"]> {
    return (await (await this.#answering())?.printCalls(names === undefined ? {} : { names }))?.modules ?? [];
  }

  serverProcessId(): number | undefined {
    return this.#client?.processId;
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true;
    for (const listener of this.#listeners) listener.dispose();
    await this.#client?.stop();
  }

  /** The first document that is kernel code starts the server: in a C project of another kind there is none. */
  async #startFor(document: vscode.TextDocument): Promise<void> {
    if (this.#starts > 0 || !(await documentConcernsKernel(document))) return;
    if (this.#starts === 0 && !this.#isDisposed) await this.#startReported();
  }

  /** The server that runs, or one that is started for a question. */
  async #answering(): Promise<Client | undefined> {
    if (this.#starts === 0) await this.#start();
    else await this.#turn;
    return this.#client;
  }

  async #startReported(): Promise<void> {
    const started = this.#start();
    const start = this.#starts;
    try {
      await started;
    } catch (error) {
      this.#context.log.error("The language server did not start.", error);
      // A newer one is on its way, and speaks for itself.
      if (start !== this.#starts) return;
      await this.#offerRestart(l10n.t("The Kmod language server did not start."));
    }
  }

  #start(): Promise<void> {
    this.#starts++;
    // The author may ask for another server because this one does not answer.
    this.#client?.giveUpStarting();
    const turn = this.#turn.then(() => this.#replace());
    this.#turn = Promise.allSettled([turn]);
    return turn;
  }

  async #replace(): Promise<void> {
    const before = this.#client;
    // A bundle of its own: large, and not needed before there is something to check.
    const { createClient } = await import("./client.ts");
    const client = createClient(this.#context, {
      onState: (state) => this.#client === client && this.#enter(state),
      onStatus: (status) => this.#client === client && this.#hear(status),
      onCrash: () => this.#client === client && this.#mayRestart(),
    });
    this.#client = client;
    this.#status = undefined;
    this.#enter("starting");
    await before?.stop();
    await client.start();
  }

  #enter(state: ServerState): void {
    this.#state = state;
    this.#modules = undefined;
    this.#show();
    if (state === "running") void this.#askForModules();
  }

  #hear(status: StatusParams): void {
    this.#status = status;
    if (status.problem !== undefined) this.#context.log.warn(status.problem);
    this.#show();
    void this.#askForModules();
  }

  #mayRestart(): boolean {
    const mayRestart = this.#policy.mayRestart();
    this.#context.log.error(
      `The language server ended by itself; ${mayRestart ? "starting it again" : "giving up"}.`,
    );
    if (!mayRestart) {
      void this.#offerRestart(
        l10n.t`The Kmod language server ended ${restartLimit + 1} times in three minutes.`,
      );
    }
    return mayRestart;
  }

  async #offerRestart(message: string): Promise<void> {
    const choice = await vscode.window.showErrorMessage(message, buttons.restart, buttons.showLog);
    if (choice === buttons.restart) await vscode.commands.executeCommand("kmod.restartServer");
    if (choice === buttons.showLog) await vscode.commands.executeCommand("kmod.showLog");
  }

  async #askForModules(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    const client = this.#client;
    if (client === undefined || this.#state !== "running") return;
    if (document === undefined || !vscode.languages.match(documentSelector, document)) return;
    try {
      const modules = await client.moduleAt(document.uri);
      if (document !== vscode.window.activeTextEditor?.document || client !== this.#client) return;
      this.#modules = modules;
      this.#show();
    } catch (error) {
      // The server may end between the question and the answer; the item then says so itself.
      this.#context.log.debug("kmod/moduleAt had no answer.", error);
    }
  }

  #show(): void {
    this.#item.show(this.status());
    this.#changed.fire();
  }
}
