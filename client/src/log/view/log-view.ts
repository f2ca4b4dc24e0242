/** The view "Kernel Log" in the panel: one machine's log at a time. The page is given the rows that it shows, no others. */
import * as vscode from "vscode";
import type { KmodContext } from "../../context.ts";
import type { Target } from "../../kernel/targets/target.ts";
import type { OwnModules } from "../../modules/own-modules.ts";
import type { Targets } from "../../targets/targets.ts";
import type { Traces } from "../../traces/traces.ts";
import type { LogLine, TargetLog, TargetLogs } from "../target-logs.ts";
import { copyLines, type LinePlaces, openCall, rowFacts, traceAt } from "./line-acts.ts";
import { isNoFilter, type LogFilter, noFilter } from "./log-filter.ts";
import { LogPage } from "./log-page.ts";
import { nextMode } from "./log-times.ts";
import { PageFeed } from "./page-feed.ts";
import { pageRows } from "./page-rows.ts";
import { pageState } from "./page-state.ts";
import { ShownLog } from "./shown-log.ts";
import { rememberView, type ViewMemory } from "./view-memory.ts";
import type { FromPage, PageAction, PageDrawn, PageWindow } from "./view-messages.ts";
import { expectedTarget } from "./which-log.ts";

export interface LogViewSources {
  readonly targets: Targets;
  readonly logs: TargetLogs;
  readonly own: Pick<OwnModules, "isMine" | "read" | "onDidChange">;
  readonly places: LinePlaces;
  readonly traces: Pick<Traces, "all" | "onDidFind" | "show">;
}

export interface LogView extends vscode.Disposable {
  /** Brings the view to the front, with this machine's log where one is given. */
  show(target?: Target): Promise<void>;
  /** Shows this log from now on. */
  attach(log: TargetLog): void;
  /** The log that is shown. */
  readonly log: TargetLog;
  readonly filter: LogFilter;
  setFilter(part: Partial<LogFilter>): void;
  /** Brings the view to the front, with the cursor in the filter. */
  focusFilter(): Promise<void>;
  /** The next way to show times. */
  changeTimes(): void;
  /** The lines that pass the filter. */
  shownLines(): readonly LogLine[];
  /** The page has drawn: what is on the screen. */
  readonly onDidDraw: vscode.Event<PageDrawn>;
  /** Does as if the page had said it, for tests. */
  hear(message: FromPage): Promise<void>;
  /** Makes the page. */
  readonly provider: vscode.WebviewViewProvider;
}

const viewId = "kmod.kernelLog";

export function createLogView(context: KmodContext, sources: LogViewSources): LogView {
  const view = new View(context, sources);
  view.open();
  return view;
}

class View implements LogView {
  readonly #context: KmodContext;
  readonly #sources: LogViewSources;
  readonly #memory: ViewMemory;
  readonly #page: LogPage;
  readonly #feed = new PageFeed(() => this.#sendRows());
  readonly #drawn = new vscode.EventEmitter<PageDrawn>();
  readonly onDidDraw = this.#drawn.event;
  readonly #listeners: vscode.Disposable[] = [];
  #shown: ShownLog | undefined;
  /** The current target when the user chose a machine to look at: the choice holds as long as that is current. */
  #chosenBeside: Target | undefined;
  #window: PageWindow = { kind: "window", generation: 0, from: 0, count: 200, isFollowing: true };
  /** What the page was told last: the same is not told again. */
  #told = "";
  #wantsFocus = false;

