/** Puts a server on a connection: one session, every feature, one boundary for errors. */
import type {
  Connection,
  InitializeParams,
  InitializeResult,
  ServerCapabilities,
} from "vscode-languageserver";
import type { InitializationOptions } from "../protocol/messages.ts";
import { pathOf } from "./convert.ts";
import type { Feature } from "./feature.ts";
import { guardTask, type Log, logTo } from "./guard.ts";
import { buildProjects } from "./handlers/build-projects.ts";
import { codeAction } from "./handlers/code-action.ts";
import { codeLens } from "./handlers/code-lens.ts";
import { completion } from "./handlers/completion.ts";
import { configuration } from "./handlers/configuration.ts";
import { definition } from "./handlers/definition.ts";
import { dependencies } from "./handlers/dependencies.ts";
import { diagnostic } from "./handlers/diagnostic.ts";
import { documentSymbol } from "./handlers/document-symbol.ts";
import { hover } from "./handlers/hover.ts";
import { kernels } from "./handlers/kernels.ts";
import { languageServers } from "./handlers/language-servers.ts";
import { moduleSources } from "./handlers/module-sources.ts";
import { placeMessages } from "./handlers/place-messages.ts";
import { printCalls } from "./handlers/print-calls.ts";
import { references } from "./handlers/references.ts";
import { status } from "./handlers/status.ts";
import { textDocuments } from "./handlers/text-documents.ts";
import { watchedFiles } from "./handlers/watched-files.ts";
import { workspaceSymbol } from "./handlers/workspace-symbol.ts";
import type { ServerHost } from "./host.ts";
import { createSession, type Session } from "./session.ts";
import { isRecord } from "./settings.ts";
import { canRefreshDiagnostics, isPullClient } from "./traits.ts";

const features: readonly Feature[] = [
  textDocuments,
  diagnostic,
  codeAction,
  hover,
  completion,
  definition,
  references,
  workspaceSymbol,
  languageServers,
  documentSymbol,
  status,
  kernels,
  watchedFiles,
  dependencies,
  moduleSources,
  buildProjects,
  printCalls,
  placeMessages,
];

/** Answers on the connection until the client ends it. */
export function startServer(connection: Connection, host: ServerHost, version: string): void {
  const log = logTo(connection.console);
  let session: Session | undefined;
  connection.onInitialize((params): InitializeResult => {
    const { capabilities } = params;
    const options = optionsOf(params.initializationOptions);
    // First: the session starts with the settings, and requests wait for it.
    const all = [configuration(options), ...features, codeLens(options.commands ?? [])];
    const opened = openSession(connection, host, log, params, options);
    session = opened;
    opened.companion.set(options.isOtherActive === true);
    for (const feature of all) feature.register(connection, opened, capabilities);
    connection.onInitialized(
      guardTask(log, "initialized", async () => {
        for (const feature of all) await feature.initialized?.(connection, opened, capabilities);
      }),
    );
    const announced = all.reduce<ServerCapabilities>(
      (sum, feature) => ({ ...sum, ...feature.capability(capabilities) }),
      { positionEncoding: "utf-16" },
    );
    return { capabilities: announced, serverInfo: { name: "kmod", version } };
  });
  connection.onShutdown(() => session?.dispose());
  connection.listen();
}

function openSession(
  connection: Connection,
  host: ServerHost,
  log: Log,
  params: InitializeParams,
  { rulePages = host.rulePages, cacheFolder }: InitializationOptions,
): Session {
  const client = params.capabilities;
  return createSession({
    folders: foldersOf(params),
    cacheFolder,
    connection,
    host,
    log,
    mode: isPullClient(client) ? "pull" : "push",
    canRefresh: canRefreshDiagnostics(client),
    pageOf: (rule) => `${rulePages}${rule}.md`,
  });
}

/** Older clients name one folder, as URI or path. */
function foldersOf({ workspaceFolders, rootUri, rootPath }: InitializeParams): readonly string[] {
  if (workspaceFolders) return workspaceFolders.map(({ uri }) => pathOf(uri));
  if (rootUri) return [pathOf(rootUri)];
  return rootPath ? [rootPath] : [];
}

/** Other editors send what their users wrote: nothing about its shape is taken for granted. */
function optionsOf(given: unknown): InitializationOptions {
  if (!isRecord(given)) return {};
  const { settings, parser, rulePages, cacheFolder, commands, isOtherActive } = given;
  return {
    ...(typeof settings === "object" && settings !== null && { settings }),
    ...((parser === "auto" || parser === "native" || parser === "wasm") && { parser }),
    ...(typeof rulePages === "string" && { rulePages }),
    ...(Array.isArray(commands) && { commands: commands.filter((one) => typeof one === "string") }),
    ...(isOtherActive === true && { isOtherActive }),
    ...(typeof cacheFolder === "string" && { cacheFolder }),
  };
}
