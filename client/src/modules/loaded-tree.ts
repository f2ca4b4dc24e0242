/**
 * The rows of the view "Kernel Modules": machines, their modules, and what is known of each. Draws what was read; only an
 * opened module makes it read more. Errors are rows.
 */
import * as vscode from "vscode";
import type { Target } from "../kernel/targets/target.ts";
import type { Targets } from "../targets/targets.ts";
import {
  describeGroup,
  describeMessage,
  describeParameter,
  describeRelated,
  describeSection,
  describeSource,
} from "./describe-children.ts";
import { describeGone, describeModule } from "./describe-module.ts";
import { describeTarget } from "./describe-target.ts";
import type { Highlights } from "./highlights.ts";
import type { Item } from "./item.ts";
import type { LoadedModulesReader } from "./loaded-modules.ts";
import * as messages from "./messages.ts";
import { groupsOf, membersOf, type OpenModule } from "./module-children.ts";
import type { GroupRow, ModuleRow, Node, TargetRow } from "./nodes.ts";
import type { OwnModules } from "./own-modules.ts";
import type { ParameterInfos } from "./parameter-infos.ts";
import { matches, selectModules } from "./selection.ts";
import { tooltipOf, toTreeItem } from "./tree-item.ts";
import type { ViewSettings } from "./view-settings.ts";
import { durationInWords } from "./words.ts";

export interface TreeParts {
  readonly targets: Pick<Targets, "all" | "current" | "onDidChange">;
  readonly loaded: LoadedModulesReader;
  readonly highlights: Highlights;
  readonly own: OwnModules;
  readonly infos: ParameterInfos;
  readonly settings: Pick<ViewSettings, "selection" | "onDidChange">;
}

/** All rows of a machine's modules were asked for and given. */
export interface Rendered {
  readonly target: Target;
  readonly modules: number;
  /** From the first question for them to the last answer. */
  readonly milliseconds: number;
}

