/**
 * What is loaded on each connected machine: one reading is one run of one command. Never two at once for a machine; it
 * is forgotten as soon as the machine is not connected. Nothing here decides when to read.
 */
import * as vscode from "vscode";
import type { ModuleDetails, Snapshot } from "../kernel/kmod/loaded.ts";
import { snapshot } from "../kernel/kmod/snapshot.ts";
import type { Target } from "../kernel/targets/target.ts";
import type { Targets } from "../targets/targets.ts";
import type { LoadedModules } from "./modules.ts";
import { Turns } from "./turns.ts";

/** What the view needs beyond what other features do. */
export interface LoadedModulesReader extends LoadedModules {
  /** Why the last reading failed; undefined: it did not, or nothing was read since the machine was connected. */
  error(target: Target): Error | undefined;
  /**
   * Reads more of a module with every reading from now on. undefined: it is not loaded any more. Rejects as `refresh`.
   */
  expand(target: Target, name: string): Promise<ModuleDetails | undefined>;
  collapse(target: Target, name: string): void;
  /** Names of the modules of which more is read. */
  expanded(target: Target): ReadonlySet<string>;
}

export const createLoadedModules = (targets: Pick<Targets, "all" | "onDidChange">): LoadedModulesReader =>
  new Loaded(targets);

interface Readings {
  readonly turns: Turns<Snapshot>;
  readonly expanded: Set<string>;
  snapshot: Snapshot | undefined;
  error: Error | undefined;
}

class Loaded implements LoadedModulesReader {
  readonly #targets: Pick<Targets, "all" | "onDidChange">;
  readonly #readings = new Map<Target, Readings>();
  readonly #changed = new vscode.EventEmitter<Target>();
  readonly onDidChange = this.#changed.event;
  readonly #listener: vscode.Disposable;

  constructor(targets: Pick<Targets, "all" | "onDidChange">) {
    this.#targets = targets;
    this.#listener = targets.onDidChange(() => this.#forgetDisconnected());
  }

  snapshot(target: Target): Snapshot | undefined {
    return isConnected(target) ? this.#readings.get(target)?.snapshot : undefined;
  }

  error(target: Target): Error | undefined {
    return isConnected(target) ? this.#readings.get(target)?.error : undefined;
  }

  refresh(target: Target): Promise<Snapshot> {
    return this.#of(target).turns.take();
  }

  async expand(target: Target, name: string): Promise<ModuleDetails | undefined> {
    const readings = this.#of(target);
    readings.expanded.add(name);
    const known = readings.snapshot?.details.get(name);
    return known ?? (await this.refresh(target)).details.get(name);
  }

  collapse(target: Target, name: string): void {
    this.#readings.get(target)?.expanded.delete(name);
  }

  expanded(target: Target): ReadonlySet<string> {
    return this.#readings.get(target)?.expanded ?? new Set();
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
    this.#readings.clear();
  }

  #of(target: Target): Readings {
    const known = this.#readings.get(target);
    if (known !== undefined) return known;
    const readings: Readings = {
      turns: new Turns(() => this.#read(target, readings)),
      expanded: new Set(),
      snapshot: undefined,
      error: undefined,
    };
    this.#readings.set(target, readings);
    return readings;
  }

  async #read(target: Target, readings: Readings): Promise<Snapshot> {
    try {
      const read = await target.run(snapshot([...readings.expanded]));
      readings.snapshot = read;
      readings.error = undefined;
      return read;
    } catch (error) {
      readings.error = error instanceof Error ? error : new Error(String(error));
      throw error;
    } finally {
      // An answer of a connection that has ended meanwhile is nobody's.
      if (this.#readings.get(target) === readings) this.#changed.fire(target);
    }
  }

  #forgetDisconnected(): void {
    const all = this.#targets.all();
    for (const target of this.#readings.keys()) {
      if (all.includes(target) && isConnected(target)) continue;
      this.#readings.delete(target);
      this.#changed.fire(target);
    }
  }
}

const isConnected = (target: Target): boolean => target.state.kind === "connected";
