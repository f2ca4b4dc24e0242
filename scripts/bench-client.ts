/** A language client that measures: it knows when diagnostics of a version, or of a rule, have arrived. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  createMessageConnection,
  type MessageConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { URI } from "vscode-uri";
import { nodeExecutable } from "./paths.ts";

export interface Client {
  /** Waits until a finding of the rule is published for the file. */
  found(uri: string, rule: string): Promise<void>;
  /** Sends a message and gives the milliseconds until the diagnostics of that version of the file have arrived. */
  timed(uri: string, version: number, method: string, params: unknown): Promise<number>;
  send(method: string, params: unknown): void;
  /** Waits until every file of the module has been read. */
  read(uri: string): Promise<void>;
  dispose(): Promise<void>;
}

/** Starts the server on a folder and waits until it has read its settings. */
export async function startServer(server: string, root: string): Promise<Client> {
  const child = spawn(nodeExecutable, [server, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const waiting = new Map<string, () => void>();
  connection.onNotification(
    "textDocument/publishDiagnostics",
    ({ uri, version, diagnostics }: PublishDiagnosticsParams) => {
      waiting.get(`${uri} ${version}`)?.();
      for (const { code } of diagnostics) waiting.get(`${uri} ${code}`)?.();
    },
  );
  connection.onNotification("window/logMessage", ({ type, message }: { type: number; message: string }) => {
    if (type <= 2) console.error(`server: ${message}`);
  });
  connection.listen();
  const initialize = { processId: process.pid, rootUri: URI.file(root).toString(), capabilities: {} };
  await connection.sendRequest("initialize", initialize);
  const isReady = new Promise<void>((resolve) => connection.onNotification("kmod/status", () => resolve()));
  await connection.sendNotification("initialized", {});
  await isReady;
  const send = (method: string, params: unknown): void => void connection.sendNotification(method, params);
  return {
    send,
    found: (uri, rule) =>
      new Promise((resolve) => {
        waiting.set(`${uri} ${rule}`, resolve);
      }),
    async read(uri) {
      await connection.sendRequest("kmod/moduleAt", { uri });
    },
    timed(uri, version, method, params) {
      return new Promise((resolve) => {
        const key = `${uri} ${version}`;
        const start = performance.now();
        waiting.set(key, () => {
          waiting.delete(key);
          resolve(performance.now() - start);
        });
        send(method, params);
      });
    },
    dispose: () => end(child, connection),
  };
}

async function end(child: ChildProcess, connection: MessageConnection): Promise<void> {
  const ended = once(child, "exit");
  await connection.sendRequest("shutdown");
  await connection.sendNotification("exit");
  await ended;
  connection.dispose();
}
