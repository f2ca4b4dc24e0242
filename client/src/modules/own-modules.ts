/** What loaded modules have to do with the workspace: whether it has them, and whether what is loaded is what is built. */
import path from "node:path";
import * as vscode from "vscode";
import type { ModuleSources } from "../../../server/src/protocol/messages.ts";
import type { LoadedModule } from "../kernel/kmod/loaded.ts";
import type { KoFile } from "../kernel/kmod/module-info.ts";
import type { Target } from "../kernel/targets/target.ts";
import { type BuiltMatch, matchBuilt } from "./built-match.ts";
import type { BuiltModulesReader } from "./built-modules.ts";
import type { LoadedBuilds } from "./loaded-builds.ts";
import type { WorkspaceSources } from "./workspace-sources.ts";

export interface OwnModules extends vscode.Disposable {
  /** Whether the workspace has the sources or the .ko file of a module. */
  isMine(name: string): boolean;
  /** The .ko file of a loaded module, as far as files have been read (`read`). */
  match(target: Target, module: LoadedModule): BuiltMatch;
  /** Where its sources are: those that its .ko file is built from, where the workspace builds the name twice. */
  sources(target: Target, module: LoadedModule): Promise<readonly ModuleSources[]>;
  /** Takes in what the workspace has built, and where its sources are. */
  read(): Promise<void>;
  /** The machine whose modules look different; undefined: all of them may. */
  readonly onDidChange: vscode.Event<Target | undefined>;
}

export interface OwnParts {
  readonly built: Pick<BuiltModulesReader, "all" | "buildIdOf" | "onDidChange">;
  readonly builds: Pick<LoadedBuilds, "idOf" | "onDidChange">;
  readonly sources: Pick<WorkspaceSources, "of" | "find" | "refresh" | "onDidChange">;
}

export const createOwnModules = (parts: OwnParts): OwnModules => new Own(parts);

class Own implements OwnModules {
  readonly #parts: OwnParts;
  readonly #changed = new vscode.EventEmitter<Target | undefined>();
  readonly onDidChange = this.#changed.event;
  readonly #listeners: readonly vscode.Disposable[];
  #built: ReadonlyMap<string, readonly KoFile[]> = new Map();

  constructor(parts: OwnParts) {
    this.#parts = parts;
    this.#listeners = [
      // What was just built may be new to the workspace, and the folder that was added as well.
      parts.built.onDidChange(() => void this.read()),
      parts.builds.onDidChange((target) => this.#changed.fire(target)),
      parts.sources.onDidChange(() => this.#changed.fire(undefined)),
    ];
  }

  isMine(name: string): boolean {
    return this.#built.has(name) || this.#parts.sources.of(name).length > 0;
  }

  match(target: Target, module: LoadedModule): BuiltMatch {
    const { built, builds } = this.#parts;
    return matchBuilt({
      module,
      built: this.#built.get(module.name) ?? [],
      release: target.state.kind === "connected" ? target.state.machine.release : "",
      ids: { loaded: builds.idOf(target, module.name), of: ({ file }) => built.buildIdOf(file) },
    });
  }

  async sources(target: Target, module: LoadedModule): Promise<readonly ModuleSources[]> {
    const found = await this.#parts.sources.find(module.name);
    const match = this.match(target, module);
    if (match.kind === "none") return found;
    const folder = vscode.Uri.file(path.dirname(match.ko.file)).path;
    const near = found.filter((sources) => vscode.Uri.parse(sources.folder, true).path === folder);
    return near.length > 0 ? near : found;
  }

  async read(): Promise<void> {
    await Promise.all([this.#readBuilt(), this.#parts.sources.refresh()]);
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#changed.dispose();
  }

  async #readBuilt(): Promise<void> {
    this.#built = Map.groupBy(await this.#parts.built.all(), ({ name }) => name);
    this.#changed.fire(undefined);
  }
}
