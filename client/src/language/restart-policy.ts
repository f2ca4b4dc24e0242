/** Decides whether a server that ended by itself is started once more. */

export interface RestartPolicy {
  /** To be called at each crash: true while the server may be started again by itself. */
  mayRestart(): boolean;
  /** Forgets the crashes so far: the author asked for a new start. */
  forgive(): void;
}

/** Allows `limit` restarts within any `windowMs` milliseconds of the clock `now`. */
export function createRestartPolicy(limit: number, windowMs: number, now: () => number): RestartPolicy {
  let crashes: readonly number[] = [];
  return {
    mayRestart() {
      const time = now();
      crashes = [...crashes.filter((crash) => time - crash < windowMs), time];
      return crashes.length <= limit;
    },
    forgive() {
      crashes = [];
    },
  };
}
