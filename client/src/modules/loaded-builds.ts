/**
 * Build IDs of loaded modules: asked for after a reading, and only for those that the workspace has built and that have no
 * srcversion by which the two could be compared.
 */
import * as vscode from "vscode";
import { loadedBuildIds } from "../kernel/kmod/build-id.ts";
import type { Target } from "../kernel/targets/target.ts";
import type { BuiltModulesReader } from "./built-modules.ts";
import type { LoadedModules } from "./modules.ts";
import { Turns } from "./turns.ts";

export interface LoadedBuilds extends vscode.Disposable {
  /** undefined: it is not known, or there was no need to ask. */
  idOf(target: Target, name: string): string | undefined;
  readonly onDidChange: vscode.Event<Target>;
}

export interface BuildParts {
  readonly loaded: Pick<LoadedModules, "snapshot" | "onDidChange">;
  readonly built: Pick<BuiltModulesReader, "all" | "onDidChange">;
  readonly log: Pick<vscode.LogOutputChannel, "debug">;
}

export const createLoadedBuilds = (parts: BuildParts): LoadedBuilds => new Builds(parts);

/** A kernel tree that is open has built everything: only so many are asked for. */
const mostNames = 50;

class Builds implements LoadedBuilds {
  readonly #parts: BuildParts;
  readonly #turns = new WeakMap<Target, Turns<void>>();
  readonly #ids = new WeakMap<Target, ReadonlyMap<string, string>>();
  readonly #changed = new vscode.EventEmitter<Target>();
  readonly onDidChange = this.#changed.event;
  readonly #listener: vscode.Disposable;

  constructor(parts: BuildParts) {
    this.#parts = parts;
    this.#listener = parts.loaded.onDidChange((target) => {
      const turns = this.#turns.get(target) ?? new Turns(() => this.#ask(target));
      this.#turns.set(target, turns);
      void turns.take();
    });
  }

  idOf(target: Target, name: string): string | undefined {
    return this.#ids.get(target)?.get(name);
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
  }

  async #ask(target: Target): Promise<void> {
    const built = new Set((await this.#parts.built.all()).map(({ name }) => name));
    const modules = this.#parts.loaded.snapshot(target)?.modules ?? [];
    const names = modules
      .filter(({ name, srcversion }) => srcversion === undefined && built.has(name))
      .map(({ name }) => name);
    const before = this.#ids.get(target) ?? new Map<string, string>();
    const ids = names.length === 0 ? new Map<string, string>() : await this.#read(target, names);
    this.#ids.set(target, ids);
    const isSame = ids.size === before.size && [...ids].every(([name, id]) => before.get(name) === id);
    if (!isSame) this.#changed.fire(target);
  }

  async #read(target: Target, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    try {
      return await target.run(loadedBuildIds(names.slice(0, mostNames)));
    } catch (error) {
      this.#parts.log.debug(`${target.spec.name}: build IDs could not be read.`, error);
      return new Map();
    }
  }
}
