/**
 * Places for what is started over one connection: an SSH server takes only so many sessions over it. Who finds no place
 * waits, in the order of coming.
 */

export interface Slots {
  /**
   * Takes a place as soon as there is one; what it gives leaves the place again. Rejects with the signal's reason where
   * that aborts first.
   */
  take(signal: AbortSignal): Promise<() => void>;
}

/**
 * OpenSSH takes ten sessions over a connection (MaxSessions in sshd_config(5)): one holds the connection, and streams
 * (the list of modules, the kernel's log) need some.
 */
const most = 6;

/** Milliseconds after which what runs is no longer taken for something that ends at once. */
const youngMs = 1_000;

/**
 * @param isOneByOne whether nothing may start while something else is about to end. What runs for longer than a second
 * does not keep others waiting, so that a command that hangs blocks none
 */
export function createSlots(isOneByOne: () => boolean): Slots {
  const waiting: (() => void)[] = [];
  let held = 0;
  let young = 0;
  const isFree = (): boolean => held < most && (young === 0 || !isOneByOne());
  const next = (): void => {
    while (waiting.length > 0 && isFree()) waiting.shift()?.();
  };
  const hold = (): (() => void) => {
    held += 1;
    young += 1;
    const grow = once(() => {
      young -= 1;
      next();
    });
    const timer = setTimeout(grow, youngMs);
    return once(() => {
      clearTimeout(timer);
      held -= 1;
      grow();
      next();
    });
  };
  return {
    async take(signal) {
      signal.throwIfAborted();
      if (waiting.length === 0 && isFree()) return hold();
      const { promise, resolve, reject } = Promise.withResolvers<() => void>();
      const enter = (): void => {
        signal.removeEventListener("abort", leave);
        resolve(hold());
      };
      const leave = (): void => {
        waiting.splice(waiting.indexOf(enter), 1);
        reject(signal.reason);
      };
      waiting.push(enter);
      signal.addEventListener("abort", leave, { once: true });
      return promise;
    },
  };
}

function once(run: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    run();
  };
}
