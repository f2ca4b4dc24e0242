/** The view "Available Modules": its tree, its filter, and when the list is read for it. */
import * as vscode from "vscode";
import type { KmodContext } from "../context.ts";
import type { Target } from "../kernel/targets/target.ts";
import { labelOf } from "../targets/target-words.ts";
import { createAvailableModules } from "./available-modules.ts";
import type { AvailableNode } from "./available-nodes.ts";
import { type AvailableParts, AvailableTree } from "./available-tree.ts";
import type { LoadedModules } from "./modules.ts";
import type { ShownRow } from "./shown-row.ts";

export interface AvailableView extends vscode.Disposable {
  readonly filter: string;
  setFilter(filter: string): Promise<void>;
  /** Reads again what the current machine has. */
  refresh(): Promise<void>;
  /** What is shown below a row (all rows at the top without one), without tooltips: for tests. */
  rows(...labels: readonly string[]): Promise<readonly ShownRow[]>;
  /** The rows that are chosen. */
  selected(): readonly AvailableNode[];
}

export const createAvailableView = (context: KmodContext, parts: ViewParts): AvailableView =>
  new View(context, parts);

interface ViewParts extends Pick<AvailableParts, "targets"> {
  readonly loaded: Pick<LoadedModules, "snapshot" | "refresh" | "onDidChange">;
}

const key = "kmod.availableModules.filter";

class View implements AvailableView {
  readonly #context: KmodContext;
  readonly #parts: ViewParts;
  readonly #available = createAvailableModules();
  readonly #tree: AvailableTree;
  readonly #view: vscode.TreeView<AvailableNode>;
  readonly #listeners: readonly vscode.Disposable[];
  /** The connection that was read, so that none is read twice. */
  #read: Target["state"] | undefined;

  constructor(context: KmodContext, parts: ViewParts) {
    this.#context = context;
    this.#parts = parts;
    this.#tree = new AvailableTree({ ...parts, available: this.#available, log: context.log });
    this.#view = vscode.window.createTreeView("kmod.availableModules", {
      treeDataProvider: this.#tree,
      canSelectMany: true,
      showCollapseAll: true,
    });
    this.#listeners = [
      this.#view.onDidChangeVisibility(() => this.#see()),
      parts.targets.onDidChange(() => this.#see()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#see()),
    ];
    this.#tree.filter = String(context.extension.workspaceState.get(key) ?? "");
    void this.#tell();
    this.#see();
  }

  get filter(): string {
    return this.#tree.filter;
  }

  async setFilter(filter: string): Promise<void> {
    this.#tree.filter = filter;
    await Promise.all([this.#tell(), this.#context.extension.workspaceState.update(key, filter)]);
  }

  async refresh(): Promise<void> {
    const target = this.#parts.targets.current();
    if (target.state.kind !== "connected" || !target.state.machine.hasModules) return;
    this.#read = target.state;
    // Which of them are loaded is read with it, where the view above is closed and has not read it.
    const loading = this.#parts.loaded.snapshot(target) ?? this.#parts.loaded.refresh(target);
    const [, loaded] = await Promise.allSettled([this.#available.refresh(target), loading]);
    if (loaded.status === "rejected")
      this.#context.log.warn("What is loaded could not be read.", loaded.reason);
  }

  selected(): readonly AvailableNode[] {
    return this.#view.selection;
  }

  async rows(...labels: readonly string[]): Promise<readonly ShownRow[]> {
    let nodes = await this.#tree.getChildren();
    for (const label of labels) {
      const node = nodes.find((one) => this.#tree.describe(one, []).label === label);
      nodes = node === undefined ? [] : await this.#tree.getChildren(node);
    }
    return nodes.map((node) => {
      const { icon, tooltip: _tooltip, ...item } = this.#tree.describe(node, []);
      return { ...item, icon: icon.name, mark: undefined, tooltip: "", children: [] };
    });
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#view.dispose();
    this.#tree.dispose();
    this.#available.dispose();
  }

  /** It is always about one machine, which may be another than the one that is looked at above. */
  #describe(): void {
    const { filter } = this.#tree;
    const target = this.#parts.targets.current();
    const of = target.state.kind === "connected" ? [labelOf(target)] : [];
    this.#view.description = [...of, ...(filter === "" ? [] : [`“${filter}”`])].join(" · ");
  }

  /** Each connection is read once, when somebody looks at it. */
  #see(): void {
    this.#describe();
    if (!this.#view.visible || !vscode.workspace.isTrusted) return;
    if (this.#parts.targets.current().state === this.#read) return;
    void this.refresh();
  }

  async #tell(): Promise<void> {
    const { filter } = this.#tree;
    this.#describe();
    await vscode.commands.executeCommand("setContext", "kmod.isAvailableFiltered", filter !== "");
  }
}
