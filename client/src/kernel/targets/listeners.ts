/** Those who listen to an event: called in the order in which they came. */
import type { Listen } from "./target.ts";

export interface Listeners<T> {
  readonly listen: Listen<T>;
  fire(event: T): void;
  /** Forgets all of them. */
  dispose(): void;
}

export function createListeners<T>(): Listeners<T> {
  const listeners = new Set<{ readonly call: (event: T) => void }>();
  return {
    listen(listener) {
      // An object of its own: the same function may listen twice.
      const entry = { call: listener };
      listeners.add(entry);
      return { dispose: () => void listeners.delete(entry) };
    },
    fire(event) {
      for (const { call } of listeners) call(event);
    },
    dispose: () => listeners.clear(),
  };
}
