/** The builds and reloads that are under way: all of them can be stopped. */
import type * as vscode from "vscode";
import type { Given } from "../operations/subjects.ts";
import { buildAndReload, type RunSources } from "./build-and-reload.ts";
import type { RunReport } from "./run-report.ts";

export interface Runs extends vscode.Disposable {
  /** As `buildAndReload`. */
  start(given: Given): Promise<RunReport | undefined>;
  /** Ends what is under way: make and what it started; on the machine, what has not been done is not done any more. */
  stop(): void;
  isRunning(): boolean;
}

export function createRuns(sources: RunSources): Runs {
  const running = new Set<AbortController>();
  const stop = (): void => {
    for (const controller of running) controller.abort();
  };
  return {
    async start(given) {
      const controller = new AbortController();
      running.add(controller);
      try {
        return await buildAndReload(sources, given, controller.signal);
      } finally {
        running.delete(controller);
      }
    },
    stop,
    isRunning: () => running.size > 0,
    dispose: stop,
  };
}
