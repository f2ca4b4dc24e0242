/** The view "Kernel Modules" in the sidebar: its tree, its title, and when machines are read for it. */
import * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import type { Target } from "../kernel/targets/target.ts";
import { LoadedTree, type Rendered, type TreeParts } from "./loaded-tree.ts";
import type { Node } from "./nodes.ts";
import { selectionInWords } from "./selection.ts";
import type { ShownRow } from "./shown-row.ts";
import { registerMarks } from "./tree-item.ts";
import { createViewWatch, type ViewWatch } from "./view-watch.ts";

export interface LoadedView extends vscode.Disposable {
  /** All rows, with what is below machines and opened modules. */
  rows(): Promise<readonly ShownRow[]>;
  /** Shows a module in the sidebar and opens it. Does nothing where it is not shown. */
  reveal(target: Target, name: string): Promise<void>;
  readonly onDidRender: vscode.Event<Rendered>;
  /** The rows that are chosen. */
  selected(): readonly Node[];
}

export const createLoadedView = (context: KmodContext, parts: TreeParts): LoadedView =>
  new View(context, parts);

class View implements LoadedView {
  readonly #parts: TreeParts;
  readonly #log: vscode.LogOutputChannel;
  readonly #tree: LoadedTree;
  readonly #view: vscode.TreeView<Node>;
  readonly #watch: ViewWatch;
  readonly #listeners: readonly vscode.Disposable[];
  readonly onDidRender: vscode.Event<Rendered>;
  #wasSeen = false;

  constructor(context: KmodContext, parts: TreeParts) {
    this.#parts = parts;
    this.#log = context.log;
    this.#tree = new LoadedTree(parts);
    this.onDidRender = this.#tree.onDidRender;
    this.#watch = createViewWatch({ ...parts, log: context.log });
    this.#view = vscode.window.createTreeView("kmod.loadedModules", {
      treeDataProvider: this.#tree,
      canSelectMany: true,
      showCollapseAll: true,
    });
    this.#listeners = [
      registerMarks(),
      this.#view.onDidChangeVisibility(() => this.#see()),
      this.#view.onDidExpandElement(({ element }) => this.#expand(element)),
      this.#view.onDidCollapseElement(({ element }) => this.#collapse(element)),
      parts.settings.onDidChange(() => this.#describe()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#see()),
    ];
    this.#describe();
    this.#see();
  }

  rows(): Promise<readonly ShownRow[]> {
    return this.#below(undefined);
  }

  selected(): readonly Node[] {
    return this.#view.selection;
  }

  async reveal(target: Target, name: string): Promise<void> {
    const row = await this.#tree.find(target, name);
    if (row !== undefined) await this.#view.reveal(row, { expand: true, focus: true });
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#watch.dispose();
    this.#view.dispose();
    this.#tree.dispose();
  }

  /** Nothing is read, and no program started, before somebody looks. */
  #see(): void {
    const isSeen = this.#view.visible && vscode.workspace.isTrusted;
    this.#watch.setVisible(isSeen);
    if (!isSeen || this.#wasSeen) return;
    this.#wasSeen = true;
    this.#settle(this.#parts.own.read(), "The modules of the workspace");
    // This machine costs nothing to connect to; a virtual one or a host are the user's to start.
    for (const target of this.#parts.targets.all())
      if (target.spec.kind === "local" && target.state.kind === "disconnected")
        this.#settle(target.connect(), "This machine");
  }

  #expand(node: Node): void {
    if (node.kind !== "module") return;
    this.#settle(this.#parts.loaded.expand(node.target, node.module.name), node.module.name);
  }

  #collapse(node: Node): void {
    if (node.kind === "module") this.#parts.loaded.collapse(node.target, node.module.name);
  }

  #describe(): void {
    this.#view.description = selectionInWords(this.#parts.settings.selection);
  }

  /** The tree shows what goes wrong; the log says it at length. */
  #settle(work: Promise<unknown>, what: string): void {
    work.catch((error: unknown) => this.#log.warn(`${what} could not be read.`, error));
  }

  async #below(node: Node | undefined): Promise<readonly ShownRow[]> {
    const nodes = await this.#tree.getChildren(node);
    return Promise.all(nodes.map((child) => this.#shown(child)));
  }

  async #shown(node: Node): Promise<ShownRow> {
    const item = this.#tree.describe(node);
    const { label, description, contextValue, icon, mark, spoken } = item;
    return {
      label,
      description,
      contextValue,
      icon: icon.name,
      mark,
      spoken,
      tooltip: item.tooltip().join("\n"),
      children: this.#isOpen(node) ? await this.#below(node) : [],
    };
  }

  #isOpen(node: Node): boolean {
    if (node.kind === "module") return this.#parts.loaded.expanded(node.target).has(node.module.name);
    return node.kind === "target" || node.kind === "group";
  }
}
