/** The editor tab with the picture of what the modules of a project need of each other. One at a time. */
import { randomBytes } from "node:crypto";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { DependenciesResult, DependencyPlace } from "../../../server/src/protocol/messages.ts";
import type { KmodContext } from "../context.ts";
import { describeDependencies } from "./describe.ts";
import { dependencyPage } from "./page.ts";
import type { FromView, ToView } from "./view-messages.ts";

export interface DependencySource {
  dependencies(uri: vscode.Uri, token: vscode.CancellationToken): Promise<DependenciesResult | undefined>;
}

export interface DependencyPanels extends vscode.Disposable {
  /** Shows the modules of the project that a file or folder is part of. */
  show(uri: vscode.Uri): Promise<void>;
  /** A picture or a problem was put on the screen: what it shows. */
  readonly onDidDraw: vscode.Event<FromView & { readonly kind: "drawn" }>;
  /** Does as if the view had said it, for tests. */
  hear(message: FromView): Promise<void>;
}

export const createDependencyPanels = (context: KmodContext, source: DependencySource): DependencyPanels =>
  new Panels(context, source);

/** Below a folder of the workspace its path there, for one itself its name. */
const shownFolder = (path: string): string => {
  const uri = vscode.Uri.file(path);
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return folder?.uri.path === uri.path ? folder.name : vscode.workspace.asRelativePath(uri);
};

class Panels implements DependencyPanels {
  readonly #context: KmodContext;
  readonly #source: DependencySource;
  readonly #drawn = new vscode.EventEmitter<FromView & { readonly kind: "drawn" }>();
  readonly onDidDraw = this.#drawn.event;
  #panel: vscode.WebviewPanel | undefined;
  #uri: vscode.Uri | undefined;
  #result: DependenciesResult | undefined;
  /** Sent again when the view is made anew. */
  #last: ToView = { kind: "busy" };
  #reading: vscode.CancellationTokenSource | undefined;

  constructor(context: KmodContext, source: DependencySource) {
    this.#context = context;
    this.#source = source;
  }

  async show(uri: vscode.Uri): Promise<void> {
    this.#uri = uri;
    if (this.#panel === undefined) await this.#open();
    else this.#panel.reveal();
    await this.#refresh();
  }

  async hear(message: FromView): Promise<void> {
    switch (message.kind) {
      case "ready":
        return this.#send(this.#last);
      case "refresh":
        return this.#refresh();
      case "openModule":
        return this.#openPlace(this.#result?.nodes.find(({ id }) => id === message.id)?.place);
      case "openUse":
        return this.#openPlace(this.#result?.edges[message.edge]?.place);
      case "exportSvg":
        return this.#exportSvg(message.svg);
      case "copyDot":
        await vscode.env.clipboard.writeText(this.#result?.dot ?? "");
        return;
      case "drawn":
        this.#drawn.fire(message);
        return;
    }
  }

  dispose(): void {
    this.#reading?.cancel();
    this.#panel?.dispose();
    this.#drawn.dispose();
  }

  async #open(): Promise<void> {
    const panel = vscode.window.createWebviewPanel(
      "kmod.dependencies",
      l10n.t("Module Dependencies"),
      vscode.ViewColumn.Active,
      { enableScripts: true, localResourceRoots: [], retainContextWhenHidden: true },
    );
    this.#panel = panel;
    panel.onDidDispose(() => {
      this.#panel = undefined;
      this.#reading?.cancel();
    });
    panel.webview.onDidReceiveMessage((message: FromView) => {
      void this.hear(message).then(undefined, (error: unknown) =>
        this.#context.log.error("The picture of module dependencies:", error),
      );
    });
    const file = vscode.Uri.joinPath(this.#context.extension.extensionUri, "dist", "dependency-view.cjs");
    const script = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    panel.webview.html = dependencyPage(script, randomBytes(16).toString("hex"));
  }

  async #refresh(): Promise<void> {
    const uri = this.#uri;
    if (uri === undefined) return;
    this.#reading?.cancel();
    const reading = new vscode.CancellationTokenSource();
    this.#reading = reading;
    await this.#send({ kind: "busy" });
    try {
      const result = await this.#source.dependencies(uri, reading.token);
      if (this.#reading !== reading) return;
      this.#result = result;
      await this.#send(describeDependencies(result, shownFolder));
    } catch (error) {
      if (this.#reading !== reading || reading.token.isCancellationRequested) return;
      this.#context.log.error("The modules could not be read.", error);
      await this.#send({
        kind: "problem",
        text: l10n.t("The modules could not be read: the log says why (Kmod: Show Log)."),
      });
    }
  }

  async #send(message: ToView): Promise<void> {
    this.#last = message;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a web view takes no origin
    await this.#panel?.webview.postMessage(message);
  }

  async #openPlace(place: DependencyPlace | undefined): Promise<void> {
    if (place === undefined) return;
    const at = new vscode.Position(place.line, place.character);
    await vscode.window.showTextDocument(vscode.Uri.parse(place.uri, true), {
      selection: new vscode.Range(at, at),
      viewColumn: vscode.ViewColumn.Beside,
    });
  }

  async #exportSvg(svg: string): Promise<void> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const target = await vscode.window.showSaveDialog({
      ...(folder && { defaultUri: vscode.Uri.joinPath(folder, "module-dependencies.svg") }),
      filters: { "SVG picture": ["svg"] },
    });
    if (target !== undefined) await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(svg));
  }
}