  constructor(context: KmodContext, sources: LogViewSources) {
    this.#context = context;
    this.#sources = sources;
    this.#memory = rememberView(context.extension.workspaceState, (error) => this.#fail(error));
    this.#page = new LogPage({
      dist: vscode.Uri.joinPath(context.extension.extensionUri, "dist"),
      opened: () => this.#prepare(),
      hear: (message) => this.#onMessage(message),
      gone: () => {
        this.#feed.stop();
        this.#shown?.look(false);
      },
      failed: (error) => this.#fail(error),
    });
  }

  open(): void {
    const { targets, logs, own, places, traces } = this.#sources;
    this.#listeners.push(
      vscode.window.registerWebviewViewProvider(viewId, this.#page),
      targets.onDidChange(() => this.#onTargets()),
      logs.onDidOpen(() => this.#onTargets()),
      places.onDidChange(() => this.#feed.changed()),
      traces.onDidFind(() => this.#feed.changed()),
      own.onDidChange(() => {
        if (this.filter.isOnlyOwn) this.#refilter();
      }),
    );
    this.#tellMenus();
  }

  get provider(): vscode.WebviewViewProvider {
    return this.#page;
  }

  async show(target?: Target): Promise<void> {
    if (target !== undefined) this.#choose(target);
    await vscode.commands.executeCommand(`${viewId}.focus`);
  }

  attach(log: TargetLog): void {
    this.#attach(log);
    this.#feed.now();
  }

  get log(): TargetLog {
    return this.#current().log;
  }

  get filter(): LogFilter {
    return this.#memory.filter;
  }

  setFilter(part: Partial<LogFilter>): void {
    const before = this.filter;
    this.#memory.filter = { ...before, ...part };
    if (this.filter.isOnlyOwn && !before.isOnlyOwn) this.#readOwn();
    this.#refilter();
  }

  async focusFilter(): Promise<void> {
    this.#wantsFocus = true;
    await vscode.commands.executeCommand(`${viewId}.focus`);
    this.#giveFocus();
  }

  changeTimes(): void {
    this.#memory.times = nextMode(this.#memory.times);
    this.#tell();
  }

  shownLines(): readonly LogLine[] {
    return this.#current().shownLines();
  }

  hear(message: FromPage): Promise<void> {
    return this.#page.hear(message);
  }

  dispose(): void {
    this.#feed.stop();
    this.#shown?.dispose();
    for (const listener of this.#listeners) listener.dispose();
    this.#drawn.dispose();
  }

  async #onMessage(message: FromPage): Promise<void> {
    switch (message.kind) {
      case "ready":
        this.#current().look(true);
        this.#told = "";
        this.#tell();
        return this.#giveFocus();
      case "window":
        this.#window = message;
        return this.#feed.now();
      case "anchor":
        this.#window = { ...this.#window, anchor: message.number };
        return;
      case "drawn":
        this.#feed.drawn();
        return this.#drawn.fire(message);
      case "target":
        return this.#choose(this.#sources.targets.all().find(({ id }) => id === message.id));
      case "filter":
        return this.setFilter(message.filter);
      case "copy":
        return copyLines(this.#current(), message, this.#memory.times);
      case "open":
        return openCall(this.#current(), this.#sources.places, message.number);
      case "showTrace":
        return this.#showTrace(message.number);
      case "action":
        return this.#act(message.action);
    }
  }

  #current(): ShownLog {
    return this.#shown ?? this.#attach(this.#sources.logs.of(this.#expected()));
  }

  /** What is shown without a choice. */
  #expected(): Target {
    const { targets, logs } = this.#sources;
    return expectedTarget(targets.current(), logs.all());
  }

  #attach(log: TargetLog): ShownLog {
    this.#shown?.dispose();
    const isMine = (name: string): boolean => this.#sources.own.isMine(name);
    const shown = new ShownLog({ log, filter: this.filter, isMine });
    this.#shown = shown;
    shown.look(this.#page.isReady);
    shown.onDidChangeLines(() => this.#feed.changed());
    shown.onDidChangeProblem(() => this.#tell());
    // Numbers of another machine's lines mean nothing here.
    const { anchor: _, ...rest } = this.#window;
    this.#window = { ...rest, generation: 0, isFollowing: true };
    return shown;
  }

  #choose(target: Target | undefined): void {
    if (target === undefined) return;
    this.#chosenBeside = this.#sources.targets.current();
    if (this.#shown?.log.target !== target) this.attach(this.#sources.logs.of(target));
  }

  #onTargets(): void {
    const { targets, logs } = this.#sources;
    if (targets.current() !== this.#chosenBeside) this.#chosenBeside = undefined;
    const target = this.#shown?.log.target;
    if (target === undefined) return;
    const expected = this.#expected();
    if (target !== expected && (this.#chosenBeside === undefined || !targets.all().includes(target)))
      return this.attach(logs.of(expected));
    this.#tell();
  }

  /** The view is seen for the first time: what its lines and modules are is read then, not before. */
  #prepare(): void {
    this.#sources.places.read().then(undefined, (error: unknown) => this.#fail(error));
    if (this.filter.isOnlyOwn) this.#readOwn();
  }

  /** What the workspace builds; `own` says when it is known. */
  #readOwn(): void {
    this.#sources.own.read().then(undefined, (error: unknown) => this.#fail(error));
  }

  #refilter(): void {
    this.#current().setFilter(this.filter);
    this.#tellMenus();
    this.#feed.now();
  }

  #tellMenus(): void {
    const isFiltered = !isNoFilter(this.filter);
    vscode.commands
      .executeCommand("setContext", "kmod.isKernelLogFiltered", isFiltered)
      .then(undefined, (error: unknown) => this.#fail(error));
  }

  #tell(): void {
    if (!this.#page.isReady) return;
    this.#current().update();
    const state = pageState(this.#current(), this.#sources.targets, this.#memory);
    const text = JSON.stringify(state);
    if (text === this.#told) return;
    this.#told = text;
    this.#page.post(state);
  }

  #sendRows(): void {
    if (!this.#page.isReady) return this.#feed.stop();
    // What is said instead of lines, and the names that they begin with, may be others now.
    this.#tell();
    const shown = this.#current();
    const { places, traces } = this.#sources;
    this.#page.post(pageRows(shown.rows, this.#window, rowFacts(shown, places, traces)));
  }

  #giveFocus(): void {
    if (!this.#wantsFocus || !this.#page.isReady) return;
    this.#wantsFocus = false;
    this.#page.post({ kind: "focusFilter" });
  }

  async #showTrace(number: number): Promise<void> {
    const { traces } = this.#sources;
    const found = traceAt(this.#current(), traces, number);
    if (found !== undefined) await traces.show(found);
  }

  async #act(action: PageAction): Promise<void> {
    switch (action) {
      case "connect":
        await this.#sources.targets.ready(this.log.target);
        return;
      case "readAsRoot":
        return this.log.readAsRoot();
      case "clearFilter":
        return this.setFilter(noFilter);
    }
  }

  #fail(error: unknown): void {
    this.#context.log.error("The view of the kernel's log:", error);
  }
}
