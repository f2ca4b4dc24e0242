/** Spreads the reading of symbols over threads, each of which reads the kernel's headers for itself. */
import { Worker } from "node:worker_threads";
import type { ModuleSymbols } from "../core/symbols/module-symbols.ts";
import type { SymbolSetup, SymbolTask } from "./symbol-task.ts";

export interface SymbolPoolOptions {
  readonly jobs: number;
  readonly workerFile: string | URL;
  readonly workerData: SymbolSetup;
  readonly onDone: (task: SymbolTask) => void;
}

/** Runs every task and gives the results in their order. Rejects when a worker fails: a bug of ours. */
export const runSymbolWorkers = async (
  tasks: readonly SymbolTask[],
  options: SymbolPoolOptions,
): Promise<readonly (readonly ModuleSymbols[])[]> => {
  const results: (readonly ModuleSymbols[])[] = tasks.map(() => []);
  const waiting = [...tasks.entries()];
  const serve = async (): Promise<void> => {
    const worker = new Worker(options.workerFile, { workerData: options.workerData });
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [index, task] = next;
        results[index] = await ask(worker, task);
        options.onDone(task);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs, tasks.length) }, serve));
  return results;
};

const ask = (worker: Worker, task: SymbolTask): Promise<readonly ModuleSymbols[]> =>
  new Promise((resolve, reject) => {
    const onMessage = (symbols: readonly ModuleSymbols[]): void => settle(() => resolve(symbols));
    const onError = (error: unknown): void => settle(() => reject(error));
    const onExit = (code: number): void => onError(new Error(`a worker ended with ${code}`));
    const settle = (done: () => void): void => {
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      done();
    };
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage(task);
  });
