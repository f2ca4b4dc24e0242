/** The steps of the walkthrough, and which of them were done: kept for the user, over windows and sessions. */
import * as v from "valibot";

/** In their order. Each is the end of its step's id and of its context key in package.json. */
export const walkthroughSteps = [
  "kernel",
  "create",
  "check",
  "build",
  "machine",
  "load",
  "log",
  "trace",
] as const;

export type WalkthroughStep = (typeof walkthroughSteps)[number];

/** The key that completes a step once it is true. */
export const contextKey = (step: WalkthroughStep): string => `kmod.walkthrough.${step}`;

/** What keeps it: `vscode.Memento`, or a map in tests. */
export interface Store {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

export interface StepsDone {
  /** In the order of the walkthrough. */
  all(): readonly WalkthroughStep[];
  has(step: WalkthroughStep): boolean;
  /** false: it was done before. */
  add(step: WalkthroughStep): boolean;
  clear(): void;
}

const storeKey = "kmod.walkthrough";

/** @param failed hears why the store could not be written: what is done then counts for this session */
export function keepSteps(store: Store, failed: (error: unknown) => void): StepsDone {
  const done = new Set(readSteps(store.get(storeKey)));
  const all = (): readonly WalkthroughStep[] => walkthroughSteps.filter((step) => done.has(step));
  const write = (): void => void Promise.resolve(store.update(storeKey, all())).catch(failed);
  return {
    all,
    has: (step) => done.has(step),
    add(step) {
      if (done.has(step)) return false;
      done.add(step);
      write();
      return true;
    },
    clear() {
      done.clear();
      write();
    },
  };
}

/** Steps of another version are left out. */
function readSteps(stored: unknown): readonly WalkthroughStep[] {
  const read = v.safeParse(v.array(v.string()), stored);
  return read.success ? walkthroughSteps.filter((step) => read.output.includes(step)) : [];
}
