/** A few threads that share a list of jobs: who is done takes the next. */
import { type ResourceLimits, Worker } from "node:worker_threads";

export interface Threads<J, A> {
  /**
   * Answers in the order of the jobs; rejects where a thread fails.
   * @param few so many jobs are done sooner on the thread that asks, if it may
   */
  run(jobs: readonly J[], few?: number): Promise<readonly A[]>;
  close(): Promise<void>;
}

export interface ThreadOptions<J, A> {
  /** How many; each starts with its first job. */
  readonly count: number;
  /** Does a job on the thread that asks. */
  readonly here?: (job: J) => A;
  /** Small unless told: files are decoded one after the other, little lives at a time. */
  readonly limits?: ResourceLimits;
}

export function openThreads<J, A>({ count, here, limits = small }: ThreadOptions<J, A>): Threads<J, A> {
  const threads: (Worker | undefined)[] = Array.from({ length: Math.max(1, count) }, () => undefined);
  return {
    async run(jobs, few = 0) {
      if (here !== undefined && jobs.length <= few) return jobs.map((job) => here(job));
      const answers: A[] = [];
      let next = 0;
      await Promise.all(
        threads.map(async (_, hand) => {
          while (next < jobs.length) {
            const at = next++;
            const job = jobs[at];
            if (job === undefined) continue;
            const worker = threads[hand] ?? new Worker(program, { resourceLimits: limits });
            threads[hand] = worker;
            answers[at] = await answerOf<A>(worker, job);
          }
        }),
      );
      return answers;
    },
    async close() {
      await Promise.all(threads.map(async (worker) => worker?.terminate()));
    },
  };
}

const isBundle = import.meta.url.endsWith(".cjs");
const program = new URL(isBundle ? "./export-worker.cjs" : "./index-worker.ts", import.meta.url);

const small: ResourceLimits = { maxYoungGenerationSizeMb: 3, maxOldGenerationSizeMb: 48 };

const answerOf = <A>(worker: Worker, job: unknown): Promise<A> =>
  new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off("message", onMessage);
      worker.off("error", onError);
      worker.off("exit", onExit);
    };
    const onMessage = (answer: A): void => {
      settle();
      resolve(answer);
    };
    const onError = (error: unknown): void => {
      settle();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const onExit = (code: number): void =>
      onError(new Error(`a thread of the symbol index ended with ${code}`));
    worker.on("message", onMessage);
    worker.on("error", onError);
    worker.on("exit", onExit);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage(job);
  });
