/** A build while it runs: what make is at, and a button that ends it. */
import * as vscode from "vscode";

export interface ProgressOptions {
  /** `Building hello` */
  readonly title: string;
  /** Ends it as well. */
  readonly signal: AbortSignal | undefined;
  readonly shows: BuildShow;
}

/**
 * How a build that runs is shown: by a message with a button that ends it, in passing in the status bar, or by whoever
 * asked for it.
 */
export type BuildShow = "message" | "status" | "nothing";

/** Runs it with its signs. */
export function withBuildProgress<T>(
  { title, signal, shows }: ProgressOptions,
  run: (signal: AbortSignal, step: (words: string) => void) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const either = signal === undefined ? controller.signal : AbortSignal.any([signal, controller.signal]);
  if (shows === "nothing") return run(either, () => undefined);
  const location =
    shows === "message" ? vscode.ProgressLocation.Notification : vscode.ProgressLocation.Window;
  const options = { location, title, cancellable: shows === "message" };
  return Promise.resolve(
    vscode.window.withProgress(options, async (progress, token) => {
      const stopping = token.onCancellationRequested(() => controller.abort());
      try {
        return await run(either, (message) => progress.report({ message }));
      } finally {
        stopping.dispose();
      }
    }),
  );
}
