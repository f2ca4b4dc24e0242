/** Work on one thing, one after the other: two runs of make in one folder destroy each other's files. */

export interface OneAtATime {
  /** Runs it after all that was asked for the same key before. Rejects with what the work rejects with. */
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Whether something runs or waits. */
  isBusy(key: string): boolean;
}

export function createOneAtATime(): OneAtATime {
  const last = new Map<string, Promise<unknown>>();
  const forget = async (key: string, ended: Promise<unknown>): Promise<void> => {
    await ended;
    if (last.get(key) === ended) last.delete(key);
  };
  return {
    isBusy: (key) => last.has(key),
    run(key, work) {
      const running = after(last.get(key), work);
      const ended = Promise.allSettled([running]);
      last.set(key, ended);
      void forget(key, ended);
      return running;
    },
  };
}

async function after<T>(before: Promise<unknown> | undefined, work: () => Promise<T>): Promise<T> {
  await before;
  return work();
}
