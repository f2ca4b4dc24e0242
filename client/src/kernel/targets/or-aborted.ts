/** Waiting that a signal ends: what is waited for goes on, and is not waited for any more. */

/**
 * What a promise gives, or a rejection as soon as the signal is aborted.
 * @param reasonOf what it rejects with then; the signal's own reason when missing
 */
export async function orAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  reasonOf: (signal: AbortSignal) => unknown = ({ reason }) => reason,
): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(reasonOf(signal));
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
