/** One asynchronous task that is run again whenever it is asked for while it runs, and never twice at once. */

export interface Worker {
  request(): void;
  isBusy(): boolean;
  /** Resolves when nothing that was asked for before is left to do. Never rejects. */
  idle(): Promise<void>;
}

/** @param run must not reject: the boundary for errors is inside it */
export function createWorker(run: () => Promise<void>): Worker {
  let isAsked = false;
  let running: Promise<void> | undefined;
  const loop = async (): Promise<void> => {
    while (isAsked) {
      // What arrived together with the request is taken in first.
      await new Promise((resolve) => setImmediate(resolve));
      isAsked = false;
      await run();
    }
    running = undefined;
  };
  const isBusy = (): boolean => running !== undefined;
  return {
    request() {
      isAsked = true;
      running ??= loop();
    },
    isBusy,
    async idle() {
      while (isBusy()) await running;
    },
  };
}
