/**
 * Kmod while there is no reason for it: a few listeners, and somebody who answers for each command and view. Whatever
 * comes first ends the sleep, once; what asked for it then gets what it asked for.
 */
import * as vscode from "vscode";
import type { Kmod, openKmod } from "../extension.ts";
import type { KmodExports, OpeningCost } from "../main.ts";
import { once } from "./once.ts";
import { type ProjectWatch, watchProject } from "./project.ts";
import { registerStandIns } from "./stand-ins.ts";

export interface Sleep extends vscode.Disposable {
  readonly exports: KmodExports;
  /** Ends what was opened; to be waited for. */
  end(): Promise<void>;
}

/** @param load gives what opens everything: reads the large bundle, which is never read where nobody needs it */
export const openSleep = (extension: vscode.ExtensionContext, load: () => Promise<typeof openKmod>): Sleep =>
  new Sleeper(extension, load);

class Sleeper implements Sleep, KmodExports {
  readonly #extension: vscode.ExtensionContext;
  readonly #load: () => Promise<typeof openKmod>;
  readonly #woke = new vscode.EventEmitter<Kmod["api"]>();
  readonly onDidWake = this.#woke.event;
  readonly #tell = createReport();
  readonly #open = once(() => this.#openAll());
  readonly #project: ProjectWatch;
  readonly #asleep: vscode.Disposable;
  #opened: Kmod | undefined;
  #cost: OpeningCost | undefined;

  constructor(extension: vscode.ExtensionContext, load: () => Promise<typeof openKmod>) {
    this.#extension = extension;
    this.#load = load;
    this.#project = watchProject(() => void this.#wakeFor());
    this.#asleep = vscode.Disposable.from(
      registerStandIns(extension, () => this.#wakeFor()),
      this.#project,
    );
  }

  get exports(): KmodExports {
    return this;
  }

  get api(): Kmod["api"] | undefined {
    return this.#opened?.api;
  }

  get cost(): OpeningCost | undefined {
    return this.#cost;
  }

  looked(): Promise<void> {
    return this.#project.looked();
  }

  async wake(): Promise<Kmod["api"]> {
    return (await this.#open()).api;
  }

  async end(): Promise<void> {
    await this.#opened?.end();
  }

  dispose(): void {
    this.#asleep.dispose();
    this.#woke.dispose();
  }

  /** For whoever has asked for something of Kmod's; undefined: it cannot be opened, and the user has been told. */
  async #wakeFor(): Promise<Kmod | undefined> {
    try {
      return await this.#open();
    } catch (error) {
      this.#tell(error);
      return undefined;
    }
  }

  async #openAll(): Promise<Kmod> {
    const [start, processor] = [performance.now(), process.cpuUsage()];
    const openEverything = await this.#load();
    // In one turn, so that VS Code never sees a command without anybody behind it.
    this.#asleep.dispose();
    const opened = openEverything(this.#extension);
    const { user, system } = process.cpuUsage(processor);
    this.#cost = { ms: performance.now() - start, processorMs: (user + system) / 1000 };
    this.#opened = opened;
    this.#woke.fire(opened.api);
    return opened;
  }
}

/** Tells the user what kept Kmod from being opened; not again while that stands there unanswered. */
function createReport(): (error: unknown) => void {
  let isStanding = false;
  const tell = async (error: unknown): Promise<void> => {
    isStanding = true;
    const reload = vscode.l10n.t("Reload Window");
    const reason = error instanceof Error ? error.message : String(error);
    const message = vscode.l10n.t("Kmod could not be opened: {0}", reason);
    const answer = await vscode.window.showErrorMessage(message, reload);
    isStanding = false;
    if (answer === reload) await vscode.commands.executeCommand("workbench.action.reloadWindow");
  };
  return (error) => {
    console.error("Kmod could not be opened.", error);
    if (!isStanding) void tell(error);
  };
}