export class LoadedTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #parts: TreeParts;
  readonly #changed = new vscode.EventEmitter<Node | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #rendered = new vscode.EventEmitter<Rendered>();
  readonly onDidRender = this.#rendered.event;
  readonly #listeners: readonly vscode.Disposable[];
  readonly #rows = new WeakMap<Target, TargetRow>();
  /** What each machine looked like when it was last drawn. */
  readonly #looks = new WeakMap<Target, string>();
  /** Machines as they were last listed, and what their rows said. */
  #list = "";
  readonly #rowLooks = new WeakMap<Target, string>();
  #pending: { readonly last: Node; readonly start: number; readonly modules: number } | undefined;

  constructor(parts: TreeParts) {
    this.#parts = parts;
    this.#listeners = [
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire(undefined)),
      parts.targets.onDidChange(() => this.#redrawTargets()),
      parts.highlights.onDidChange((target) => this.#redraw(target)),
      parts.own.onDidChange((target) => this.#redrawModules(target)),
      parts.settings.onDidChange(() => this.#changed.fire(undefined)),
    ];
  }

  async getChildren(node?: Node): Promise<Node[]> {
    switch (node?.kind) {
      case undefined:
        return [...this.#roots()];
      case "target":
        return [...this.#modules(node.target)];
      case "module":
        return [...(await this.#groups(node))];
      case "group":
        return [...(await this.#members(node))];
      case "gone":
      case "related":
      case "parameter":
      case "section":
      case "source":
      case "message":
        return [];
    }
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const row = toTreeItem(this.describe(node));
    if (node === this.#pending?.last) this.#reportRendered(node);
    return row;
  }

  resolveTreeItem(row: vscode.TreeItem, node: Node): vscode.TreeItem {
    row.tooltip = tooltipOf(this.describe(node));
    return row;
  }

  /** Modules can be revealed: their parents are known. */
  getParent(node: Node): Node | undefined {
    return node.kind === "module" ? this.#rowOf(node.target) : undefined;
  }

  describe(node: Node): Item {
    switch (node.kind) {
      case "target":
        return describeTarget({
          id: node.target.id,
          spec: node.target.spec,
          state: node.target.state,
          isCurrent: this.#parts.targets.all().length > 1 && this.#parts.targets.current() === node.target,
          snapshot: this.#parts.loaded.snapshot(node.target),
        });
      case "module":
        return describeModule({
          targetId: node.target.id,
          module: node.module,
          built: this.#parts.own.match(node.target, node.module),
          isMine: this.#parts.own.isMine(node.module.name),
          change: this.#parts.highlights.changes(node.target).get(node.module.name),
        });
      case "gone":
        return describeGone(node.target.id, node.name);
      case "group":
        return describeGroup(node);
      case "related":
        return describeRelated(node, this.#parts.own.isMine(node.name));
      case "parameter":
        return describeParameter(node);
      case "section":
        return describeSection(node);
      case "source":
        return describeSource(node);
      case "message":
        return describeMessage(node);
    }
  }

  /** The row of a loaded module; undefined where it is not loaded, or not shown. */
  async find(target: Target, name: string): Promise<ModuleRow | undefined> {
    const rows = await this.getChildren(this.#rowOf(target));
    return rows.find((row): row is ModuleRow => row.kind === "module" && row.module.name === name);
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#changed.dispose();
    this.#rendered.dispose();
  }

  #roots(): readonly Node[] {
    const targets = this.#parts.targets.all();
    const empty = messages.emptyState(targets);
    void vscode.commands.executeCommand("setContext", "kmod.loadedModules.empty", empty);
    const isShown = vscode.workspace.isTrusted && empty === "none";
    return isShown ? targets.map((target) => this.#rowOf(target)) : [];
  }

  #rowOf(target: Target): TargetRow {
    const row: TargetRow = this.#rows.get(target) ?? { kind: "target", target };
    this.#rows.set(target, row);
    return row;
  }

  #modules(target: Target): readonly Node[] {
    const { state } = target;
    if (state.kind === "failed") return [messages.connectingFailed(target, state.error)];
    if (state.kind !== "connected") return [];
    if (!state.machine.hasModules) return [messages.cannotLoadModules(target)];
    const { loaded, settings, own } = this.#parts;
    const error = loaded.error(target);
    const failed = error === undefined ? [] : [messages.readingFailed(target, error, "")];
    const snapshot = loaded.snapshot(target);
    if (snapshot === undefined) return error === undefined ? [messages.stillReading(target)] : failed;
    const start = performance.now();
    const gone = this.#gone(target);
    const isMine = (name: string): boolean => own.isMine(name);
    const shown = selectModules(snapshot.modules, settings.selection, isMine).map(
      (module): ModuleRow => ({ kind: "module", target, module }),
    );
    const last = shown.at(-1);
    if (last !== undefined) this.#pending = { last, start, modules: shown.length };
    if (shown.length > 0 || gone.length > 0) return [...failed, ...gone, ...shown];
    const { length } = snapshot.modules;
    return [
      ...failed,
      length === 0 ? messages.nothingLoaded(target) : messages.allHidden(target, length, settings.selection),
    ];
  }

  #gone(target: Target): readonly Node[] {
    const { filter, isOnlyMine } = this.#parts.settings.selection;
    return [...this.#parts.highlights.changes(target)].flatMap(([name, { kind }]) =>
      kind === "removed" && matches(name, filter) && (!isOnlyMine || this.#parts.own.isMine(name))
        ? [{ kind: "gone", target, name }]
        : [],
    );
  }

  async #groups(row: ModuleRow): Promise<readonly Node[]> {
    const open = await this.#open(row);
    return "kind" in open ? [open] : groupsOf(open);
  }

  async #members(group: GroupRow): Promise<readonly Node[]> {
    const open = await this.#open({ kind: "module", target: group.target, module: group.of });
    if ("kind" in open) return [open];
    const infos =
      group.group === "parameters" ? await this.#parts.infos.of(group.target, group.of) : new Map();
    return membersOf(group, open, infos);
  }

  /** What is known of a module, or why nothing is. */
  async #open(row: ModuleRow): Promise<OpenModule | ReturnType<typeof messages.goneMeanwhile>> {
    const { loaded, own } = this.#parts;
    const { target, module } = row;
    try {
      const [details, found] = await Promise.all([
        loaded.expand(target, module.name),
        own.sources(target, module),
      ]);
      const snapshot = loaded.snapshot(target);
      if (details === undefined || snapshot === undefined) return messages.goneMeanwhile(target, module.name);
      return { row, snapshot, details, sources: found };
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error));
      return messages.readingFailed(target, reason, `/${module.name}`);
    }
  }

  /**
   * Draws as little as it can: while all of it is drawn anew, VS Code cannot say which row was clicked. All of it has to
   * be where machines came or went, or became such that can be opened.
   */
  #redrawTargets(): void {
    const { targets } = this.#parts;
    const all = targets.all();
    const rows = all.map((target) => [this.describe(this.#rowOf(target)).id, target.spec]);
    const list = JSON.stringify([messages.emptyState(all), rows]);
    const isSameList = list === this.#list;
    this.#list = list;
    if (!isSameList) this.#changed.fire(undefined);
    for (const target of all) {
      const { description, contextValue } = this.describe(this.#rowOf(target));
      const { state } = target;
      const look = JSON.stringify([
        description,
        contextValue,
        state.kind === "failed" && state.error.message,
      ]);
      if (look !== this.#rowLooks.get(target) && isSameList) this.#changed.fire(this.#rowOf(target));
      this.#rowLooks.set(target, look);
    }
  }

  /** Other sources or files change what is said of modules. */
  #redrawModules(target: Target | undefined): void {
    for (const one of target === undefined ? this.#parts.targets.all() : [target])
      if (this.#parts.loaded.snapshot(one) !== undefined) this.#changed.fire(this.#rowOf(one));
  }

  /** Draws a machine anew where it looks different. */
  #redraw(target: Target): void {
    const { loaded, highlights } = this.#parts;
    const snapshot = loaded.snapshot(target);
    const look = JSON.stringify([
      snapshot && { ...snapshot, uptimeSeconds: durationInWords(snapshot.uptimeSeconds) },
      snapshot && [...snapshot.details],
      [...highlights.changes(target)],
      loaded.error(target)?.message,
    ]);
    if (look === this.#looks.get(target)) return;
    this.#looks.set(target, look);
    this.#changed.fire(this.#rowOf(target));
  }

  #reportRendered(node: Node): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending === undefined || node.kind !== "module") return;
    const { modules, start } = pending;
    this.#rendered.fire({ target: node.target, modules, milliseconds: performance.now() - start });
  }
}
