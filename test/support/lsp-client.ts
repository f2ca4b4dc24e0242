/**
 * A language client in memory, talking to a real server over streams: what an editor would see. The server's disk is a
 * map, its kernel is made up, and nothing waits for a clock: every wait is for a message.
 */
import { PassThrough } from "node:stream";
import { createConnection } from "vscode-languageserver/node";
import {
  CancellationTokenSource,
  type ClientCapabilities,
  createMessageConnection,
  type Diagnostic,
  type InitializeResult,
  type MessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver-protocol/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { URI } from "vscode-uri";
import type { ServerHost } from "../../server/src/lsp/host.ts";
import { startServer } from "../../server/src/lsp/server.ts";

export interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Message {
  readonly method: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- whoever asks for a message says what it holds
  readonly params: any;
}

export interface LspClientOptions {
  readonly host: ServerHost;
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** Of the workspace; none unless told. */
  readonly folders?: readonly string[];
  /** Answers `workspace/configuration`; without it the client does not offer to. */
  readonly settings?: () => unknown;
}

export interface LspClient {
  readonly connection: MessageConnection;
  readonly initialized: InitializeResult;
  /** Everything published so far, in order. */
  readonly published: readonly Published[];
  /** Everything the server wrote to its log: `error: ...`. */
  readonly log: readonly string[];
  /** Requests and notifications of the server other than diagnostics and the log. */
  readonly received: readonly Message[];
  open(path: string, text: string, languageId?: string): void;
  /** Replaces the first occurrence of some words in the open text, as one incremental change. */
  replace(path: string, words: string, by: string): void;
  /** Sends several edits in one notification. */
  replaceAll(path: string, pairs: readonly (readonly [string, string])[]): void;
  close(path: string): void;
  textOf(path: string): string;
  versionOf(path: string): number;
  /** The first publication for the file from now on, or one already received and not yet asked for, that fits. */
  diagnostics(path: string, fits?: (published: Published) => boolean): Promise<Published>;
  /** The publication of the file's present version. */
  current(path: string): Promise<Published>;
  /** Resolves when the server wrote a line with these words. */
  logged(words: string): Promise<string>;
  /** Resolves with the parameters of the next message of this kind that fits and was not asked for yet. */
  message<T = unknown>(method: string, fits?: (params: T) => boolean): Promise<T>;
  request<R>(method: string, params: unknown): Promise<R>;
  /** Sends a request and gives what cancels it; that resolves with the error's code, or `undefined` for an answer. */
  requestCancellable(method: string, params: unknown): () => Promise<number | undefined>;
  notify(method: string, params: unknown): void;
  dispose(): void;
}

export const uriOf = (path: string): string => URI.file(path).toString();

/** Starts a server with this host and a client for it, past `initialized`. */
export async function startClient(options: LspClientOptions): Promise<LspClient> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const server = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  startServer(server, options.host, "0.0.0-test");
  const connection = createMessageConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  const inbox = createInbox(connection, options);
  connection.listen();
  const initialized = await connection.sendRequest<InitializeResult>("initialize", {
    processId: null,
    rootUri: null,
    ...(options.folders && {
      workspaceFolders: options.folders.map((folder) => ({ uri: uriOf(folder), name: folder })),
    }),
    capabilities: capabilitiesOf(options),
    initializationOptions: options.initializationOptions,
  });
  await connection.sendNotification("initialized", {});
  return { connection, initialized, ...inbox, ...createEditor(connection, inbox) };
}

const capabilitiesOf = ({ capabilities, settings }: LspClientOptions): ClientCapabilities => ({
  ...capabilities,
  workspace: { ...capabilities?.workspace, ...(settings && { configuration: true }) },
});

type Inbox = Pick<
  LspClient,
  "published" | "log" | "received" | "diagnostics" | "logged" | "message" | "dispose"
>;

