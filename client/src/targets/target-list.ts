/**
 * The targets there are: this machine, and one for each machine that the settings name. When the settings change, what
 * they leave as it was stays connected, and what they change or no longer name is ended.
 */
import type { Subscription, Target, TargetSpec, TargetState } from "../kernel/targets/target.ts";

export interface TargetListPorts {
  make(spec: TargetSpec): Target;
  /** The list or the state of one of its targets is another. */
  onChange(): void;
  onState(target: Target, before: TargetState, after: TargetState): void;
  /** Ending a target that is no longer named failed. */
  onError(target: Target, error: unknown): void;
}

interface Kept {
  readonly target: Target;
  readonly subscription: Subscription;
}

/** The same for the same machine in every session. */
export const idOf = (spec: TargetSpec): string =>
  spec.kind === "local" ? "local" : `${spec.kind}:${spec.name}`;

export class TargetList {
  readonly #ports: TargetListPorts;
  #kept: ReadonlyMap<string, Kept> = new Map();
  readonly #ending = new Set<Promise<void>>();

  constructor(ports: TargetListPorts) {
    this.#ports = ports;
  }

  all(): readonly Target[] {
    return [...this.#kept.values()].map(({ target }) => target);
  }

  /** Makes the list be of these, in this order. */
  update(specs: readonly TargetSpec[]): void {
    const before = this.#kept;
    const after = new Map<string, Kept>();
    for (const spec of specs) {
      const id = idOf(spec);
      const kept = before.get(id);
      after.set(id, kept !== undefined && isSame(kept.target.spec, spec) ? kept : this.#keep(spec));
    }
    this.#kept = after;
    for (const [id, kept] of before) if (after.get(id) !== kept) this.#end(kept);
    const [old, now] = [[...before.values()], [...after.values()]];
    if (old.length !== now.length || old.some((kept, index) => kept !== now[index])) this.#ports.onChange();
  }

  /** Ends all of them: resolves when no connection and no machine is left. */
  async dispose(): Promise<void> {
    const kept = [...this.#kept.values()];
    this.#kept = new Map();
    for (const one of kept) this.#end(one);
    await Promise.all(this.#ending);
  }

  #keep(spec: TargetSpec): Kept {
    const target = this.#ports.make(spec);
    let state = target.state;
    const subscription = target.onDidChangeState((after) => {
      const before = state;
      state = after;
      this.#ports.onState(target, before, after);
      this.#ports.onChange();
    });
    return { target, subscription };
  }

  #end({ target, subscription }: Kept): void {
    subscription.dispose();
    const ending = target
      .dispose()
      .catch((error: unknown) => this.#ports.onError(target, error))
      .finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}

/** Specs are flat data made in one place, so that their texts can be compared. */
const isSame = (a: TargetSpec, b: TargetSpec): boolean => JSON.stringify(a) === JSON.stringify(b);
