/** Files that are saved together, done together: never two batches at once, and none lost. Pure but for the clock. */

export interface SaveBatches {
  hear(file: string): void;
  /** What has not begun is not begun any more. */
  dispose(): void;
}

/**
 * @param settleMs how long nothing must be saved
 * @param run what is done with the files of a batch. Never rejects.
 */
export function createSaveBatches(
  settleMs: number,
  run: (files: readonly string[]) => Promise<void>,
): SaveBatches {
  const saved = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let isRunning = false;
  const take = async (): Promise<void> => {
    // What is saved meanwhile is the next batch.
    if (isRunning || saved.size === 0) return;
    isRunning = true;
    const files = [...saved];
    saved.clear();
    try {
      await run(files);
    } finally {
      isRunning = false;
    }
    wait();
  };
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void take(), settleMs);
  };
  return {
    hear(file) {
      saved.add(file);
      wait();
    },
    dispose() {
      clearTimeout(timer);
      saved.clear();
    },
  };
}