/** What the server sends, kept, and whoever waits for it. */
function createInbox(connection: MessageConnection, options: LspClientOptions): Inbox {
  const published: Published[] = [];
  const log: string[] = [];
  const received: Message[] = [];
  const waiting = new Set<() => void>();
  const arrived = (): void => {
    for (const look of waiting) look();
  };
  connection.onNotification("textDocument/publishDiagnostics", (params: Published) => {
    published.push(params);
    arrived();
  });
  connection.onNotification("window/logMessage", ({ type, message }: { type: number; message: string }) => {
    log.push(`${["", "error", "warn", "info", "log", "debug"][type] ?? type}: ${message}`);
    arrived();
  });
  connection.onNotification((method, params) => {
    received.push({ method, params });
    arrived();
  });
  connection.onUnhandledProgress((params) => {
    received.push({ method: "$/progress", params });
    arrived();
  });
  connection.onRequest((method, params) => {
    received.push({ method, params });
    arrived();
    if (method === "workspace/configuration") return [options.settings?.() ?? null];
    return null;
  });
  /** Looks now and at each arrival. Each waiter takes what it found, so that it is not found twice. */
  const wait = <T>(look: () => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const attempt = (): void => {
        const found = look();
        if (found === undefined) return;
        waiting.delete(attempt);
        resolve(found);
      };
      waiting.add(attempt);
      attempt();
    });
  const taken = new Set<unknown>();
  const take = <T>(items: readonly T[], fits: (item: T) => boolean): T | undefined => {
    const found = items.find((item) => !taken.has(item) && fits(item));
    if (found !== undefined) taken.add(found);
    return found;
  };
  return {
    published,
    log,
    received,
    diagnostics: (path, fits = () => true) =>
      wait(() => take(published, (one) => one.uri === uriOf(path) && fits(one))),
    logged: (words) => wait(() => log.find((line) => line.includes(words))),
    message: <T>(method: string, fits: (params: T) => boolean = () => true): Promise<T> =>
      wait(() => take(received, (one) => one.method === method && fits(one.params))).then(
        ({ params }) => params,
      ),
    dispose() {
      connection.end();
      connection.dispose();
    },
  };
}

type Editor = Omit<LspClient, keyof Inbox | "connection" | "initialized">;

/** The editor's own documents, and the messages that keep the server's the same. */
function createEditor(connection: MessageConnection, inbox: Inbox): Editor {
  const documents = new Map<string, TextDocument>();
  const documentAt = (path: string): TextDocument => {
    const document = documents.get(path);
    if (!document) throw new Error(`${path} is not open`);
    return document;
  };
  const send = (method: string, params: unknown): void => void connection.sendNotification(method, params);
  const replaceAll: Editor["replaceAll"] = (path, pairs) => {
    const document = documentAt(path);
    const version = document.version + 1;
    const contentChanges = pairs.map(([words, by]) => {
      const start = document.getText().indexOf(words);
      if (start < 0) throw new Error(`${path} has no '${words}'`);
      const range = { start: document.positionAt(start), end: document.positionAt(start + words.length) };
      TextDocument.update(document, [{ range, text: by }], version);
      return { range, text: by };
    });
    send("textDocument/didChange", { textDocument: { uri: document.uri, version }, contentChanges });
  };
  return {
    open(path, text, languageId = "c") {
      const uri = uriOf(path);
      documents.set(path, TextDocument.create(uri, languageId, 1, text));
      send("textDocument/didOpen", { textDocument: { uri, languageId, version: 1, text } });
    },
    replace: (path, words, by) => replaceAll(path, [[words, by]]),
    replaceAll,
    close(path) {
      documents.delete(path);
      send("textDocument/didClose", { textDocument: { uri: uriOf(path) } });
    },
    textOf: (path) => documentAt(path).getText(),
    versionOf: (path) => documentAt(path).version,
    current: (path) => inbox.diagnostics(path, ({ version }) => version === documentAt(path).version),
    request: (method, params) => connection.sendRequest(method, params),
    requestCancellable(method, params) {
      const source = new CancellationTokenSource();
      const answer = connection.sendRequest(method, params, source.token).then(
        () => undefined,
        (error: unknown) => (error instanceof ResponseError ? error.code : -1),
      );
      return () => {
        source.cancel();
        return answer;
      };
    },
    notify: send,
  };
}

/** The text after the edits that a code action has for it. */
export function withEdit(path: string, text: string, edit: WorkspaceEdit | undefined): string {
  const uri = uriOf(path);
  const edits: TextEdit[] = [...(edit?.changes?.[uri] ?? [])];
  for (const change of edit?.documentChanges ?? []) {
    if ("edits" in change && change.textDocument.uri === uri)
      for (const one of change.edits) if ("newText" in one) edits.push(one);
  }
  return TextDocument.applyEdits(TextDocument.create(uri, "c", 0, text), edits);
}
