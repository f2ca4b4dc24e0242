/** Where the sources of loaded modules are in the workspace, as the language server says it. */
import * as vscode from "vscode";
import type { ModuleSources } from "../../../server/src/protocol/messages.ts";

export interface SourceFinder {
  moduleSources(names?: readonly string[]): Promise<readonly ModuleSources[]>;
}

export interface WorkspaceSources extends vscode.Disposable {
  /** What is known of a module so far. */
  of(name: string): readonly ModuleSources[];
  /** Asks again for all modules of the workspace. A server that does not answer leaves what was known. */
  refresh(): Promise<void>;
  /** Asks for one module, where the workspace has too many for all of them to be told at once. */
  find(name: string): Promise<readonly ModuleSources[]>;
  readonly onDidChange: vscode.Event<void>;
}

/** The server tells of as many at once. */
const mostAtOnce = 1000;

export const createWorkspaceSources = (
  finder: SourceFinder,
  log: Pick<vscode.LogOutputChannel, "debug">,
): WorkspaceSources => new Sources(finder, log);

class Sources implements WorkspaceSources {
  readonly #finder: SourceFinder;
  readonly #log: Pick<vscode.LogOutputChannel, "debug">;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #byName: ReadonlyMap<string, readonly ModuleSources[]> = new Map();
  #isComplete = true;

  constructor(finder: SourceFinder, log: Pick<vscode.LogOutputChannel, "debug">) {
    this.#finder = finder;
    this.#log = log;
  }

  of(name: string): readonly ModuleSources[] {
    return this.#byName.get(name) ?? [];
  }

  async refresh(): Promise<void> {
    const modules = await this.#ask(undefined);
    if (modules === undefined) return;
    this.#isComplete = modules.length < mostAtOnce;
    this.#byName = Map.groupBy(modules, ({ name }) => name);
    this.#changed.fire();
  }

  async find(name: string): Promise<readonly ModuleSources[]> {
    const known = this.of(name);
    if (known.length > 0 || this.#isComplete) return known;
    return (await this.#ask([name])) ?? [];
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #ask(names: readonly string[] | undefined): Promise<readonly ModuleSources[] | undefined> {
    // Without a folder there is nothing to ask about, and no reason to start a server.
    if (vscode.workspace.workspaceFolders === undefined) return undefined;
    try {
      return await this.#finder.moduleSources(names);
    } catch (error) {
      this.#log.debug("The language server does not say where modules have their sources.", error);
      return undefined;
    }
  }
}
