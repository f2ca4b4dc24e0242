/** A worker of kmod-lint: takes tasks, gives results, until it is ended. */
import { parentPort, workerData } from "node:worker_threads";
import type { TaskMessage, WorkerMessage } from "./pool.ts";
import { standardToolkit } from "./standard-toolkit.ts";
import { runTask } from "./task.ts";
import { type CheckSetup, createTools, tellingDisk } from "./tools.ts";

const port = parentPort;
if (port === null) throw new Error("kmod-lint's worker was started on its own: run kmod-lint instead");

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the pool that started this thread gave it
const setup = workerData as CheckSetup;
const ready = standardToolkit
  .loadModeller()
  .then((model) => createTools(setup, standardToolkit.rules, model, tellingDisk()));

const answer = async ({ id, task }: TaskMessage): Promise<WorkerMessage> => {
  try {
    return { kind: "done", id, result: await runTask(task, await ready) };
  } catch (error) {
    return {
      kind: "failed",
      id,
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
};

port.on("message", (message: TaskMessage) => {
  void answer(message).then((result) => port.postMessage(result));
});
