/**
 * The page of the view, as VS Code makes it and throws it away: made when the view is first seen, thrown away while it
 * is hidden, made again when it is seen again. Knows what a message looks like, not what it is about.
 */
import { randomBytes } from "node:crypto";

import * as vscode from "vscode";
import { logPage } from "./page.ts";
import { type FromPage, readFromPage, type ToPage } from "./view-messages.ts";

export interface LogPagePorts {
  /** Folder with the bundles. */
  readonly dist: vscode.Uri;
  /** A view that VS Code has made is about to be seen for the first time. */
  opened(): void;
  hear(message: FromPage): Promise<void>;
  /** The page is thrown away. */
  gone(): void;
  failed(error: unknown): void;
}

export class LogPage implements vscode.WebviewViewProvider {
  readonly #ports: LogPagePorts;
  #view: vscode.WebviewView | undefined;
  #isReady = false;

  constructor(ports: LogPagePorts) {
    this.#ports = ports;
  }

  /** The page is there and listens. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Does as if the page had said it; what is no message of the page's is left out. */
  async hear(given: unknown): Promise<void> {
    const message = readFromPage(given);
    if (message === undefined)
      return this.#ports.failed(new Error("the page said something that is not understood"));
    if (message.kind === "ready") this.#isReady = true;
    await this.#ports.hear(message);
  }

  /** Nothing happens while there is no page: it asks for what it needs when it is made. */
  post(message: ToPage): void {
    const page = this.#isReady ? this.#view?.webview : undefined;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a web view takes no origin
    const sent = page?.postMessage(message);
    void sent?.then(undefined, (error: unknown) => this.#ports.failed(error));
  }

  async resolveWebviewView(view: vscode.WebviewView): Promise<void> {
    this.#view = view;
    this.#isReady = false;
    view.webview.options = { enableScripts: true, localResourceRoots: [] };
    view.webview.onDidReceiveMessage((message: unknown) => {
      void this.hear(message).then(undefined, (error: unknown) => this.#ports.failed(error));
    });
    view.onDidChangeVisibility(() => {
      if (!view.visible) this.#end(view);
    });
    view.onDidDispose(() => this.#end(view, undefined));
    this.#ports.opened();
    const file = vscode.Uri.joinPath(this.#ports.dist, "kernel-log-view.cjs");
    const script = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    view.webview.html = logPage(script, randomBytes(16).toString("hex"));
  }

  #end(view: vscode.WebviewView, after: vscode.WebviewView | undefined = view): void {
    if (this.#view !== view) return;
    this.#view = after;
    this.#isReady = false;
    this.#ports.gone();
  }
}
