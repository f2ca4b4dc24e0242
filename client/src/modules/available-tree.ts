/**
 * The rows of the view "Available Modules": what lies below /lib/modules/RELEASE of the current machine, by folder, or
 * flat where it is filtered. Read once for each kernel while the view is visible; modinfo is asked for what is opened.
 */
import * as vscode from "vscode";
import { moduleInfo } from "../kernel/kmod/modinfo.ts";
import type { ModuleInfo } from "../kernel/kmod/module-info.ts";
import type { Target } from "../kernel/targets/target.ts";
import type { Targets } from "../targets/targets.ts";
import type { AvailableModules } from "./available-modules.ts";
import type { AvailableNode, AvailableRow, FactRow } from "./available-nodes.ts";
import { factsOf, filteredRows, mostRows, rowsOfFolder } from "./available-rows.ts";
import { describeAvailable, describeFact, describeFolder } from "./describe-available.ts";
import { describeMessage } from "./describe-children.ts";
import { escaped, type Item } from "./item.ts";
import { availableFailed, noModinfo, stillListing, tooMany } from "./messages.ts";
import type { LoadedModules } from "./modules.ts";
import { tooltipOf, toTreeItem } from "./tree-item.ts";

export interface AvailableParts {
  readonly targets: Pick<Targets, "current" | "onDidChange">;
  readonly available: AvailableModules;
  readonly loaded: Pick<LoadedModules, "snapshot" | "onDidChange">;
  readonly log: Pick<vscode.LogOutputChannel, "debug">;
}

/** Which welcome stands in the place of the tree: the value of the context key `kmod.availableModules.empty`. */
type Empty = "none" | "notConnected" | "noModuleSupport" | "nothing" | "filtered";

export class AvailableTree implements vscode.TreeDataProvider<AvailableNode>, vscode.Disposable {
  readonly #parts: AvailableParts;
  readonly #changed = new vscode.EventEmitter<AvailableNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #listeners: readonly vscode.Disposable[];
  /** What modinfo said of a row that was opened or hovered over. */
  readonly #infos = new WeakMap<AvailableRow, Promise<ModuleInfo>>();
  #filter = "";
  /** Names of the loaded modules, as they were drawn. */
  #loaded = new Set<string>();

  constructor(parts: AvailableParts) {
    this.#parts = parts;
    this.#listeners = [
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire(undefined)),
      parts.targets.onDidChange(() => this.#changed.fire(undefined)),
      parts.available.onDidChange(() => this.#changed.fire(undefined)),
      parts.loaded.onDidChange((target) => this.#markLoaded(target)),
    ];
  }

  get filter(): string {
    return this.#filter;
  }

  set filter(filter: string) {
    this.#filter = filter;
    this.#changed.fire(undefined);
  }

  async getChildren(node?: AvailableNode): Promise<AvailableNode[]> {
    switch (node?.kind) {
      case undefined:
        return [...this.#roots()];
      case "folder": {
        const index = this.#parts.available.index(node.target);
        return index === undefined ? [] : [...rowsOfFolder(index, node.target, node.path)];
      }
      case "available":
        return [...(await this.#facts(node))];
      case "fact":
        return valuesOf(node);
      case "message":
        return [];
    }
  }

  getTreeItem(node: AvailableNode): vscode.TreeItem {
    return toTreeItem(this.describe(node, []));
  }

  async resolveTreeItem(row: vscode.TreeItem, node: AvailableNode): Promise<vscode.TreeItem> {
    const info = node.kind === "available" ? await this.#tooltip(node) : [];
    row.tooltip = tooltipOf(this.describe(node, info));
    return row;
  }

  /** @param info lines of Markdown for the tooltip of a module */
  describe(node: AvailableNode, info: readonly string[]): Item {
    switch (node.kind) {
      case "folder":
        return describeFolder(
          node,
          this.#parts.available.index(node.target)?.folders.get(node.path)?.count ?? 0,
        );
      case "available":
        return describeAvailable({
          row: node,
          isLoaded: this.#loaded.has(node.available),
          isFlat: this.#filter !== "",
          info,
        });
      case "fact":
        return describeFact(node);
      case "message":
        return describeMessage(node);
    }
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#changed.dispose();
  }

  #roots(): readonly AvailableNode[] {
    if (!vscode.workspace.isTrusted) return [];
    const target = this.#parts.targets.current();
    const rows = this.#rowsOf(target);
    const isEmpty = typeof rows === "string";
    void vscode.commands.executeCommand(
      "setContext",
      "kmod.availableModules.empty",
      (isEmpty ? rows : "none") satisfies Empty,
    );
    return isEmpty ? [] : rows;
  }

  #rowsOf(target: Target): readonly AvailableNode[] | Exclude<Empty, "none"> {
    const { available, loaded } = this.#parts;
    if (target.state.kind !== "connected") return "notConnected";
    if (!target.state.machine.hasModules) return "noModuleSupport";
    this.#loaded = new Set(loaded.snapshot(target)?.modules.map(({ name }) => name));
    const error = available.error(target);
    if (error !== undefined) return [availableFailed(target, error)];
    const index = available.index(target);
    if (index === undefined) return [stillListing(target)];
    if (index.all.length === 0) return "nothing";
    if (this.#filter === "") return rowsOfFolder(index, target, "");
    const rows = filteredRows(index, this.#filter);
    if (rows.length === 0) return "filtered";
    return rows.length <= mostRows
      ? rows
      : [...rows.slice(0, mostRows), tooMany(target, rows.length - mostRows)];
  }

  async #facts(row: AvailableRow): Promise<readonly AvailableNode[]> {
    try {
      return factsOf(row.target, row.available, await this.#info(row));
    } catch (error) {
      return [
        noModinfo(row.target, row.available, error instanceof Error ? error : new Error(String(error))),
      ];
    }
  }

  async #tooltip(row: AvailableRow): Promise<readonly string[]> {
    try {
      const info = await this.#info(row);
      return factsOf(row.target, row.available, info).map(
        ({ name, values }) =>
          `${name}: ${escaped(values.slice(0, 8).join(", "))}${values.length > 8 ? ", …" : ""}`,
      );
    } catch (error) {
      this.#parts.log.debug(`modinfo says nothing of ${row.available}.`, error);
      return [];
    }
  }

  #info(row: AvailableRow): Promise<ModuleInfo> {
    const known = this.#infos.get(row) ?? row.target.run(moduleInfo(row.available));
    this.#infos.set(row, known);
    // One that failed is asked again.
    known.catch(() => this.#infos.delete(row));
    return known;
  }

  /** Rows are drawn anew where other modules are loaded than before. */
  #markLoaded(target: Target): void {
    if (target !== this.#parts.targets.current()) return;
    const names = this.#parts.loaded.snapshot(target)?.modules.map(({ name }) => name) ?? [];
    const isSame = names.length === this.#loaded.size && names.every((name) => this.#loaded.has(name));
    if (!isSame) this.#changed.fire(undefined);
  }
}

const valuesOf = (row: FactRow): FactRow[] =>
  row.isValue || row.values.length === 1
    ? []
    : row.values.map((value) => ({ ...row, values: [value], isValue: true }));
