/** One run of the language server: a client over Node's IPC that tells its owner how the run goes. */
import * as vscode from "vscode";
import { CloseAction, ErrorAction, LanguageClient, State, TransportKind } from "vscode-languageclient/node";
import {
  type BuildProjectsParams,
  type BuildProjectsResult,
  buildAndReloadCommand,
  buildProjectsRequest,
  type DependenciesParams,
  type DependenciesResult,
  dependenciesRequest,
  type InitializationOptions,
  type KernelChoice,
  type KernelsParams,
  type KernelsResult,
  kernelsRequest,
  type LanguageServersParams,
  languageServersNotification,
  type ModuleAt,
  type ModuleAtParams,
  type ModuleAtResult,
  type ModuleSources,
  type ModuleSourcesParams,
  type ModuleSourcesResult,
  moduleAtRequest,
  moduleSourcesRequest,
  type ParserChoice,
  type PlaceMessagesParams,
  type PlaceMessagesResult,
  type PrintCallsParams,
  type PrintCallsResult,
  placeMessagesRequest,
  printCallsRequest,
  type StatusParams,
  showReferencesCommand,
  statusNotification,
} from "../../../server/src/protocol/messages.ts";
import type { KmodContext } from "../context.ts";
import { isOtherServerActive, watchOtherServers } from "./other-servers.ts";
import { documentSelector } from "./selector.ts";

export interface ClientEvents {
  onState(state: "starting" | "running" | "stopped"): void;
  onStatus(status: StatusParams): void;
  /** The server ended by itself. True: start it again. */
  onCrash(): boolean;
}

export interface Client {
  /** Resolves when the server answers; rejects when it does not. */
  start(): Promise<void>;
  /** Ends a server that has not answered yet, so that `start` rejects; nothing where it has. */
  giveUpStarting(): void;
  /** Ends the server in an orderly way and forgets its findings. */
  stop(): Promise<void>;
  moduleAt(uri: vscode.Uri): Promise<readonly ModuleAt[]>;
  /** What can be checked against; `folders`: further ones to look at. */
  kernels(folders: readonly string[]): Promise<readonly KernelChoice[]>;
  /** The modules of the project that a file or folder is part of, and what they need of each other. */
  dependencies(uri: vscode.Uri, token: vscode.CancellationToken): Promise<DependenciesResult>;
  /** What the sources of modules say, by the names that lsmod shows; of all where there are no names. */
  moduleSources(names: readonly string[] | undefined): Promise<readonly ModuleSources[]>;
  /** What can be built, of all of the workspace where there is no file or folder. */
  buildProjects(uri: vscode.Uri | undefined): Promise<BuildProjectsResult>;
  placeMessages(params: PlaceMessagesParams): Promise<PlaceMessagesResult>;
  printCalls(params: PrintCallsParams): Promise<PrintCallsResult>;
  readonly processId: number | undefined;
}

export function createClient(context: KmodContext, events: ClientEvents): Client {
  const client = new LanguageClient("kmod", "Kmod", serverOptions(context), {
    documentSelector,
    outputChannel: context.log,
    initializationOptions: () => initializationOptions(context),
    // Left out, VS Code asks for diagnostics only when a file is opened.
    diagnosticPullOptions: { onChange: true, onSave: true },
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => ({
        action: events.onCrash() ? CloseAction.Restart : CloseAction.DoNotRestart,
        handled: true,
      }),
    },
    // The owner of this client tells the author, once.
    initializationFailedHandler: () => false,
  });
  client.onDidChangeState(({ newState }) => events.onState(stateName(newState)));
  const others = watchOtherServers((isOtherActive) => {
    const params: LanguageServersParams = { isOtherActive };
    if (client.isRunning()) void client.sendNotification(languageServersNotification, params);
  });
  client.onNotification(statusNotification, (status: StatusParams) => events.onStatus(status));
  return {
    start: () => client.start(),
    giveUpStarting() {
      if (client.state === State.Starting) client.serverProcess?.kill();
    },
    async stop() {
      others.dispose();
      // A client that is starting refuses to be stopped.
      if (client.needsStop()) await Promise.allSettled([client.start()]);
      if (client.isRunning()) await client.dispose();
    },
    async moduleAt(uri) {
      const params: ModuleAtParams = { uri: client.code2ProtocolConverter.asUri(uri) };
      return (await client.sendRequest<ModuleAtResult>(moduleAtRequest, params)).modules;
    },
    async kernels(folders) {
      const params: KernelsParams = { folders };
      return (await client.sendRequest<KernelsResult>(kernelsRequest, params)).kernels;
    },
    dependencies(uri, token) {
      const params: DependenciesParams = { uri: client.code2ProtocolConverter.asUri(uri) };
      return client.sendRequest<DependenciesResult>(dependenciesRequest, params, token);
    },
    async moduleSources(names) {
      const params: ModuleSourcesParams = names === undefined ? {} : { names };
      return (await client.sendRequest<ModuleSourcesResult>(moduleSourcesRequest, params)).modules;
    },
    buildProjects(uri) {
      const params: BuildProjectsParams =
        uri === undefined ? {} : { uri: client.code2ProtocolConverter.asUri(uri) };
      return client.sendRequest<BuildProjectsResult>(buildProjectsRequest, params);
    },
    placeMessages: (params) => client.sendRequest<PlaceMessagesResult>(placeMessagesRequest, params),
    printCalls: (params) => client.sendRequest<PrintCallsResult>(printCallsRequest, params),
    get processId() {
      return client.serverProcess?.pid;
    },
  };
}

function serverOptions(context: KmodContext) {
  const module = context.extension.asAbsolutePath("dist/server.cjs");
  const run = { module, transport: TransportKind.ipc };
  return { run, debug: { ...run, options: { execArgv: ["--nolazy", "--inspect=6009"] } } };
}

function initializationOptions(context: KmodContext): InitializationOptions {
  const settings = vscode.workspace.getConfiguration("kmod");
  return {
    parser: settings.get<ParserChoice>("parser", "auto"),
    commands: [showReferencesCommand, buildAndReloadCommand],
    isOtherActive: isOtherServerActive(),
    rulePages: `${vscode.Uri.joinPath(context.extension.extensionUri, "docs", "rules").toString()}/`,
    cacheFolder: vscode.Uri.joinPath(context.extension.globalStorageUri, "headers").fsPath,
  };
}

function stateName(state: State): "starting" | "running" | "stopped" {
  switch (state) {
    case State.Starting:
      return "starting";
    case State.Running:
      return "running";
    case State.Stopped:
    case State.StartFailed:
      return "stopped";
  }
}
