/**
 * Spreads tasks over worker threads: the big ones first, and who is done takes the next. A worker that dies is
 * replaced and its task is told as a bug of ours; the others go on.
 */
import { type ResourceLimits, Worker } from "node:worker_threads";
import type { CheckTask, TaskResult } from "./task.ts";

/** From the main thread to a worker. */
export interface TaskMessage {
  readonly id: number;
  readonly task: CheckTask;
}

/** From a worker to the main thread. */
export type WorkerMessage =
  | { readonly kind: "done"; readonly id: number; readonly result: TaskResult }
  | {
      readonly kind: "failed";
      readonly id: number;
      readonly message: string;
      readonly isOutOfMemory?: boolean;
    };

export interface PoolOptions {
  readonly jobs: number;
  /** The module that a worker runs. */
  readonly workerFile: string | URL;
  readonly workerData: unknown;
  readonly onDone: (task: CheckTask) => void;
}

/**
 * Runs every task.
 * @returns results in the order of the tasks
 */
export const runInWorkers = async (
  tasks: readonly CheckTask[],
  options: PoolOptions,
): Promise<readonly TaskResult[]> => {
  const results: TaskResult[] = [];
  const queue = tasks
    .map((_task, id) => id)
    .toSorted((a, b) => (tasks[b]?.bytes ?? 0) - (tasks[a]?.bytes ?? 0));
  const finish = (id: number, result: TaskResult): void => {
    results[id] = result;
    const task = tasks[id];
    if (task !== undefined) options.onDone(task);
  };
  const serve = async (): Promise<void> => {
    let hand = startWorker(options, usualLimits);
    try {
      for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
        const task = tasks[id];
        if (task === undefined) continue;
        const answer = await hand.run({ id, task });
        if (answer.kind === "done") {
          finish(id, answer.result);
          continue;
        }
        await hand.end();
        const again = answer.isOutOfMemory ? await runRoomily({ id, task }, options) : answer;
        finish(id, again.kind === "done" ? again.result : failure(task, again.message));
        hand = startWorker(options, usualLimits);
      }
    } finally {
      await hand.end();
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs, tasks.length) }, serve));
  return results;
};

/** The result of a task that brought its worker down. */
export const failure = (task: CheckTask, message: string): TaskResult => {
  const paths = [...task.groups.flatMap((group) => group.map((module) => module.file)), ...task.alone];
  return {
    findings: [],
    notices: [...new Set(paths)].map((path) => ({
      kind: "internal",
      path,
      message: `not checked: ${message}`,
    })),
    filesChecked: [],
    includedSources: [],
  };
};

interface Hand {
  run(message: TaskMessage): Promise<WorkerMessage>;
  end(): Promise<unknown>;
}

/** Keeps V8 from spending memory to save collections: two workers take some 400 MB. */
const usualLimits: ResourceLimits = { maxOldGenerationSizeMb: 112, maxYoungGenerationSizeMb: 24 };

/** The few modules that do not fit get a worker of their own that takes what it needs. */
const runRoomily = async (message: TaskMessage, options: PoolOptions): Promise<WorkerMessage> => {
  const hand = startWorker(options, {});
  const answer = await hand.run(message);
  await hand.end();
  return answer;
};

const startWorker = (options: PoolOptions, resourceLimits: ResourceLimits): Hand => {
  const worker = new Worker(options.workerFile, { workerData: options.workerData, resourceLimits });
  let answered: ((answer: WorkerMessage) => void) | undefined;
  let asked = -1;
  let end: string | undefined;
  const answer = (message: WorkerMessage): void => {
    answered?.(message);
    answered = undefined;
  };
  let isOutOfMemory = false;
  const dead = (reason: string): void => {
    end ??= reason;
    answer({ kind: "failed", id: asked, message: end, isOutOfMemory });
  };
  worker.on("message", answer);
  worker.on("error", (error) => {
    isOutOfMemory = error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
    dead(error instanceof Error ? error.message : String(error));
  });
  worker.on("exit", (code) => dead(`the worker ended with ${code}`));
  return {
    run: (message) =>
      new Promise((resolve) => {
        answered = resolve;
        asked = message.id;
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        if (end === undefined) worker.postMessage(message);
        else dead(end);
      }),
    end: () => worker.terminate(),
  };
};
