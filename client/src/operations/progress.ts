/** Something that takes time on a machine: shown while it runs, and can be stopped. */
import * as vscode from "vscode";

/**
 * Runs it under a notification with a button that aborts the signal.
 * @param outer aborts it as well
 */
export function withProgress<T>(
  title: string,
  step: string,
  run: (signal: AbortSignal) => Promise<T>,
  outer?: AbortSignal,
): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return Promise.resolve(
    vscode.window.withProgress(options, async (progress, token) => {
      const controller = new AbortController();
      const stopping = token.onCancellationRequested(() => controller.abort());
      if (step !== "") progress.report({ message: step });
      try {
        return await run(
          outer === undefined ? controller.signal : AbortSignal.any([outer, controller.signal]),
        );
      } finally {
        stopping.dispose();
      }
    }),
  );
}

/** What a promise gives, or something else when that takes too long: for what is welcome but not waited for. */
export function within<T>(promise: Promise<T>, limitMs: number, otherwise: T): Promise<T> {
  const { promise: late, resolve } = Promise.withResolvers<T>();
  const limit = setTimeout(() => resolve(otherwise), limitMs);
  return Promise.race([promise, late]).finally(() => clearTimeout(limit));
}
