/**
 * Runs a task soon after it is asked for, once for any number of askings. The task waits until a whole turn of the
 * event loop passes without another asking, so that the messages already received are taken in first; but never
 * longer than a limit, so that someone who types without a pause is answered too.
 */

export interface Schedule {
  request(): void;
  /** Runs it now if it was asked for. */
  flush(): void;
  dispose(): void;
}

/** @param limit in milliseconds: the longest that a task is put off */
export const createSchedule = (run: () => void, limit = 40): Schedule => {
  let askedAt: number | undefined;
  let isFresh = false;
  let timer: NodeJS.Immediate | undefined;
  const fire = (): void => {
    askedAt = undefined;
    run();
  };
  const turn = (): void => {
    timer = undefined;
    if (askedAt === undefined) return;
    if (!isFresh || performance.now() - askedAt > limit) return fire();
    isFresh = false;
    timer = setImmediate(turn);
  };
  return {
    request() {
      isFresh = true;
      askedAt ??= performance.now();
      timer ??= setImmediate(turn);
    },
    flush() {
      if (askedAt !== undefined) fire();
    },
    dispose() {
      askedAt = undefined;
      if (timer !== undefined) clearImmediate(timer);
    },
  };
};
