/** What can be loaded on each connected machine: read when somebody looks, once for each connection. */
import * as vscode from "vscode";
import { availableModules } from "../kernel/kmod/available.ts";
import type { Target } from "../kernel/targets/target.ts";
import type { AvailableRow } from "./available-nodes.ts";
import { type AvailableIndex, indexAvailable } from "./available-rows.ts";
import { Turns } from "./turns.ts";

export interface AvailableModules extends vscode.Disposable {
  /** What was read; undefined: nothing yet. */
  index(target: Target): AvailableIndex | undefined;
  /** Why it could not be read the last time. */
  error(target: Target): Error | undefined;
  /** Reads it again; a failure is kept for `error`. */
  refresh(target: Target): Promise<void>;
  readonly onDidChange: vscode.Event<Target>;
}

export const createAvailableModules = (): AvailableModules => new Available();

interface Reading {
  readonly turns: Turns<void>;
  /** The kernel that it was read of. */
  release: string;
  index: AvailableIndex | undefined;
  error: Error | undefined;
}

class Available implements AvailableModules {
  readonly #readings = new Map<Target, Reading>();
  readonly #changed = new vscode.EventEmitter<Target>();
  readonly onDidChange = this.#changed.event;

  index(target: Target): AvailableIndex | undefined {
    return this.#current(target)?.index;
  }

  error(target: Target): Error | undefined {
    return this.#current(target)?.error;
  }

  refresh(target: Target): Promise<void> {
    const reading: Reading = this.#readings.get(target) ?? {
      turns: new Turns(() => this.#read(target, reading)),
      release: "",
      index: undefined,
      error: undefined,
    };
    this.#readings.set(target, reading);
    return reading.turns.take();
  }

  dispose(): void {
    this.#changed.dispose();
    this.#readings.clear();
  }

  /** Another kernel has other modules. */
  #current(target: Target): Reading | undefined {
    const reading = this.#readings.get(target);
    return reading?.release === releaseOf(target) ? reading : undefined;
  }

  async #read(target: Target, reading: Reading): Promise<void> {
    const release = releaseOf(target);
    try {
      const found = await target.run(availableModules(release));
      reading.index = indexAvailable(
        found.map(
          ({ name, folder, isBuiltIn }): AvailableRow => ({
            kind: "available",
            target,
            available: name,
            folder,
            isBuiltIn,
          }),
        ),
      );
      reading.error = undefined;
    } catch (error) {
      reading.error = error instanceof Error ? error : new Error(String(error));
    }
    reading.release = release;
    this.#changed.fire(target);
  }
}

const releaseOf = ({ state }: Target): string => (state.kind === "connected" ? state.machine.release : "");
